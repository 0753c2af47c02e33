"""One person reviewing one layer: what is done, undone, written down and saved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Optional
from uuid import uuid4

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.contract.errors import InputError, OutputError, SatDlError
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import JournalEntry, NewObject, ReviewChange
from sat_dl_plugin.review.editing import save_edits, start_editing
from sat_dl_plugin.review.outlines import fitted
from sat_dl_plugin.review.presence import Presence
from sat_dl_plugin.review.reading import feature_of
from sat_dl_plugin.review.recorder import Recorder
from sat_dl_plugin.review.schema import (
    ACCEPTED,
    ADDED,
    AREA_M2,
    CLASS_ID,
    CLASS_NAME,
    CORRECTED,
    NEEDED,
    REJECTED,
    STATUS,
    check_reviewable,
    legend_of_layer,
)
from sat_dl_plugin.review.stores import store_of
from sat_dl_plugin.review.upkeep import Upkeep


class ReviewSession(QObject):
    """Carries out the actions of a reviewer, each as one step to undo that is written down.

    Args:
        layer: A review layer in a GeoPackage or in PostGIS.
        who: Name of the reviewer, if there is one; it is written into the journal.
        parent: Owner.

    Raises:
        InputError: If the layer cannot be reviewed.
        OutputError: If the journal cannot be written.
    """

    current_changed = pyqtSignal()
    """Another polygon is the one to decide on, or none is."""
    recorded = pyqtSignal(object)
    """A `JournalEntry` came into being, by Sat DL or by any tool of QGIS."""
    failed = pyqtSignal(object)
    """The journal cannot be written, an `OutputError`; what was done stays done."""

    def __init__(
        self, layer: QgsVectorLayer, who: str = "", parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        check_reviewable(layer)
        self.layer = layer
        self.id = uuid4().hex
        self.legend: tuple[LegendClass, ...] = legend_of_layer(layer)
        self.store = store_of(layer)
        self.presence = Presence(self.store, self.id, who, self)
        self.presence.failed.connect(self.failed)
        self.recorder = Recorder(layer, self.id, who, self)
        self.recorder.recorded.connect(self._write_down)
        self._upkeep = Upkeep(layer, self.legend, self)
        self._unwritten: list[JournalEntry] = []
        self._current: Optional[int] = None
        self._seen: Optional[QgsFeature] = None
        self._is_closed = False
        for signal, slot in self._connections():
            signal.connect(slot)

    # The polygon to decide on

    @property
    def current(self) -> Optional[QgsFeature]:
        """The polygon to decide on, as it is now; None when there is none."""
        if self._current is None or sip.isdeleted(self.layer):
            return None
        if self._seen is None:
            self._seen = feature_of(self.layer, self._current)
        return QgsFeature(self._seen) if self._seen.isValid() else None

    @property
    def current_id(self) -> Optional[int]:
        """Feature id of `current`."""
        return self._current

    def set_current(self, fid: Optional[int]) -> None:
        """Choose the polygon to decide on; None for none."""
        self._seen = None
        if fid != self._current:
            self._current = fid
            self.current_changed.emit()

    # Actions

    def apply(self, action_name: str, change: ReviewChange) -> list[int]:
        """Change the layer in one step to undo, which is written down before this returns.

        Args:
            action_name: What is done, for QGIS's undo list and the journal, such as “Accept”.
            change: What changes; nothing happens where that is nothing.

        Returns:
            Ids of the added polygons, in their order; they change when the layer is saved.

        Raises:
            InputError: If an outline cannot be repaired, or a polygon or field is gone. The
                layer is then as it was.
            OutputError: If the layer cannot be edited.
        """
        if change.is_empty:
            return []
        steps = self._steps(change)
        added = [self._feature(new) for new in change.added]
        self.start_editing()
        with self.command(action_name):
            self._carry_out(steps, added, change.removed)
        self.layer.triggerRepaint()
        return [feature.id() for feature in added]

    def change_attribute(self, fid: int, name: str, value: Any, old: Any = None) -> None:
        """Change one attribute within a `command`; nothing follows from it.

        Args:
            fid: Id of the polygon.
            name: Of the field.
            value: The new value.
            old: The one of before. QGIS reads it when undoing where it is not given, and with
                thousands of unsaved edits every reading is slow.

        Raises:
            InputError: If the field is gone.
            OutputError: If QGIS refuses.
        """
        index = self._index(name)
        if index >= 0 and not self.layer.changeAttributeValue(fid, index, value, old):
            raise self._refused(tr("polygon {}").format(fid))

    @contextmanager
    def command(self, action_name: str) -> Iterator[None]:
        """Make one step to undo of what is done to the layer inside, exactly as it is done.

        Nothing stays of it when a `SatDlError` is raised inside.
        """
        self.begin(action_name)
        try:
            yield
        except SatDlError:
            self.abort()
            raise
        self.end()

    def begin(self, action_name: str) -> None:
        """Begin a step to undo that ends with `end` or `abort`; `command` does both."""
        self._upkeep.is_off = True
        self.layer.beginEditCommand(action_name)

    def end(self) -> None:
        """End a step to undo."""
        self.layer.endEditCommand()
        self._upkeep.is_off = False

    def abort(self) -> None:
        """End a step, and leave the layer as it was before."""
        self.layer.destroyEditCommand()
        self._upkeep.is_off = False

    def accept(self, fids: Iterable[int]) -> None:
        """State that polygons are right as they are; see `apply`."""
        self.apply(tr("Accept"), ReviewChange(attributes=_same(fids, STATUS, ACCEPTED)))

    def reject(self, fids: Iterable[int]) -> None:
        """State that there is nothing of that class where polygons are; see `apply`."""
        self.apply(tr("Reject"), ReviewChange(attributes=_same(fids, STATUS, REJECTED)))

    def set_class(self, fids: Iterable[int], class_id: int) -> None:
        """State that polygons are of another class; see `apply`."""
        self.apply(tr("Change the class"), ReviewChange(attributes=_same(fids, CLASS_ID, class_id)))

    def undo(self) -> None:
        """Undo the last step in the layer, whoever did it."""
        self.layer.undoStack().undo()
        self.layer.triggerRepaint()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.layer.undoStack().redo()
        self.layer.triggerRepaint()

    def start_editing(self) -> None:
        """Switch the edit mode of the layer on.

        Raises:
            OutputError: If it cannot be edited.
        """
        project = QgsProject.instance()
        in_project = project.mapLayer(self.layer.id()) is not None
        if in_project and project.transactionMode() == Qgis.TransactionMode.AutomaticGroups:
            # Edits go to the file at once then, and what was before them cannot be read any more.
            raise OutputError(
                tr("“{}” cannot be edited in this project").format(self.layer.name()),
                tr("Its transaction mode is “Automatic transaction groups”"),
                tr("Choose “Local edit buffer” in the properties of the project, data sources"),
            )
        start_editing(self.layer)

    def save(self) -> None:
        """Write what was done to the file, and go on editing.

        Raises:
            OutputError: If that fails; everything is then still to be saved.
        """
        save_edits(self.layer)

    def close(self) -> None:
        """Stop listening and let go of journal and claims; the edits stay in the layer."""
        if self._is_closed:
            return
        self._is_closed = True
        if not sip.isdeleted(self.layer):
            for signal, slot in self._connections():
                signal.disconnect(slot)
        self._upkeep.close()
        self.recorder.close()
        try:
            self.presence.close()
        except OutputError as error:
            self.failed.emit(error)
        self.store.close()

    # Carrying out

    def _steps(self, change: ReviewChange) -> dict[int, dict[str, Any]]:
        """Return what changes of each polygon; the outline under an empty name.

        Raises:
            InputError: If an outline is none, or a polygon is gone.
        """
        outlines = {
            fid: fitted(outline, self.layer.wkbType()) for fid, outline in change.geometries.items()
        }
        states = self._statuses([*outlines, *change.attributes, *change.removed])
        steps: dict[int, dict[str, Any]] = {}
        for fid, status in states.items():
            values = dict(change.attributes.get(fid, {}))
            if CLASS_ID in values:
                values.setdefault(CLASS_NAME, self._upkeep.class_name(int(values[CLASS_ID])))
            if fid in outlines:
                values.setdefault(AREA_M2, self._upkeep.area_m2(outlines[fid]))
                values[""] = outlines[fid]
            if fid in outlines or CLASS_ID in values:
                values.setdefault(STATUS, ADDED if status == ADDED else CORRECTED)
            steps[fid] = values
        return steps

    def _statuses(self, fids: Sequence[int]) -> dict[int, Any]:
        # Says so when the field is gone.
        self._index(STATUS)
        features = (feature_of(self.layer, fid) for fid in fids)
        found = {each.id(): each.attribute(STATUS) for each in features if each.isValid()}
        gone = [fid for fid in fids if fid not in found]
        if gone:
            raise InputError(
                tr("The polygon {} is not there any more").format(gone[0]),
                tr("It was deleted meanwhile, here or by another program"),
                tr("Go on with the next one"),
            )
        return found

    def _feature(self, new: NewObject) -> QgsFeature:
        outline = fitted(new.geometry, self.layer.wkbType())
        values = {
            CLASS_ID: new.class_id,
            CLASS_NAME: self._upkeep.class_name(new.class_id),
            STATUS: new.status,
            AREA_M2: self._upkeep.area_m2(outline),
            **new.attributes,
        }
        indexes = {self._index(name): value for name, value in values.items()}
        indexes.pop(-1, None)
        return QgsVectorLayerUtils.createFeature(self.layer, outline, indexes)

    def _carry_out(
        self,
        steps: Mapping[int, Mapping[str, Any]],
        added: list[QgsFeature],
        removed: Sequence[int],
    ) -> None:
        for fid, values in steps.items():
            for name, value in values.items():
                self._change(fid, name, value)
        for feature in added:
            if not self.layer.addFeature(feature):
                raise self._refused(tr("a new polygon"))
        for fid in removed:
            if not self.layer.deleteFeature(fid):
                raise self._refused(tr("polygon {}").format(fid))

    def _change(self, fid: int, name: str, value: Any) -> None:
        if not isinstance(value, QgsGeometry):
            self.change_attribute(fid, name, value)
        elif not self.layer.changeGeometry(fid, value, True):  # noqa: FBT003 (no defaults)
            raise self._refused(tr("polygon {}").format(fid))

    def _index(self, name: str) -> int:
        """Return the index of a field, -1 for one that can be missing.

        Raises:
            InputError: If nothing can be reviewed without the field.
        """
        index = int(self.layer.fields().indexFromName(name))
        if index < 0 and name in NEEDED:
            check_reviewable(self.layer)
        return index

    def _refused(self, what: str) -> OutputError:
        return OutputError(
            tr("QGIS refuses to change {} of “{}”").format(what, self.layer.name()),
            tr("Its file does not allow it, or the polygon is gone"),
            tr("Save or discard what is open, and try again"),
        )

    # What is written down

    def _write_down(self, entry: JournalEntry) -> None:
        self._unwritten.append(entry)
        try:
            while self._unwritten:
                self.store.append(self._unwritten[0])
                del self._unwritten[0]
        except OutputError as error:
            self.failed.emit(error)
        self.recorded.emit(entry)

    # Following the layer

    def _connections(self) -> tuple[tuple[Any, Any], ...]:
        layer = self.layer
        return (
            (layer.featureDeleted, self._forget_deleted),
            (layer.attributeValueChanged, self._look_again),
            (layer.geometryChanged, self._look_again),
            (layer.afterCommitChanges, self._look_again),
            (layer.afterRollBack, self._look_again),
            (layer.dataChanged, self._look_again),
        )

    def _look_again(self, fid: Optional[int] = None, *_what: Any) -> None:
        if fid is None or fid == self._current:
            self._seen = None

    def _forget_deleted(self, fid: int) -> None:
        if fid == self._current:
            self.set_current(None)


def _same(fids: Iterable[int], field: str, value: Any) -> dict[int, dict[str, Any]]:
    return {fid: {field: value} for fid in fids}
