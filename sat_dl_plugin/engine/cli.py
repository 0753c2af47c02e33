"""The command line: ``satdl VERB …``, the same jobs with the same names as the toolbox.

Exit codes: 0 done, 1 failed (one line on stderr), 2 wrong usage, 130 cancelled.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, NoReturn, Optional

from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.contract.leftovers import remove_leftovers, target_folders
from sat_dl_plugin.engine.arguments import build_parser, join_negative_extents
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.terminal import TerminalReporter, card_text, summary_table

DONE, FAILED, WRONG_USAGE, CANCELLED = 0, 1, 2, 130

_GRACE_S = 1.5
"""How long a cancelled job may take to stop by itself."""

_POLL_S = 0.2
"""How long the main thread may sleep between looks at a running job; Windows delivers
signals only then."""


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run one command line and return its exit code.

    Args:
        argv: Arguments without the program's name; those of the process when None.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Unicode shows a question mark instead of failing the job.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    arguments = join_negative_extents(sys.argv[1:] if argv is None else argv)
    try:
        options = build_parser().parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if options.verb == "doctor":
        return _doctor()
    reporter = TerminalReporter(sys.stderr, verbose=options.debug, quiet=options.quiet)
    try:
        job: Job = options.build(options)
        result = _run_interruptibly(job, reporter)
    except Exception as error:  # noqa: BLE001 - the user gets one line whatever went wrong
        reporter.close()
        return _explain(error, options.debug)
    reporter.close()
    print_result(result, as_json=options.json)
    return DONE


def print_result(result: dict[str, Any], as_json: bool = False) -> None:
    """Print what a job returned: card, table and the paths of what was written."""
    if as_json:
        sys.stdout.write(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
        return
    if result.get("card"):
        text = card_text(result["card"], result["sources"], result.get("members", ()))
        sys.stdout.write(text + "\n")
    if result.get("summary"):
        sys.stdout.write(summary_table(result["summary"]) + "\n")
    if result.get("scores"):
        mean = {"class_name": "mean", **result["means"]}
        mean["obj_f1"] = mean.pop("object_f1", None)
        sys.stdout.write(summary_table([*result["scores"], mean]) + "\n")
    for name in ("output", "classes", "probabilities", "residual", "report"):
        if result.get(name):
            sys.stdout.write(f"{name}: {result[name]}\n")


def _run_interruptibly(job: Job, reporter: TerminalReporter) -> dict[str, Any]:
    """Run a job in a thread, so that the main thread hears signals while native code runs.

    The first SIGINT or SIGTERM asks the job to stop; when it does not in time, because native
    code does not listen, the process ends without it. A second signal ends it at once.
    """
    outcome: dict[str, Any] = {}
    failure: list[BaseException] = []

    def work() -> None:
        try:
            outcome.update(run_job(job, reporter))
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            failure.append(error)

    thread = threading.Thread(target=work, name=f"satdl-{job.verb}", daemon=True)
    with _scratch_folder() as scratch, _signals(reporter) as stopped_at:
        thread.start()
        while thread.is_alive():
            thread.join(_POLL_S)
            if stopped_at and time.monotonic() - stopped_at[0] > _GRACE_S:
                _leave(job, scratch, reporter)
    if failure:
        raise failure[0]
    return outcome


@contextmanager
def _signals(reporter: TerminalReporter) -> Iterator[list[float]]:
    """Turn a first SIGINT or SIGTERM into a cancel; yields the times they came at."""
    stopped_at: list[float] = []

    def stop(number: int, _frame: Optional[FrameType]) -> None:
        stopped_at.append(time.monotonic())
        reporter.cancel()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped_at
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _scratch_folder() -> Iterator[str]:
    """Have all temporary files of the job in one folder, which goes with the job."""
    before = tempfile.tempdir
    folder = tempfile.mkdtemp(prefix="satdl-")
    tempfile.tempdir = folder
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)


def _leave(job: Job, scratch: str, reporter: TerminalReporter) -> NoReturn:
    """End the process under a job that does not listen, and clean up after it."""
    reporter.close()
    remove_leftovers(target_folders(job.to_params()), os.getpid())
    shutil.rmtree(scratch, ignore_errors=True)
    _say("cancelled, nothing was written", CANCELLED)
    sys.stderr.flush()
    os._exit(CANCELLED)


def _explain(error: Exception, debug: bool) -> int:
    """Say in one line on stderr why there is no result, and return the exit code."""
    if debug:
        traceback.print_exception(type(error), error, error.__traceback__)
    if isinstance(error, JobCancelled):
        return _say("cancelled, nothing was written", CANCELLED)
    if isinstance(error, SatDlError):
        return _say(str(error), error.exit_code)
    return _say(
        f"{type(error).__name__}: {error}. This is a defect of Sat DL. "
        "Run it again with --debug and report what it prints.",
        FAILED,
    )


def _doctor() -> int:
    # Imported here because no job needs to know how the runtime is made.
    from sat_dl_plugin.bridge import doctor

    return doctor.main()


def _say(text: str, exit_code: int) -> int:
    line = " ".join(text.split())
    sys.stderr.write(f"satdl: {line}\n")
    return exit_code
