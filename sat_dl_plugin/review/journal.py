"""What a journal can do, wherever it is kept, and the rows its entries become."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Optional, Protocol

from sat_dl_plugin.review.changes import (
    DISCARDED,
    REDONE,
    SAVED,
    UNDONE,
    FeatureChange,
    FeatureState,
    JournalEntry,
)

JOURNAL_TABLE, SESSION_TABLE, CLAIM_TABLE = "satdl_journal", "satdl_sessions", "satdl_claims"

MOST_AGAIN = 500
"""Polygons that undoing and redoing tell of one by one."""

Row = tuple[object, ...]
"""session, step, at, who, layer, kind, count, action, feature, and before and after WKB and
attributes (a JSON object)."""


@dataclass(frozen=True)
class SessionMark:
    """Says that somebody reviews a layer."""

    session: str
    who: str
    host: str
    """Name of the computer."""
    silent_s: float = 0.0
    """Seconds since the session was last heard of, by the clock of the store."""


class ReviewStore(Protocol):
    """Keeps journal, sessions and claims of one layer, where its polygons are kept.

    Every method returns within a fraction of a second or raises an `OutputError`.
    """

    def append(self, entry: JournalEntry) -> None:
        """Write an entry down; once this returns it outlives the process."""

    def unsaved(self, session: str) -> list[JournalEntry]:
        """Return what a session did since it last saved or discarded, oldest first."""

    def adopt(self, session: str, by: JournalEntry) -> None:
        """Close the account of a session that is gone: what it left open was taken over."""

    def mark_session(self, mark: SessionMark) -> None:
        """Say that a session is alive."""

    def sessions(self) -> list[SessionMark]:
        """Return the sessions that were not ended."""

    def end_session(self, session: str) -> None:
        """Forget a session and its claims."""

    def claim(self, feature: int, session: str, for_s: float) -> bool:
        """Reserve a polygon for a session for so many seconds.

        A session holds one polygon at a time: reserving the next one gives the last one back.

        Returns:
            Whether it is reserved now; False when another session holds it.
        """

    def claimed_by_others(self, session: str) -> set[int]:
        """Return the polygons that other sessions hold now."""

    def release(self, session: str) -> None:
        """Give back all polygons of a session."""

    def close(self) -> None:
        """Let go of files and connections."""


def rows_of(entry: JournalEntry, layer: str) -> Iterator[Row]:
    """Yield the rows of an entry: one a polygon, or a single one without a polygon.

    Undoing and redoing a step of very many polygons gets a single one: the rows of the step say
    what it was, and writing them again would keep the window waiting.
    """
    is_again = entry.kind in {UNDONE, REDONE} and len(entry.changes) > MOST_AGAIN
    changes = () if is_again else entry.changes
    start = (
        entry.session,
        entry.step,
        entry.at,
        entry.who,
        layer,
        entry.kind,
        entry.count,
        entry.action,
    )
    if not changes:
        yield (*start, None, None, None, None, None)
    for change in changes:
        yield (*start, change.feature, *_state_row(change.before), *_state_row(change.after))


def entries_of(rows: Iterable[Row]) -> list[JournalEntry]:
    """Return the entries that rows stand for, ordered by step."""
    ordered = sorted(rows, key=lambda row: (str(row[0]), int(str(row[1]))))
    return [
        _entry(list(group)) for _key, group in groupby(ordered, key=lambda row: (row[0], row[1]))
    ]


def open_entries(entries: Sequence[JournalEntry]) -> list[JournalEntry]:
    """Return the entries of a session after it last saved or discarded."""
    closing = [at for at, entry in enumerate(entries) if entry.kind in {SAVED, DISCARDED}]
    return list(entries[closing[-1] + 1 :] if closing else entries)


def _entry(rows: Sequence[Row]) -> JournalEntry:
    session, step, at, who, _layer, kind, count, action = rows[0][:8]
    changes = tuple(
        FeatureChange(str(row[8]), _state(row[9], row[10]), _state(row[11], row[12]))
        for row in rows
        if row[8] is not None
    )
    return JournalEntry(
        session=str(session),
        step=int(str(step)),
        at=str(at),
        who=str(who or ""),
        kind=str(kind),
        action=str(action),
        count=int(str(count)),
        changes=changes,
    )


def _state_row(state: Optional[FeatureState]) -> tuple[Optional[bytes], Optional[str]]:
    if state is None:
        return None, None
    return state.wkb, json.dumps(dict(state.attributes), ensure_ascii=False)


def _state(wkb: object, attributes: object) -> Optional[FeatureState]:
    if attributes is None:
        return None
    outline = bytes(wkb) if isinstance(wkb, (bytes, bytearray, memoryview)) else None
    return FeatureState(outline, json.loads(str(attributes)))
