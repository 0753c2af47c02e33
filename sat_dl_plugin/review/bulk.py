"""One action on thousands of polygons: one step to undo, and the window stays alive."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Optional

from qgis.core import QgsFeature, QgsFeatureIterator, QgsFeatureRequest
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from sat_dl_plugin.contract.errors import InputError, SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import FeatureState, Value
from sat_dl_plugin.review.recorder import places_of, state_of
from sat_dl_plugin.review.session import ReviewSession

_SLICE_S = 0.02
"""Work between two turns of the event loop."""
_AT_ONCE = 50
"""Polygons between two looks at the clock."""


class BulkAction(QObject):
    """Sets attributes of many polygons, a little at a time, all in one step to undo.

    Each part is written into the journal as it is done. The step is finished by a last turn of
    the event loop, or undone where something fails.

    Args:
        session: Whose layer.
        action_name: What is done, for QGIS's undo list and the journal.
        fids: Ids of the polygons.
        values: Name of a field -> the value that all of them get; nothing follows from it, as a
            class name does from a class.
        parent: Owner.
    """

    progressed = pyqtSignal(int, int)
    """How many polygons are done, and of how many."""
    finished = pyqtSignal(int)
    """How many polygons were changed, after the last one."""
    failed = pyqtSignal(object)
    """A `SatDlError`; nothing is changed then."""

    def __init__(
        self,
        session: ReviewSession,
        action_name: str,
        fids: Iterable[int],
        values: Mapping[str, Value],
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._action_name = action_name
        self._fids = list(fids)
        self._values = values
        self._done = 0
        self._is_running = False
        self._features: Optional[QgsFeatureIterator] = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._work)

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not ended."""
        return self._is_running

    def start(self) -> None:
        """Begin.

        Raises:
            OutputError: If the layer cannot be edited.
        """
        self._session.start_editing()
        layer = self._session.layer
        self._places = places_of(layer.fields(), self._session.recorder.stored_fields())
        # One reading for all: each one begins with a copy of all unsaved edits.
        request = QgsFeatureRequest().setFilterFids(self._fids)
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        self._features = layer.getFeatures(request)
        self._session.begin(self._action_name)
        self._is_running = True
        self._timer.start()

    def stop(self) -> None:
        """End with what is done so far, which stays one step to undo."""
        if self.is_running:
            self._end()

    def _work(self) -> None:
        if sip.isdeleted(self._session.layer):
            self._timer.stop()
            self._is_running = False
            return
        until = time.monotonic() + _SLICE_S
        try:
            while self._done < len(self._fids) and time.monotonic() < until:
                self._change(list(islice(self._features, _AT_ONCE)))
        except SatDlError as error:
            self._abort(error)
            return
        self.progressed.emit(self._done, len(self._fids))
        if self._done == len(self._fids):
            self._end()

    def _change(self, features: list[QgsFeature]) -> None:
        """Change some polygons and have it written down.

        Raises:
            InputError: If there are fewer than there were.
            OutputError: If QGIS refuses.
        """
        if not features:
            raise InputError(
                tr("{} polygons are not there any more").format(len(self._fids) - self._done),
                tr("They were deleted meanwhile, here or by another program"),
                tr("Nothing was changed; end the review and begin it again"),
            )
        states: dict[int, tuple[FeatureState, FeatureState]] = {}
        for feature in features:
            before = state_of(feature, self._places)
            for name, value in self._values.items():
                old = before.attributes.get(name)
                self._session.change_attribute(feature.id(), name, value, old)
            after = FeatureState(None, {**before.attributes, **self._values})
            states[feature.id()] = before, after
        self._session.recorder.tell_part(self._action_name, states)
        self._done += len(features)

    def _end(self) -> None:
        self._timer.stop()
        self._features = None
        self._is_running = False
        self._session.end()
        self._session.layer.triggerRepaint()
        self.finished.emit(self._done)

    def _abort(self, error: SatDlError) -> None:
        self._timer.stop()
        self._features = None
        self._is_running = False
        self._session.abort()
        self.failed.emit(error)
