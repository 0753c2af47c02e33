"""Hears every change of a layer, whoever makes it, and tells each step of QGIS's undo list."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Optional
from uuid import uuid4

from qgis.core import QgsFeature, QgsFeatureRequest, QgsFields, QgsVariantUtils, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QDate, QDateTime, QObject, Qt, QTime, QTimer, pyqtSignal

from sat_dl_plugin.review.changes import (
    DISCARDED,
    DONE,
    REDONE,
    SAVED,
    UNDONE,
    FeatureChange,
    FeatureState,
    JournalEntry,
    Value,
)

_STORED = (QgsFields.FieldOrigin.OriginProvider, QgsFields.FieldOrigin.OriginEdit)


class Recorder(QObject):
    """Turns the signals of a layer into journal entries.

    The edit tools of QGIS, the attribute form, and undo and redo are heard like Sat DL's own
    actions, because all of them pass through the layer and its undo list.

    Args:
        layer: Whose changes.
        session: Name of the session the entries belong to.
        who: Name of the reviewer, if there is one.
        parent: Owner.
    """

    recorded = pyqtSignal(object)
    """A `JournalEntry` has to be written down."""

    def __init__(
        self, layer: QgsVectorLayer, session: str, who: str, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._layer = layer
        self._session = session
        self._who = who
        self._step = 0
        self._is_paused = False
        self._touched: dict[int, bool] = {}
        # What unsaved features are now: their attributes, None for deleted ones, and the outlines
        # of those whose outline is not that in the file.
        self._known: dict[int, Optional[Mapping[str, Value]]] = {}
        self._outlines: dict[int, Optional[bytes]] = {}
        self._names: dict[int, str] = {}
        self._commands: list[int] = []
        # What commands on attributes have changed, by their address: so undoing needs no reading.
        self._parts: dict[int, FeatureChange] = {}
        self._told: dict[int, dict[int, FeatureChange]] = {}
        self._index = layer.undoStack().index()
        for signal, slot in self._connections():
            signal.connect(slot)

    def close(self) -> None:
        """Stop listening; undoes the constructor."""
        if sip.isdeleted(self._layer):
            return
        for signal, slot in self._connections():
            signal.disconnect(slot)

    def feature_named(self, name: str) -> Optional[int]:
        """Return the id that a feature of the journal has in the layer now, if it is known."""
        if name.startswith("new:"):
            return next((fid for fid, known in self._names.items() if known == name), None)
        return int(name)

    def name_feature(self, fid: int, name: str) -> None:
        """Give an unsaved feature the name that it has in the journal already."""
        self._names[fid] = name

    def mark(self, kind: str, action: str = "") -> JournalEntry:
        """Return an entry that tells of no polygon, with the next number."""
        return self._entry(kind, action, 1, ())

    def tell_part(
        self, action: str, states: Mapping[int, tuple[FeatureState, FeatureState]]
    ) -> None:
        """Tell what a step that goes on has changed so far; its end tells the rest.

        Args:
            action: What the step is called.
            states: Id of a feature -> what it was and is, of which only attributes are others.
        """
        for fid, (_before, after) in states.items():
            self._known[fid] = after.attributes
            self._touched.pop(fid, None)
        changes = {fid: FeatureChange(self._name(fid), *pair) for fid, pair in states.items()}
        self._parts.update(changes)
        entry = self._entry(DONE, action, 1, tuple(changes.values()))
        # The end of the step has the same number.
        self._step -= 1
        self.recorded.emit(entry)

    def stored_fields(self) -> tuple[str, ...]:
        """Return the names of the fields that are stored, neither joined nor computed."""
        fields = self._layer.fields()
        return tuple(
            field.name()
            for index, field in enumerate(fields)
            if fields.fieldOrigin(index) in _STORED
        )

    def _connections(self) -> tuple[tuple[Any, Any], ...]:
        layer = self._layer
        return (
            (layer.featureAdded, self._touch_outline),
            (layer.featureDeleted, self._touch_outline),
            (layer.geometryChanged, self._touch_outline),
            (layer.attributeValueChanged, self._touch),
            (layer.undoStack().indexChanged, self._take_step),
            (layer.beforeCommitChanges, self._pause),
            (layer.afterCommitChanges, self._note_saved),
            (layer.beforeRollBack, self._pause),
            (layer.afterRollBack, self._note_discarded),
        )

    def _touch(self, fid: int, *_what: Any) -> None:
        if not self._is_paused:
            self._touched.setdefault(fid, False)

    def _touch_outline(self, fid: int, *_what: Any) -> None:
        if not self._is_paused:
            self._touched[fid] = True

    def _take_step(self, index: int) -> None:
        # Discarding all edits says so several times.
        is_still = index == self._index and not self._touched
        if self._is_paused or is_still or sip.isdeleted(self._layer):
            return
        kind, count = self._kind_of_step(index)
        touched, self._touched = self._touched, {}
        stack = self._layer.undoStack()
        place = index - 1 if kind is not UNDONE else index
        changes = self._changes_again(kind, count, place, touched)
        if changes is None:
            changes = self._changes(touched)
        if kind is DONE:
            self._keep_parts(place, is_all=not changes)
        self.recorded.emit(self._entry(kind, stack.text(place), count, changes))

    def _keep_parts(self, place: int, *, is_all: bool) -> None:
        """Remember what a new command has changed, when parts of it have told all of it."""
        parts, self._parts = self._parts, {}
        known = set(self._commands)
        self._told = {address: told for address, told in self._told.items() if address in known}
        # Addresses are used again.
        self._told.pop(self._commands[place], None)
        if parts and is_all:
            self._told[self._commands[place]] = parts

    def _changes_again(
        self, kind: str, count: int, place: int, touched: Mapping[int, bool]
    ) -> Optional[tuple[FeatureChange, ...]]:
        """Return what undoing or redoing has changed, None where it has to be read."""
        told = self._told.get(self._commands[place]) if place < len(self._commands) else None
        if kind is DONE or count != 1 or told is None or told.keys() != touched.keys():
            return None
        if kind is UNDONE:
            told = {
                fid: FeatureChange(change.feature, change.after, change.before)
                for fid, change in told.items()
            }
        for fid, change in told.items():
            self._known[fid] = change.after.attributes
        return tuple(told.values())

    def _kind_of_step(self, index: int) -> tuple[str, int]:
        """Return what the undo list did, and with how many of its commands.

        A new command may take the place and the number of one that was undone, so commands are
        told apart by their addresses. The new one is made before the old one goes.
        """
        stack = self._layer.undoStack()
        before, self._index = self._index, index
        addresses = [sip.unwrapinstance(stack.command(at)) for at in range(stack.count())]
        known, self._commands = self._commands, addresses
        if index < before:
            return UNDONE, before - index
        if known[before:index] == addresses[before:index]:
            return REDONE, index - before
        return DONE, 1

    def _changes(self, touched: Mapping[int, bool]) -> tuple[FeatureChange, ...]:
        """Return what happened to features; the flags say whose outlines may be others."""
        changes: list[FeatureChange] = []
        for with_outlines in (False, True):
            fids = [fid for fid, is_moved in touched.items() if is_moved == with_outlines]
            before = self._states_before(fids, with_outlines=with_outlines)
            after = states_of(self._layer, fids, self.stored_fields(), with_outlines=with_outlines)
            for fid in fids:
                was, now = before.get(fid), after.get(fid)
                self._remember(fid, now, with_outlines=with_outlines)
                if was != now:
                    name = self._name(fid)
                    changes.append(FeatureChange(name, *_without_same_outline(was, now)))
        return tuple(changes)

    def _states_before(
        self, fids: list[int], *, with_outlines: bool
    ) -> dict[int, Optional[FeatureState]]:
        unseen = [
            fid
            for fid in fids
            if fid >= 0
            and (fid not in self._known or (with_outlines and fid not in self._outlines))
        ]
        # The provider has what was last saved: what features were before their first change.
        stored = states_of(
            self._layer.dataProvider(), unseen, self.stored_fields(), with_outlines=with_outlines
        )
        states: dict[int, Optional[FeatureState]] = {}
        for fid in fids:
            state = stored.get(fid)
            attributes = self._known.get(fid, state.attributes if state is not None else None)
            outline = state.wkb if state is not None else None
            if attributes is not None:
                states[fid] = FeatureState(self._outlines.get(fid, outline), attributes)
        return states if with_outlines else {f: _bare(each) for f, each in states.items()}

    def _remember(self, fid: int, now: Optional[FeatureState], *, with_outlines: bool) -> None:
        self._known[fid] = None if now is None else now.attributes
        if with_outlines:
            self._outlines[fid] = None if now is None else now.wkb

    def _name(self, fid: int) -> str:
        if fid >= 0:
            return str(fid)
        return self._names.setdefault(fid, f"new:{uuid4().hex}")

    def _entry(
        self, kind: str, action: str, count: int, changes: tuple[FeatureChange, ...]
    ) -> JournalEntry:
        self._step += 1
        at = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
        return JournalEntry(self._session, self._step, at, self._who, kind, action, count, changes)

    # Saving and discarding

    def _pause(self, *_what: Any) -> None:
        self._is_paused = True
        # Saving happens within one turn of the event loop, and has no signal when it fails.
        QTimer.singleShot(0, self._go_on)

    def _go_on(self) -> None:
        if not sip.isdeleted(self) and not sip.isdeleted(self._layer):
            self._is_paused = False
            self._index = self._layer.undoStack().index()

    def _note_saved(self) -> None:
        self._start_anew(SAVED)

    def _note_discarded(self) -> None:
        self._start_anew(DISCARDED)

    def _start_anew(self, kind: str) -> None:
        self._touched, self._known, self._outlines, self._names = {}, {}, {}, {}
        self._commands, self._index = [], 0
        self._parts, self._told = {}, {}
        self._is_paused = False
        self.recorded.emit(self.mark(kind))


def states_of(
    source: Any, fids: Iterable[int], names: Sequence[str], *, with_outlines: bool = True
) -> dict[int, FeatureState]:
    """Return the states of features that a layer or a provider has; others are left out.

    Args:
        source: A layer or its provider.
        fids: Ids of the features.
        names: Names of the fields that count.
        with_outlines: Whether outlines are wanted; they are None otherwise.
    """
    wanted = list(fids)
    if not wanted:
        return {}
    request = QgsFeatureRequest().setFilterFids(wanted)
    if not with_outlines:
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
    places = places_of(source.fields(), names)
    return {feature.id(): state_of(feature, places) for feature in source.getFeatures(request)}


def places_of(fields: QgsFields, names: Sequence[str]) -> dict[str, int]:
    """Return name -> index of those fields that there are."""
    places = {name: fields.indexFromName(name) for name in names}
    return {name: at for name, at in places.items() if at >= 0}


def state_of(feature: QgsFeature, places: Mapping[str, int]) -> FeatureState:
    """Return a feature as the journal keeps it.

    Args:
        feature: The feature.
        places: Name -> index of the fields that count.
    """
    geometry, values = feature.geometry(), feature.attributes()
    return FeatureState(
        None if geometry.isNull() else bytes(geometry.asWkb()),
        {name: plain_value(values[at]) for name, at in places.items()},
    )


def plain_value(value: Any) -> Value:
    """Return an attribute as JSON can hold it; dates become ISO 8601."""
    # The usual ones first: this is done a million times when a whole class is accepted.
    if isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if QgsVariantUtils.isNull(value):
        return None
    if isinstance(value, (QDateTime, QDate, QTime)):
        return str(value.toString(Qt.DateFormat.ISODateWithMs))
    return str(value)


def _bare(state: Optional[FeatureState]) -> Optional[FeatureState]:
    return None if state is None else FeatureState(None, state.attributes)


def _without_same_outline(
    was: Optional[FeatureState], now: Optional[FeatureState]
) -> tuple[Optional[FeatureState], Optional[FeatureState]]:
    """Leave out outlines that did not change, which are most of what there is to write."""
    if was is None or now is None or was.wkb != now.wkb:
        return was, now
    return FeatureState(None, was.attributes), FeatureState(None, now.attributes)
