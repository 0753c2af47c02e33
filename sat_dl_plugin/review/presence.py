"""Who reviews a layer right now, and which sessions ended without saying so."""

from __future__ import annotations

import socket
import tempfile
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QLockFile, QObject, QTimer, pyqtSignal

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.review.journal import ReviewStore, SessionMark

_BEAT_MS = 60_000
_SILENT_S = 300.0
"""On another computer a session counts as ended when it was not heard of for so long."""


class Presence(QObject):
    """Tells others that a session is alive, until it is closed or its process ends.

    Args:
        store: Where sessions are marked.
        session: Name of the session.
        who: Name of the reviewer, if there is one.
        parent: Owner.

    Raises:
        OutputError: If the session cannot be marked.
    """

    failed = pyqtSignal(object)
    """The session could not be marked: an `OutputError`."""

    def __init__(
        self, store: ReviewStore, session: str, who: str, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._session = session
        self._who = who
        self._lock = _lock_file(session)
        self._lock.tryLock(0)
        self._mark()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def ended_sessions(self) -> list[SessionMark]:
        """Return other sessions of the layer whose process is gone."""
        return [
            mark
            for mark in self._store.sessions()
            if mark.session != self._session and not _is_alive(mark)
        ]

    def others(self) -> list[SessionMark]:
        """Return other sessions of the layer that are alive."""
        return [
            mark
            for mark in self._store.sessions()
            if mark.session != self._session and _is_alive(mark)
        ]

    def close(self) -> None:
        """Say that the session ended."""
        self._timer.stop()
        self._lock.unlock()
        self._store.end_session(self._session)

    def _beat(self) -> None:
        try:
            self._mark()
        except OutputError as error:
            self.failed.emit(error)

    def _mark(self) -> None:
        self._store.mark_session(SessionMark(self._session, self._who, socket.gethostname()))


def _is_alive(mark: SessionMark) -> bool:
    if mark.host != socket.gethostname():
        return mark.silent_s < _SILENT_S
    # Qt takes over the lock of a process that ended, also of one that was killed.
    lock = _lock_file(mark.session)
    if not lock.tryLock(0):
        return True
    lock.unlock()
    return False


def _lock_file(session: str) -> QLockFile:
    lock = QLockFile(str(Path(tempfile.gettempdir()) / f"satdl-review-{session}.lock"))
    # A session may last for days: only the end of its process makes a lock stale.
    lock.setStaleLockTime(0)
    return lock
