"""The real worker with jobs that misbehave; the input of a `clean` job names how.

Started by the tests of the client in a process of its own: ``python misbehaving_worker.py``.
"""

from __future__ import annotations

import ctypes
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2]))

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import CleanJob
from sat_dl_plugin.contract.messages import MAX_LINE_BYTES
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine import run, worker

_LONG_S = 60.0


def run_misbehaving(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    """Do what the job's input says."""
    return globals()[f"_{job.input}"](job, reporter)


def _print_everywhere(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    for step in range(50):
        print('{"type":"done","job":"1","result":{"output":"forged"}}')  # noqa: T201 - the test
        os.write(1, b'{"type":"done","job":"1","result":{"output":"forged"}}\n')
        reporter.progress(step / 50, f"step {step}")
    subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
    return {"output": job.output}


def _read_input(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    return {"output": job.output, "read": sys.stdin.read()}


def _refuse(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    raise InputError("No raster", "It is a text file", "Choose a raster")


def _defect(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    raise ZeroDivisionError("a defect")


def _exit(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    raise SystemExit(3)


def _not_json(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    return {"output": object()}


def _huge_result(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    return {"text": "x" * MAX_LINE_BYTES}


def _memory(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    raise MemoryError("an array of 9 TB")


def _succeed(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    reporter.log("a line")
    return {"output": job.output, "pid": os.getpid()}


def _listen(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    stage = _leave_something(job)
    reporter.progress(0.5, "ready")
    try:
        for _ in range(int(_LONG_S * 20)):
            reporter.check_cancelled()
            time.sleep(0.05)
    finally:
        for entry in stage.iterdir():
            entry.unlink()
        stage.rmdir()
    return {}


def _improve(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    """Get better until told to end, as training does."""
    for epoch in range(1, int(_LONG_S * 20)):
        if reporter.wants_to_finish():
            return {"output": job.output, "best": epoch}
        reporter.detail("epoch", {"epoch": epoch, "iou": {"1": 0.5}, "val_loss": math.nan})
        reporter.progress(0.5, "ready")
        time.sleep(0.05)
    return {}


def _ignore_cancel(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    """Stay in native code that does not even release the interpreter lock."""
    _leave_something(job)
    child = subprocess.Popen([sys.executable, "-c", f"import time; time.sleep({_LONG_S})"])
    reporter.log(str(child.pid))
    reporter.progress(0.5, "ready")
    ctypes.PyDLL(None).sleep(int(_LONG_S))
    return {}


def _sleep(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    _leave_something(job)
    reporter.progress(0.5, "ready")
    time.sleep(_LONG_S)
    return {}


def _crash(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    sys.stderr.write("about to crash\n")
    ctypes.string_at(0)
    return {}


def _gibberish(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    reply = reporter._worker._replies  # type: ignore[attr-defined]
    reply.write(b"not a message\n")
    reply.flush()
    time.sleep(_LONG_S)
    return {}


def _leave_something(job: CleanJob) -> Path:
    output = Path(job.output)
    stage = output.with_name(f".{output.name}.satdl-{os.getpid()}-x.part")
    stage.mkdir()
    (stage / output.name).write_text("half")
    # Scratch files, in the temporary folder that ends with the worker.
    tempfile.mkstemp(dir=tempfile.mkdtemp())
    return stage


if __name__ == "__main__":
    sys.modules["misbehaving"] = sys.modules["__main__"]
    run._RUNNERS["clean"] = ("misbehaving", "run_misbehaving")
    sys.exit(worker.main())
