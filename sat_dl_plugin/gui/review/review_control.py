"""What the keys and buttons of the review do: one action, then on to the next polygon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Optional

from qgis.core import QgsFeatureRequest, QgsGeometry, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.contract.errors import OutputError, SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.bulk import BulkAction
from sat_dl_plugin.review.changes import UNDONE, JournalEntry, NewObject, ReviewChange
from sat_dl_plugin.review.outline_edits import merged, split_by, without_holes
from sat_dl_plugin.review.pace import Pace
from sat_dl_plugin.review.queue import ReviewQueue
from sat_dl_plugin.review.queue_index import Order, QueueFilter
from sat_dl_plugin.review.reading import feature_of
from sat_dl_plugin.review.schema import (
    ACCEPTED,
    CLASS_ID,
    CORRECTED,
    PREDICTED,
    REJECTED,
    STATUS,
    TRUE,
)
from sat_dl_plugin.review.session import ReviewSession
from sat_dl_plugin.review.settling import Settling

_TINY = 1e-9
"""A rectangle without a width finds nothing."""


class ReviewControl(QObject):
    """One review at work: its session, its queue, and how fast it goes.

    Every action tells failures by `failed` instead of raising them, because keys and buttons
    have nobody to tell.

    Args:
        layer: The review layer.
        who: Name of the reviewer, if there is one.
        parent: Owner.

    Raises:
        SatDlError: If the layer cannot be reviewed.
    """

    changed = pyqtSignal()
    """Something that is shown is different."""
    arrived = pyqtSignal()
    """Another polygon is the current one, by the queue: the map should show it."""
    progressed = pyqtSignal(int, int)
    """An action on many polygons: how many are done, and of how many."""
    failed = pyqtSignal(object)
    """An action or the journal failed: a `SatDlError`."""
    told = pyqtSignal(str)
    """A sentence that is no failure."""

    def __init__(
        self, layer: QgsVectorLayer, who: str = "", parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self.session = ReviewSession(layer, who, self)
        try:
            # Before anything reads in the background, which the change to edit mode would upset.
            self.session.start_editing()
        except OutputError:
            self.session.close()
            raise
        self.queue = ReviewQueue(self.session, self)
        self.pace = Pace()
        self.settling = Settling(self.session, self)
        self.bulk: Optional[BulkAction] = None
        """The action on many polygons that is at work."""
        self._class_id = self.session.legend[0].id if self.session.legend else 1
        self.session.failed.connect(self.failed)
        self.session.recorded.connect(self._take_entry)
        self.session.current_changed.connect(self._tell)
        self.queue.changed.connect(self._tell)
        self.queue.ready.connect(self._begin)
        self.settling.changed.connect(self._take_disagreements)

    def close(self) -> None:
        """End the review; the edits stay in the layer, unsaved ones as well."""
        if self.bulk is not None:
            self.bulk.stop()
        self.queue.close()
        self.session.close()

    # State

    @property
    def class_id(self) -> int:
        """The class that new polygons get."""
        return self._class_id

    @property
    def is_busy(self) -> bool:
        """Whether an action on many polygons is at work."""
        return self.bulk is not None

    @property
    def is_settling(self) -> bool:
        """Whether the queue is that of the disagreements."""
        return self.queue.choice.order is Order.DISAGREEMENTS

    # Deciding

    def accept(self) -> None:
        """The current polygon is right; in the queue of disagreements, the person is."""
        self._decide(self._accept)

    def reject(self) -> None:
        """The current polygon is wrong; in the queue of disagreements, the network is right."""
        self._decide(self._reject)

    def reject_touched(self, where: QgsGeometry) -> None:
        """Reject all polygons that a point or a line touches, in one step.

        Args:
            where: In the CRS of the layer.
        """
        if not self.is_busy:
            self._try(lambda: self._reject_touched(where))

    def set_class(self, number: int) -> None:
        """The current polygon is of the n-th class of the legend, from 1; new ones are as well."""
        if not 1 <= number <= len(self.session.legend):
            return
        class_id = self.session.legend[number - 1].id
        self._class_id = class_id
        if self.session.current is None:
            self.changed.emit()
        else:
            self._decide(lambda: self._confirm_class(class_id))

    def go_next(self) -> None:
        """Go on without deciding."""
        self._try(self._go_next)

    def go_back(self) -> None:
        """Return to the polygon before."""
        if self._try(self.queue.go_back):
            self.pace.see()
            self.arrived.emit()

    def go_to(self, fid: int) -> None:
        """Make a polygon the current one."""
        self._try(lambda: self.queue.go_to(fid))
        self.pace.see()

    def return_to(self, entry: JournalEntry) -> None:
        """Show the polygon of a step: that is where the reviewer wants to go on."""
        named = self.session.recorder.feature_named
        there = [named(change.feature) for change in entry.changes if change.after is not None]
        fid = self.queue.last_visited([fid for fid in there if fid is not None])
        if fid is not None:
            self.go_to(fid)
            self.arrived.emit()

    def undo(self) -> None:
        """Undo the last step and return to its polygon."""
        self._try(self.session.undo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self._try(self.session.redo)

    def save(self) -> None:
        """Write all edits to the file."""
        self._try(self.session.save)

    # Correcting

    def redraw(self, outline: QgsGeometry) -> None:
        """Give the current polygon another outline, or add a new polygon where there is none."""
        fid = self.session.current_id
        if fid is None:
            new = NewObject(outline, self._class_id)
            self._try(lambda: self.session.apply(tr("Add"), ReviewChange(added=[new])))
        else:
            self._change(tr("Redraw"), lambda _shape: ReviewChange(geometries={fid: outline}))

    def split(self, line: QgsGeometry) -> None:
        """Cut the current polygon along a line."""
        self._change(tr("Split"), lambda shape: self._split(shape, line))

    def merge(self, other: int) -> None:
        """Unite the current polygon with another one, which keeps nothing of its own."""
        fid = self.session.current_id
        if fid is None or other == fid:
            return

        def change(outline: QgsGeometry) -> ReviewChange:
            neighbour = feature_of(self.session.layer, other).geometry()
            return ReviewChange(geometries={fid: merged(outline, neighbour)}, removed=[other])

        self._change(tr("Merge"), change)

    def fill_holes(self) -> None:
        """Fill all holes of the current polygon."""
        fid = self.session.current_id
        self._change(
            tr("Fill holes"), lambda shape: ReviewChange(geometries={fid: without_holes(shape)})
        )

    # Deciding on many

    def waiting(self, choice: QueueFilter) -> list[int]:
        """Return undecided polygons; none where the claims of others cannot be read."""
        if choice.order is Order.DISAGREEMENTS:
            choice = replace(choice, order=Order.LEAST_CONFIDENT)
        return self._try(lambda: self.queue.waiting(choice)) or []

    def like_current(self, *, is_by_size: bool) -> list[int]:
        """Return the undecided polygons of the current one's class, up to its size or confidence.

        Args:
            is_by_size: Whether those count that are no larger, instead of those no surer.
        """
        fid = self.session.current_id
        row = None if fid is None else self.queue.row(fid)
        if row is None:
            return []
        choice = QueueFilter(class_id=row.class_id)
        if is_by_size:
            return self.waiting(replace(choice, most_m2=row.area_m2))
        return self.waiting(replace(choice, most_sure=row.confidence))

    def accept_many(self, fids: list[int]) -> None:
        """Accept polygons in one step."""
        self._begin_bulk(tr("Accept all"), fids, ACCEPTED, tr("Polygons accepted: {}"))

    def reject_many(self, fids: list[int]) -> None:
        """Reject polygons in one step."""
        self._begin_bulk(tr("Reject all"), fids, REJECTED, tr("Polygons rejected: {}"))

    def _begin_bulk(self, name: str, fids: list[int], status: str, done: str) -> None:
        if self.is_busy or not fids:
            return
        bulk = BulkAction(self.session, name, fids, {STATUS: status}, self)
        bulk.progressed.connect(self.progressed)
        bulk.finished.connect(lambda count: self._end_bulk(done.format(count)))
        bulk.failed.connect(self._fail_bulk)
        self.bulk = bulk
        if self._try(bulk.start) is _FAILED:
            self.bulk = None
        self.changed.emit()

    # How it is done

    def _begin(self) -> None:
        self.settling.load()
        if self.session.current_id is None:
            self.go_next()

    def _decide(self, action: Callable[[], None]) -> None:
        """Carry out a decision on the current polygon, then go on; failures stay where they are."""
        if self.is_busy:
            return
        if self.session.current is None:
            self.go_next()
            return
        if self._try(action) is not _FAILED:
            self.pace.decide()
            self.go_next()

    def _accept(self) -> None:
        fid = self.session.current_id
        if self.is_settling:
            self.settling.keep(fid)
        # What a person corrected or added is true already, and says more than accepted.
        elif self.session.current[STATUS] in (PREDICTED, REJECTED):
            self.session.accept([fid])

    def _reject(self) -> None:
        fid = self.session.current_id
        if self.is_settling:
            self.settling.take(fid)
        elif self.session.current[STATUS] != REJECTED:
            self.session.reject([fid])

    def _reject_touched(self, where: QgsGeometry) -> None:
        request = QgsFeatureRequest().setFilterRect(where.boundingBox().buffered(_TINY))
        fids = [
            feature.id()
            for feature in self.session.layer.getFeatures(request)
            if feature[STATUS] != REJECTED and feature.geometry().intersects(where)
        ]
        if not fids:
            self.told.emit(tr("There is no polygon to reject here."))
            return
        self.session.reject(fids)
        self.told.emit(tr("Polygons rejected: {}").format(len(fids)))
        if self.session.current_id in fids:
            self.go_next()

    def _confirm_class(self, class_id: int) -> None:
        current = self.session.current
        if current[CLASS_ID] != class_id:
            self.session.set_class([current.id()], class_id)
        elif current[STATUS] not in TRUE:
            self.session.accept([current.id()])

    def _split(self, outline: QgsGeometry, line: QgsGeometry) -> ReviewChange:
        current = self.session.current
        first, *others = split_by(outline, line)
        class_id = int(current[CLASS_ID])
        return ReviewChange(
            geometries={current.id(): first},
            added=[NewObject(part, class_id, CORRECTED) for part in others],
        )

    def _change(self, name: str, change: Callable[[QgsGeometry], ReviewChange]) -> None:
        current = self.session.current
        if current is None or self.is_busy:
            return
        was_open = current[STATUS] == PREDICTED
        done = self._try(lambda: self.session.apply(name, change(current.geometry())))
        if done is not _FAILED and was_open:
            self.pace.decide()
        self.changed.emit()

    def _go_next(self) -> None:
        if not self.queue.is_ready:
            return
        if self.queue.go_next():
            self.pace.see()
            self.arrived.emit()
        else:
            self.told.emit(tr("Nothing is left in this queue."))

    def _end_bulk(self, text: str) -> None:
        self.bulk = None
        self.told.emit(text)
        self.go_next()
        self.changed.emit()

    def _fail_bulk(self, error: SatDlError) -> None:
        self.bulk = None
        self.failed.emit(error)
        self.changed.emit()

    def _take_entry(self, entry: JournalEntry) -> None:
        if entry.kind == UNDONE and not self.is_busy:
            self.return_to(entry)
        self._tell()

    def _tell(self) -> None:
        """Have everything shown anew, but not for each part of an action on many polygons."""
        if not self.is_busy:
            self.changed.emit()

    def _take_disagreements(self) -> None:
        self.queue.set_disagreements(self.settling.features)

    def _try(self, action: Callable[[], object]) -> object:
        """Return what an action returns, or `_FAILED` after telling why it failed."""
        try:
            return action()
        except SatDlError as error:
            self.failed.emit(error)
            return _FAILED


class _Failed:
    """What a failed action returns; false, as a list of nothing is."""

    def __bool__(self) -> bool:
        return False


_FAILED = _Failed()
