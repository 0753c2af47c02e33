"""The errors of Sat DL: one root, three-part messages, and a form that crosses a process."""

from __future__ import annotations

from typing import Any, ClassVar


class SatDlError(Exception):
    """Root of every error that Sat DL raises on purpose.

    Args:
        what: What went wrong, with the offending value, one sentence without a full stop.
        why: The reason, as far as it is known.
        todo: What the user can do next.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, why: str = "", todo: str = "") -> None:
        super().__init__(what, why, todo)
        self.what = what
        self.why = why
        self.todo = todo

    def __str__(self) -> str:
        return " ".join(
            part if part.endswith((".", "!", "?")) else f"{part}."
            for part in (self.what.strip(), self.why.strip(), self.todo.strip())
            if part
        )

    def to_dict(self) -> dict[str, str]:
        """Return the error as a JSON-ready dictionary that `error_from_dict` understands."""
        return {
            "kind": type(self).__name__,
            "what": self.what,
            "why": self.why,
            "todo": self.todo,
        }


class UsageError(SatDlError, ValueError):
    """A parameter that cannot be meant: wrong type, outside its range, unknown name."""

    exit_code = 2


class InputError(SatDlError, ValueError):
    """A raster, vector or extent that cannot be read or does not fit the job."""


class OutputError(SatDlError, OSError):
    """A result that cannot be written where it was asked for."""


class ModelError(SatDlError, ValueError):
    """A network or model card that is missing, broken, hostile or does not fit the raster."""


class DeviceMemoryError(SatDlError, MemoryError):
    """The device ran out of memory on every rung of the memory ladder."""


class RuntimeSetupError(SatDlError):
    """The runtime environment is missing, incomplete or could not be created."""


class WorkerDiedError(SatDlError):
    """The worker process ended without an answer (crash, kill, out of memory).

    A worker that *refuses* a job raises the job's own error instead; this one means
    that the process is gone.
    """


class JobCancelled(SatDlError):  # noqa: N818 - a decision of the user, not a failure
    """The user stopped the job; nothing was written."""

    exit_code = 130

    def __init__(self, what: str = "Cancelled", why: str = "", todo: str = "") -> None:
        super().__init__(what, why, todo)


_KINDS: dict[str, type[SatDlError]] = {
    kind.__name__: kind
    for kind in (
        SatDlError,
        UsageError,
        InputError,
        OutputError,
        ModelError,
        DeviceMemoryError,
        RuntimeSetupError,
        WorkerDiedError,
        JobCancelled,
    )
}


def error_from_dict(fields: dict[str, Any]) -> SatDlError:
    """Rebuild an error that `SatDlError.to_dict` wrote; an unknown kind becomes the root."""
    kind = _KINDS.get(str(fields.get("kind")), SatDlError)
    return kind(
        str(fields.get("what", "Unknown error")),
        str(fields.get("why", "")),
        str(fields.get("todo", "")),
    )
