"""Doing again what a session did that ended before it could save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from qgis.core import (
    QgsFeature,
    QgsGeometry,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import (
    DONE,
    REDONE,
    SAVED,
    UNDONE,
    FeatureChange,
    FeatureState,
    JournalEntry,
)
from sat_dl_plugin.review.recorder import states_of
from sat_dl_plugin.review.session import ReviewSession


@dataclass(frozen=True)
class LostWork:
    """What a session left unsaved."""

    session: str
    who: str
    """Name of the reviewer, if there is one."""
    steps: tuple[JournalEntry, ...]
    """What was done and not undone, oldest first."""

    @property
    def last(self) -> str:
        """When the last step was done, in UTC, ISO 8601."""
        return self.steps[-1].at


@dataclass(frozen=True)
class Recovered:
    """What doing it again came to."""

    steps: int
    """How many steps were done again."""
    conflicts: tuple[str, ...]
    """Polygons that somebody else changed meanwhile and that were left alone, by their ids."""


def find_lost_work(session: ReviewSession) -> list[LostWork]:
    """Return what ended sessions left unsaved; forgets those that left nothing.

    Raises:
        OutputError: If the journal cannot be read.
    """
    lost = []
    for mark in session.presence.ended_sessions():
        steps = steps_to_repeat(session.store.unsaved(mark.session))
        if steps:
            lost.append(LostWork(mark.session, mark.who, steps))
        else:
            session.store.end_session(mark.session)
    return lost


def forget(session: ReviewSession, lost: LostWork) -> None:
    """Take lost work off the list without doing it again; it stays in the journal.

    Raises:
        OutputError: If the journal cannot be written.
    """
    _close_account(session, lost, tr("Not restored"))


def recover(session: ReviewSession, lost: LostWork) -> Recovered:
    """Do lost steps again, each as one step to undo, in the edit mode of the layer.

    A polygon that is not as it was before the step, because somebody changed it meanwhile, is
    left alone; one that is already as it should be counts as done.

    Raises:
        OutputError: If the layer cannot be edited or the journal cannot be written.
    """
    session.start_editing()
    conflicts: dict[str, None] = {}
    for step in lost.steps:
        changes = [change for change in step.changes if change.feature not in conflicts]
        for name in _repeat(session, step.action, changes):
            conflicts.setdefault(name)
    # Only now: until here, a second loss would find the first one and the new steps.
    _close_account(session, lost, tr("Recovered"))
    session.layer.triggerRepaint()
    return Recovered(len(lost.steps), tuple(conflicts))


def steps_to_repeat(entries: Sequence[JournalEntry]) -> tuple[JournalEntry, ...]:
    """Return the steps that are in effect after all undoing and redoing, oldest first."""
    done: list[JournalEntry] = []
    undone: list[JournalEntry] = []
    for entry in entries:
        if entry.kind == DONE:
            done.append(entry)
            undone.clear()
        elif entry.kind == UNDONE:
            _move_last(entry.count, done, undone)
        elif entry.kind == REDONE:
            _move_last(entry.count, undone, done)
    return tuple(entry for entry in done if entry.changes)


def _move_last(count: int, source: list[JournalEntry], target: list[JournalEntry]) -> None:
    """Move so many entries from the end of one list to the end of the other, last one first."""
    moved = source[-count:]
    target += reversed(moved)
    del source[-count:]


def _close_account(session: ReviewSession, lost: LostWork, action: str) -> None:
    last = session.store.unsaved(lost.session)[-1]
    entry = replace(session.recorder.mark(SAVED, action), session=lost.session, step=last.step + 1)
    session.store.adopt(lost.session, entry)


def _repeat(session: ReviewSession, action: str, changes: list[FeatureChange]) -> list[str]:
    """Repeat a step; returns the names of polygons that were left alone."""
    layer, recorder = session.layer, session.recorder
    places = {change.feature: recorder.feature_named(change.feature) for change in changes}
    known = [fid for fid in places.values() if fid is not None]
    now = states_of(layer, known, layer.fields().names())
    conflicts: list[str] = []
    with session.command(action):
        for change in changes:
            fid = places[change.feature]
            state = now.get(fid) if fid is not None else None
            if _agrees(state, change.after):
                continue
            if not _agrees(state, change.before):
                conflicts.append(change.feature)
                continue
            _put(session, change, fid)
    return conflicts


def _put(session: ReviewSession, change: FeatureChange, fid: Optional[int]) -> None:
    layer = session.layer
    if change.after is None:
        is_done = layer.deleteFeature(fid)
    elif fid is None or change.before is None:
        feature = _feature(layer, change.after)
        is_done = layer.addFeature(feature)
        session.recorder.name_feature(feature.id(), change.feature)
    else:
        is_done = _change(layer, fid, change.before, change.after)
    if not is_done:
        raise OutputError(
            tr("QGIS refuses to restore a change of “{}”").format(layer.name()),
            tr("The file does not allow it"),
            tr("Check the permissions of the file; what was done stays in the journal"),
        )


def _change(layer: QgsVectorLayer, fid: int, before: FeatureState, after: FeatureState) -> bool:
    is_done = True
    if after.wkb is not None:
        is_done = layer.changeGeometry(fid, _outline(after), True)  # noqa: FBT003 (no defaults)
    for name, value in after.attributes.items():
        index = layer.fields().indexFromName(name)
        if index >= 0 and value != before.attributes.get(name):
            is_done = layer.changeAttributeValue(fid, index, value) and is_done
    return is_done


def _feature(layer: QgsVectorLayer, state: FeatureState) -> QgsFeature:
    keys = set(layer.primaryKeyAttributes())
    values: dict[int, Any] = {
        layer.fields().indexFromName(name): value for name, value in state.attributes.items()
    }
    # The number in the table is given when the layer is saved.
    stored = {index: value for index, value in values.items() if index >= 0 and index not in keys}
    return QgsVectorLayerUtils.createFeature(layer, _outline(state), stored)


def _outline(state: FeatureState) -> QgsGeometry:
    outline = QgsGeometry()
    if state.wkb is not None:
        outline.fromWkb(state.wkb)
    return outline


def _agrees(now: Optional[FeatureState], wanted: Optional[FeatureState]) -> bool:
    """Return whether a polygon is in a state of the journal, which may leave out the outline."""
    if now is None or wanted is None:
        return now is wanted
    if wanted.wkb is not None and wanted.wkb != now.wkb:
        return False
    return all(
        now.attributes.get(name) == value
        for name, value in wanted.attributes.items()
        if name in now.attributes
    )
