"""Journal, sessions and claims inside of a GeoPackage, by a connection of their own."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Optional, TypeVar

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import JournalEntry
from sat_dl_plugin.review.journal import (
    CLAIM_TABLE,
    JOURNAL_TABLE,
    SESSION_TABLE,
    Row,
    SessionMark,
    entries_of,
    open_entries,
    rows_of,
)

SPARE_ENDING = ".satdl-journal"
"""Of the file beside a GeoPackage that takes the journal while the GeoPackage is locked."""

# Longer would be felt as a pause; another program that saves needs more, hence the spare file.
_PATIENCE_S = 0.04

# For what has no spare file and is rare to meet a lock.
_LONGER_PATIENCE_S = 0.4

_CREATE = (
    """CREATE TABLE IF NOT EXISTS satdl_journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, session TEXT NOT NULL, step INTEGER NOT NULL,
        at TEXT NOT NULL, who TEXT, layer TEXT NOT NULL, kind TEXT NOT NULL,
        count INTEGER NOT NULL, action TEXT NOT NULL, feature TEXT,
        before_wkb BLOB, before_attributes TEXT, after_wkb BLOB, after_attributes TEXT)""",
    "CREATE INDEX IF NOT EXISTS satdl_journal_session ON satdl_journal (session, step)",
    """CREATE TABLE IF NOT EXISTS satdl_sessions (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, session TEXT UNIQUE NOT NULL,
        layer TEXT NOT NULL, who TEXT, host TEXT NOT NULL, seen_s REAL NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS satdl_claims (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, layer TEXT NOT NULL,
        feature INTEGER NOT NULL, session TEXT NOT NULL, until_s REAL NOT NULL,
        UNIQUE (layer, feature))""",
)

# GeoPackage 1.3, 2.4: tables without geometry are listed as attributes, so that other programs
# show the journal as a table and take the file for a valid GeoPackage.
_LIST_TABLE = """INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier)
    SELECT ?, 'attributes', ? WHERE EXISTS
    (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'gpkg_contents')"""

_APPEND = """INSERT INTO satdl_journal (session, step, at, who, layer, kind, count, action,
    feature, before_wkb, before_attributes, after_wkb, after_attributes)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_ALL = """SELECT session, step, at, who, layer, kind, count, action,
    feature, before_wkb, before_attributes, after_wkb, after_attributes FROM satdl_journal"""

_OF_SESSION = f"{_ALL} WHERE session = ? AND layer = ?"

_CLAIM = """INSERT INTO satdl_claims (layer, feature, session, until_s) VALUES (?, ?, ?, ?)
    ON CONFLICT (layer, feature) DO UPDATE
    SET session = excluded.session, until_s = excluded.until_s
    WHERE session = excluded.session OR until_s < ?"""

_GIVE_BACK = "DELETE FROM satdl_claims WHERE session = ? AND layer = ? AND feature <> ?"

Answer = TypeVar("Answer")


class GeoPackageStore:
    """The store of one layer of a GeoPackage.

    QGIS opens a GeoPackage for editing with a write-ahead log, in which a second connection can
    write while the first one reads; only moments of writing exclude each other. When the file
    stays locked, journal entries go to a file beside it, and move on with the next entry that
    gets through.

    Args:
        path: The GeoPackage.
        layer: Name of the table of the polygons.
    """

    def __init__(self, path: Path, layer: str) -> None:
        self._path = path
        self._layer = layer
        self._main: Optional[sqlite3.Connection] = None
        self._spare: Optional[sqlite3.Connection] = None

    @property
    def spare_path(self) -> Path:
        """The file that takes the journal while the GeoPackage is locked."""
        return self._path.with_name(self._path.name + SPARE_ENDING)

    def append(self, entry: JournalEntry) -> None:
        """Write an entry down; see `ReviewStore.append`."""
        rows = list(rows_of(entry, self._layer))
        try:
            with _transaction(self._opened()) as connection:
                connection.executemany(_APPEND, rows)
        except sqlite3.OperationalError as error:
            if not _is_locked(error):
                raise self._error(error) from error
            self._append_beside(rows)
        except sqlite3.Error as error:
            raise self._error(error) from error
        else:
            self._bring_in()

    def unsaved(self, session: str) -> list[JournalEntry]:
        """Return what a session left open; see `ReviewStore.unsaved`."""
        rows = self._do(lambda connection: _rows(connection, session, self._layer))
        if self.spare_path.exists():
            rows += _rows(self._opened_spare(), session, self._layer)
        return open_entries(entries_of(rows))

    def adopt(self, session: str, by: JournalEntry) -> None:
        """Close the account of a session; see `ReviewStore.adopt`."""
        self.append(by)
        self.end_session(session)

    def mark_session(self, mark: SessionMark) -> None:
        """Say that a session is alive."""
        values = (mark.session, self._layer, mark.who, mark.host, time.time())
        self._write(
            """INSERT INTO satdl_sessions (session, layer, who, host, seen_s)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (session) DO UPDATE SET seen_s = excluded.seen_s""",
            values,
        )

    def sessions(self) -> list[SessionMark]:
        """Return the sessions of the layer that were not ended."""
        return [
            SessionMark(session, who or "", host, time.time() - seen_s)
            for session, who, host, seen_s in self._do(
                lambda connection: connection.execute(
                    "SELECT session, who, host, seen_s FROM satdl_sessions "
                    "WHERE layer = ? ORDER BY id",
                    (self._layer,),
                ).fetchall()
            )
        ]

    def end_session(self, session: str) -> None:
        """Forget a session and its claims."""
        self._write("DELETE FROM satdl_sessions WHERE session = ?", (session,))
        self.release(session)

    def claim(self, feature: int, session: str, for_s: float) -> bool:
        """Reserve a polygon; see `ReviewStore.claim`."""
        now_s = time.time()
        try:
            with self._patient(), _transaction(self._opened()) as connection:
                # Whoever comes first writes the row; the other one's statement changes none.
                claimed = connection.execute(
                    _CLAIM, (self._layer, feature, session, now_s + for_s, now_s)
                )
                if claimed.rowcount > 0:
                    connection.execute(_GIVE_BACK, (session, self._layer, feature))
                return claimed.rowcount > 0
        except sqlite3.Error as error:
            raise self._error(error) from error

    def claimed_by_others(self, session: str) -> set[int]:
        """Return the polygons that other sessions hold now."""
        found = self._do(
            lambda connection: connection.execute(
                "SELECT feature FROM satdl_claims "
                "WHERE layer = ? AND session <> ? AND until_s >= ?",
                (self._layer, session, time.time()),
            ).fetchall()
        )
        return {int(feature) for (feature,) in found}

    def release(self, session: str) -> None:
        """Give back all polygons of a session."""
        self._write("DELETE FROM satdl_claims WHERE session = ?", (session,))

    def close(self) -> None:
        """Let go of the files."""
        for connection in (self._main, self._spare):
            if connection is not None:
                connection.close()
        self._main = self._spare = None

    # Connections

    def _opened(self) -> sqlite3.Connection:
        if not self._path.is_file():
            # SQLite would make a new, empty file.
            raise OutputError(
                tr("{} is not there any more").format(self._path),
                tr("It was moved, renamed or deleted"),
                tr("Put it back, or add the layer from its new place"),
            )
        if self._main is None:
            connection = _connected(self._path)
            with _transaction(connection):
                for table in (JOURNAL_TABLE, SESSION_TABLE, CLAIM_TABLE):
                    connection.execute(_LIST_TABLE, (table, table))
            self._main = connection
        return self._main

    def _opened_spare(self) -> sqlite3.Connection:
        if self._spare is None:
            self._spare = _connected(self.spare_path)
        return self._spare

    def _append_beside(self, rows: Iterable[Row]) -> None:
        try:
            with _transaction(self._opened_spare()) as connection:
                connection.executemany(_APPEND, rows)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _bring_in(self) -> None:
        """Move what had to go beside the GeoPackage into it."""
        if not self.spare_path.exists():
            return
        try:
            spare = self._opened_spare()
            rows = spare.execute(_ALL).fetchall()
            with _transaction(self._opened()) as connection:
                connection.executemany(_APPEND, rows)
            with _transaction(spare):
                spare.execute("DELETE FROM satdl_journal")
        except sqlite3.OperationalError as error:
            if _is_locked(error):
                return
            raise self._error(error) from error
        spare.close()
        self._spare = None
        self.spare_path.unlink(missing_ok=True)

    def _do(self, action: Callable[[sqlite3.Connection], Answer]) -> Answer:
        try:
            return action(self._opened())
        except sqlite3.Error as error:
            raise self._error(error) from error

    @contextmanager
    def _patient(self) -> Iterator[None]:
        """Wait longer for other programs that write."""
        connection = self._opened()
        connection.execute(f"PRAGMA busy_timeout = {round(1000 * _LONGER_PATIENCE_S)}")
        try:
            yield
        finally:
            connection.execute(f"PRAGMA busy_timeout = {round(1000 * _PATIENCE_S)}")

    def _write(self, sql: str, values: tuple[object, ...]) -> int:
        """Return how many rows a statement changed."""
        try:
            with self._patient(), _transaction(self._opened()) as connection:
                return connection.execute(sql, values).rowcount
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _error(self, error: sqlite3.Error) -> OutputError:
        return OutputError(
            tr("The journal of {} cannot be written").format(self._path),
            str(error),
            tr("Check free space and permissions, and whether another program holds the file"),
        )


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)
    # What was written outlives the process. To outlive a loss of power, every entry would have
    # to wait for the disk.
    connection.execute("PRAGMA synchronous = NORMAL")
    for statement in _CREATE:
        connection.execute(statement)
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    # At once: a transaction that only wants to write later cannot wait for others.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _rows(connection: sqlite3.Connection, session: str, layer: str) -> list[Row]:
    return list(connection.execute(_OF_SESSION, (session, layer)))


def _is_locked(error: sqlite3.OperationalError) -> bool:
    return "locked" in str(error) or "busy" in str(error)
