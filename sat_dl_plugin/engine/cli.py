"""The command line: ``satdl VERB …``, the same jobs with the same names as the toolbox.

Exit codes: 0 done, 1 failed (one line on stderr), 2 wrong usage, 130 cancelled.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Any, Optional

from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.engine.arguments import build_parser, join_negative_extents
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.terminal import TerminalReporter, card_text, summary_table

DONE, FAILED, WRONG_USAGE, CANCELLED = 0, 1, 2, 130

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
        sys.stdout.write(card_text(result["card"], result["sources"]) + "\n")
    if result.get("summary"):
        sys.stdout.write(summary_table(result["summary"]) + "\n")
    for name in ("output", "classes", "probabilities"):
        if result.get(name):
            sys.stdout.write(f"{name}: {result[name]}\n")


def _run_interruptibly(job: Job, reporter: TerminalReporter) -> dict[str, Any]:
    """Run a job in a thread, so that the main thread hears signals while native code runs.

    The first SIGINT or SIGTERM asks the job to stop, the second ends the process at once.
    """
    outcome: dict[str, Any] = {}
    failure: list[BaseException] = []

    def work() -> None:
        try:
            outcome.update(run_job(job, reporter))
        except BaseException as error:  # noqa: BLE001 - raised again in the main thread
            failure.append(error)

    def stop(number: int, _frame: Optional[FrameType]) -> None:
        reporter.cancel()
        signal.signal(number, signal.SIG_DFL)

    handled = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, stop) for number in handled}
    thread = threading.Thread(target=work, name=f"satdl-{job.verb}", daemon=True)
    try:
        thread.start()
        while thread.is_alive():
            thread.join(_POLL_S)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if failure:
        raise failure[0]
    return outcome


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
