"""Settling disagreements: the word of the person holds, or that of the network."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import REDONE, UNDONE, JournalEntry, ReviewChange
from sat_dl_plugin.review.disagreement_table import (
    KEPT,
    OPEN,
    TAKEN,
    DisagreementTable,
    OpenDisagreement,
)
from sat_dl_plugin.review.schema import ACCEPTED, CLASS_ID, REJECTED, STATUS
from sat_dl_plugin.review.session import ReviewSession
from sat_dl_plugin.review.update_plan import NOT_FOUND, OTHER_CLASS, OTHER_OUTLINE


class Settling(QObject):
    """The open disagreements of a session.

    Args:
        session: Whose layer.
        parent: Owner.
    """

    changed = pyqtSignal()
    """Others are open."""

    def __init__(self, session: ReviewSession, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._table: Optional[DisagreementTable] = None
        self._open: dict[int, OpenDisagreement] = {}
        self._taken: dict[int, OpenDisagreement] = {}
        session.recorded.connect(self._follow)

    @property
    def features(self) -> list[int]:
        """Ids of the polygons that there is an open disagreement on."""
        return list(self._open)

    def of(self, fid: Optional[int]) -> Optional[OpenDisagreement]:
        """Return the open disagreement on a polygon."""
        return None if fid is None else self._open.get(fid)

    def load(self) -> None:
        """Read what an update has found, if there was one."""
        self._table = DisagreementTable.existing(self._session.layer)
        found = [] if self._table is None else self._table.unsettled()
        self._open = {each.feature: each for each in found}
        self.changed.emit()

    def keep(self, fid: int) -> None:
        """State that the person is right; the polygon stays as it is.

        Raises:
            OutputError: If that cannot be written.
        """
        self._settle(fid, KEPT)

    def take(self, fid: int) -> None:
        """State that the network is right, and change the polygon; see `ReviewSession.apply`.

        Raises:
            SatDlError: If the polygon cannot be changed, or that cannot be written.
        """
        found = self._open.get(fid)
        if found is None:
            return
        self._session.apply(tr("Take the prediction"), _change(found))
        self._taken[fid] = found
        self._settle(fid, TAKEN)

    def _settle(self, fid: int, state: str) -> None:
        found = self._open.get(fid)
        if found is not None and self._table is not None:
            self._table.settle([found.row], state)
            del self._open[fid]
            self.changed.emit()

    def _follow(self, entry: JournalEntry) -> None:
        """Ask again when the change that settled a disagreement is undone."""
        if entry.kind not in {UNDONE, REDONE} or self._table is None:
            return
        for change in entry.changes:
            fid = self._session.recorder.feature_named(change.feature)
            found = self._taken.get(fid) if fid is not None else None
            if found is None:
                continue
            try:
                self._table.settle([found.row], OPEN if entry.kind == UNDONE else TAKEN)
            except OutputError as error:
                self._session.failed.emit(error)
                continue
            if entry.kind == UNDONE:
                self._open[fid] = found
            else:
                self._open.pop(fid, None)
            self.changed.emit()


def _change(found: OpenDisagreement) -> ReviewChange:
    """Return what makes a polygon what the network says."""
    fid = found.feature
    if found.kind == NOT_FOUND:
        return ReviewChange(attributes={fid: {STATUS: REJECTED}})
    if found.kind == OTHER_CLASS:
        return ReviewChange(attributes={fid: {CLASS_ID: found.class_id}})
    if found.kind == OTHER_OUTLINE:
        return ReviewChange(geometries={fid: found.outline})
    return ReviewChange(attributes={fid: {STATUS: ACCEPTED}})
