"""The JSON-lines protocol between QGIS and the worker (described in docs/protocol.md).

One message a line, UTF-8, no line longer than `MAX_LINE_BYTES`. The client sends `run`,
`cancel`, `finish` and `quit`; the worker answers with `hello` once, then `progress`, `log` and
`detail` while a job runs, and exactly one of `done`, `failed` or `cancelled` at its end.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from sat_dl_plugin.contract.errors import SatDlError

PROTOCOL_VERSION = 1
MAX_LINE_BYTES = 4 * 1024 * 1024

HELLO = "hello"
PROGRESS = "progress"
LOG = "log"
DETAIL = "detail"
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"
RUN = "run"
CANCEL = "cancel"
FINISH = "finish"
QUIT = "quit"

Message = dict[str, Any]


class ProtocolError(SatDlError):
    """A line that is no message of this protocol."""


def encode(message: Message) -> bytes:
    """Return the message as one UTF-8 line, newline included."""
    text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8") + b"\n"


def decode(line: bytes) -> Message:
    """Return the message in one line.

    Raises:
        ProtocolError: If the line is too long, no JSON object or has no ``type``.
    """
    if len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"Worker message of {len(line)} bytes is over {MAX_LINE_BYTES}")
    try:
        message = json.loads(line.decode("utf-8"))
    except ValueError as error:
        raise ProtocolError(f"Worker message is no JSON: {line[:80]!r}", str(error)) from error
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ProtocolError(f"Worker message has no type: {line[:80]!r}")
    return message


def hello(versions: dict[str, str], providers: list[str]) -> Message:
    """Return the worker's first message: package versions and execution providers."""
    return {
        "type": HELLO,
        "protocol": PROTOCOL_VERSION,
        "versions": versions,
        "providers": providers,
    }


def run(job_id: str, verb: str, params: dict[str, Any]) -> Message:
    """Return the request to run one job (``params`` as from `jobs.Job.to_params`)."""
    return {"type": RUN, "job": job_id, "verb": verb, "params": params}


def cancel(job_id: str) -> Message:
    """Return the request to stop one job."""
    return {"type": CANCEL, "job": job_id}


def finish(job_id: str) -> Message:
    """Return the request to end one job early and to keep what it has reached."""
    return {"type": FINISH, "job": job_id}


def quit_worker() -> Message:
    """Return the request to end the worker after the running job."""
    return {"type": QUIT}


def progress(job_id: str, fraction: float, phase: str) -> Message:
    """Return a progress message; ``fraction`` is 0 to 1 of the whole job."""
    return {"type": PROGRESS, "job": job_id, "fraction": round(fraction, 5), "phase": phase}


def log(job_id: str, text: str, level: str = "info") -> Message:
    """Return one log line of a job."""
    return {"type": LOG, "job": job_id, "level": level, "text": text}


def detail(job_id: str, kind: str, values: Mapping[str, Any]) -> Message:
    """Return what a job tells beside its progress; numbers that are not finite become null."""
    return {"type": DETAIL, "job": job_id, "kind": kind, "values": _finite(values)}


def done(job_id: str, result: dict[str, Any]) -> Message:
    """Return the message that ends a successful job."""
    return {"type": DONE, "job": job_id, "result": result}


def failed(job_id: str, error: SatDlError) -> Message:
    """Return the message that ends a job with an error the worker survived."""
    return {"type": FAILED, "job": job_id, "error": error.to_dict()}


def cancelled(job_id: str) -> Message:
    """Return the message that ends a cancelled job."""
    return {"type": CANCELLED, "job": job_id}


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _finite(entry) for key, entry in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
