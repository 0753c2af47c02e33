"""The folder that a training works in: what a stopped job goes on from, and nothing else.

It is told apart by what is trained and not by paths: layers that QGIS exports anew for each run are
the same data to it.
"""

from __future__ import annotations

import gc
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.jobs import HISTORY_FILE
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.train.fit_state import BEST, CHECKPOINT

try:
    import fcntl
except ImportError:
    # Windows has none, and lets nobody remove a file that is open.
    fcntl = None  # type: ignore[assignment]

RECORD = "training.json"

_DATA = "data"
_LOCK = "training.lock"
_FIT = (CHECKPOINT, BEST, HISTORY_FILE)
_STRAY = (".lr_find*", "*.part")


@dataclass(frozen=True)
class WorkFolder:
    """The folder of one training."""

    path: Path

    @property
    def data(self) -> Path:
        """Folder of the prepared images."""
        return self.path / _DATA

    @property
    def is_begun(self) -> bool:
        """Whether there is a state of the network to go on from."""
        return (self.path / CHECKPOINT).exists()

    def forget_fit(self) -> None:
        """Remove the state of the network."""
        for name in _FIT:
            (self.path / name).unlink(missing_ok=True)
        for pattern in _STRAY:
            for path in self.path.glob(pattern):
                path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove all that a training puts there, and the folder when nothing else is in it."""
        # Windows removes no file that is still mapped somewhere.
        gc.collect()
        shutil.rmtree(self.data, ignore_errors=True)
        self.forget_fit()
        if self.data.exists():
            return
        (self.path / RECORD).unlink(missing_ok=True)
        (self.path / _LOCK).unlink(missing_ok=True)
        if not any(self.path.iterdir()):
            self.path.rmdir()


@contextmanager
def working_in(path: Path, prepared: str, fit: str, reporter: Reporter) -> Iterator[WorkFolder]:
    """Yield the folder of a training; it goes when all went well.

    What an earlier run left there is kept as far as it belongs to the same training. After a stop
    or a failure the folder stays if the network has learnt anything.

    Args:
        path: The folder; it is made when it does not exist.
        prepared: Fingerprint of the data.
        fit: Fingerprint of how the network learns.
        reporter: Hears of what was found and what is left.

    Raises:
        OutputError: If the folder cannot be used, or another process is at work in it.
    """
    folder = WorkFolder(path.absolute())
    with ExitStack() as stack:
        known = _entered(folder, prepared, fit, reporter, stack)
        if known and folder.is_begun:
            reporter.log(f"Continuing the training in {path}.")
        try:
            yield folder
        except BaseException:
            if folder.is_begun:
                reporter.log(
                    f"The progress is kept in {path}; the same training continues from there."
                )
            else:
                folder.remove()
            raise
        folder.remove()


def _entered(
    folder: WorkFolder, prepared: str, fit: str, reporter: Reporter, stack: ExitStack
) -> bool:
    """Take the folder, and return whether it belongs to the same training."""
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        is_new = _is_new(folder.path)
        stack.enter_context(_locked(folder))
        known = not is_new and _is_continued(folder, prepared, fit, reporter)
        _write(folder, {"prepared": prepared, "fit": fit})
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            f"The folder {folder.path} cannot be written",
            error.strerror or str(error),
            "Choose another folder to work in",
        ) from error
    return known


@contextmanager
def _locked(folder: WorkFolder) -> Iterator[None]:
    """Hold the folder's lock, which ends with the process however that ends.

    Raises:
        OutputError: If another training holds it.
    """
    if fcntl is None:
        yield
        return
    path = folder.path / _LOCK
    with path.open("a") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                f"Another training is running in {folder.path}",
                "It writes the same model",
                "Wait for it or stop it, or write the model under another name",
            ) from error
        except OSError:
            # Some network file systems have no locks; nothing else depends on this one.
            pass
        yield


def _is_new(path: Path) -> bool:
    """Return whether no training was in a folder.

    Raises:
        OutputError: If something else is.
    """
    if _read(path) is not None:
        return False
    if any(entry.name != _LOCK for entry in path.iterdir()):
        raise OutputError(
            f"The folder {path} is not empty",
            "It holds files that no training put there",
            "Choose another folder to work in",
        )
    return True


def _is_continued(folder: WorkFolder, prepared: str, fit: str, reporter: Reporter) -> bool:
    """Keep what belongs to the same training, and return whether the network does."""
    record = _read(folder.path) or {}
    if record.get("prepared") != prepared:
        reporter.log(
            f"The training that was stopped in {folder.path} had other data; it starts over.",
            "warning",
        )
        shutil.rmtree(folder.data, ignore_errors=True)
    elif record.get("fit") != fit:
        reporter.log(
            f"The training that was stopped in {folder.path} had other settings; it starts over.",
            "warning",
        )
    else:
        return True
    folder.forget_fit()
    return False


def _read(path: Path) -> Optional[dict[str, Any]]:
    try:
        record = json.loads((path / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def _write(folder: WorkFolder, record: dict[str, Any]) -> None:
    beside = folder.path / f"{RECORD}.part"
    beside.write_text(json.dumps(record), encoding="utf-8")
    beside.replace(folder.path / RECORD)
