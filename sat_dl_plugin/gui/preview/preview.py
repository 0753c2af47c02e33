"""The live preview: classes over the part of the active layer that the map shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication, QgsProcessingContext, QgsRasterLayer, QgsRectangle
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.jobs import PreviewJob, SegmentJob
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.gui.preview.preview_files import PreviewFiles
from sat_dl_plugin.gui.preview.preview_input import PreviewInput, preview_input, visible_part
from sat_dl_plugin.gui.preview.preview_picture import PreviewPicture
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.raster_input import gdal_path
from sat_dl_plugin.processing.workers import shared_workers
from sat_dl_plugin.settings import models_folder
from sat_dl_plugin.tasks.preview_task import PreviewTask
from sat_dl_plugin.tasks.rates import learn_rate, network_rate, rate_key

_SETTLE_MS = 300
"""Without a move for so long, the map has settled."""
_SOON_MS = 60
"""Between a slider's move and the next decision; further moves are taken along."""

# Network pixels of one preview: a map of one million pixels where no rate is known yet, then
# what takes about a second, within bounds that still show something and fit into memory.
_USUAL_PIXELS = 1_600_000
_FEWEST_PIXELS, _MOST_PIXELS = 1_000_000, 8_000_000
_PREDICTING_S = 0.85


@dataclass(frozen=True)
class PreviewRequest:
    """What to preview with."""

    models: tuple[str, ...]
    """Names or paths."""
    quality: str = "fast"
    """One of `contract.jobs.QUALITIES`."""
    bands: dict[str, int] = field(default_factory=dict)
    """Band name of the card -> band of the layer; matched by itself otherwise."""
    device: str = "auto"


@dataclass(frozen=True)
class _Place:
    """Everything that changes the probabilities; with another one, networks run again."""

    layer_id: str
    source: str
    part: QgsRectangle
    """In the layer's CRS."""
    request: PreviewRequest


@dataclass(frozen=True)
class _Demand:
    """One preview."""

    place: _Place
    thresholds: dict[str, Optional[float]]


class Preview(QObject):
    """Keeps a preview on the map up to date while it is enabled and there is a request.

    Networks run in the worker of the previews, in the background; the newest demand wins.
    Nothing of the user is written: the class rasters lie in the cache folder and are deleted.

    Args:
        session: Whose active layer is previewed on whose map.
        parent: Owner.
    """

    state_changed = pyqtSignal(str)
    """What the preview is doing or why it cannot, in one or few sentences; empty for nothing."""

    def __init__(self, session: DockSession, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = session.canvas
        self._picture = PreviewPicture(self._canvas)
        self._files = PreviewFiles()
        self._enabled = False
        self._request: Optional[PreviewRequest] = None
        self._thresholds: dict[int, float] = {}
        self._hidden: set[int] = set()
        self._state = ""
        self._task: Optional[PreviewTask] = None
        self._running: Optional[_Demand] = None
        self._wanted: Optional[_Demand] = None
        self._shown: Optional[_Demand] = None
        self._input: Optional[tuple[_Place, PreviewInput, int]] = None
        self._file: Optional[tuple[tuple[str, str], Optional[str]]] = None
        self._rates: dict[str, float] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._update)
        for signal, slot in self._connections():
            signal.connect(slot)

    def set_enabled(self, enabled: bool) -> None:
        """Turn the preview on, or off, which takes it off the map."""
        self._enabled = enabled
        self._update_soon()

    def set_request(self, request: Optional[PreviewRequest]) -> None:
        """Preview with other models, quality or bands; None for no preview."""
        self._request = request
        self._update_soon()

    def set_thresholds(self, thresholds: dict[int, float]) -> None:
        """Decide with other thresholds, without predicting again.

        Args:
            thresholds: Class id -> probability 0 to 1; those left out are as in the card.
        """
        self._thresholds = dict(thresholds)
        self._update_soon()

    def set_hidden_classes(self, class_ids: set[int]) -> None:
        """Leave classes out, without predicting again.

        They vanish at once; the next decision gives their pixels to the other classes, as a run
        without them does.
        """
        self._hidden = set(class_ids)
        self._picture.set_hidden(self._hidden)
        self._update_soon()

    def close(self) -> None:
        """Take everything off the map and stop what is computed; undoes the constructor."""
        for signal, slot in self._connections():
            try:
                signal.disconnect(slot)
            except (TypeError, RuntimeError):
                # Closed before, or the map is gone.
                continue
        self._enabled = False
        self._rest("")
        self._files.close(self._task)

    # When to look again

    def _connections(self) -> list[tuple[Any, Callable[..., None]]]:
        connections: list[tuple[Any, Callable[..., None]]] = [
            (self._session.layer_changed, self._follow_layer),
            (self._session.models_changed, self._start_over),
            (self._session.runtime_changed, self._start_over),
        ]
        if not sip.isdeleted(self._canvas):
            connections += [
                (self._canvas.extentsChanged, self._wait_until_settled),
                (self._canvas.rotationChanged, self._wait_until_settled),
                (self._canvas.destinationCrsChanged, self._follow_crs),
            ]
        return connections

    def _wait_until_settled(self, *_how: Any) -> None:
        if self._enabled and self._request is not None:
            self._soon.start(_SETTLE_MS)

    def _follow_crs(self) -> None:
        self._picture.draw_frame()
        self._wait_until_settled()

    def _update_soon(self) -> None:
        if not self._enabled or self._request is None:
            self._rest("")
        elif not self._soon.isActive():
            self._soon.start(_SOON_MS)

    def _follow_layer(self) -> None:
        if self._enabled and self._request is not None:
            # The old layer's preview is wrong from now on.
            self._rest("")
            self._update_soon()

    def _start_over(self) -> None:
        self._shown = self._input = None
        self._update_soon()

    # What to do

    def _update(self) -> None:
        """Start what is wanted now, or cancel what no longer is."""
        try:
            place = self._place()
        except SatDlError as error:
            self._rest(str(error))
            return
        if place is None:
            return
        thresholds: dict[str, Optional[float]] = {
            str(class_id): value for class_id, value in sorted(self._thresholds.items())
        }
        thresholds.update((str(class_id), None) for class_id in sorted(self._hidden))
        self._wanted = _Demand(place, thresholds)
        if self._task is not None:
            if self._running is not None and self._running.place != place:
                self._task.cancel()
        elif self._wanted != self._shown:
            self._start(self._wanted)

    def _place(self) -> Optional[_Place]:
        layer, request = self._session.layer, self._request
        if not self._enabled or request is None:
            self._rest("")
        elif layer is None or sip.isdeleted(layer) or not layer.isValid():
            self._rest(tr("Choose a raster layer to preview."))
        elif self._thresholds and self._hidden >= set(self._thresholds):
            self._rest(tr("All classes are switched off."))
        else:
            part = visible_part(self._canvas, layer)
            if part is not None:
                return _Place(layer.id(), layer.source(), part, request)
            self._rest(tr("The layer is not in view."))
        return None

    def _start(self, demand: _Demand) -> None:
        layer = self._session.layer
        try:
            source, most_pixels = self._input_of(layer, demand.place)
            output = self._files.new_path("tif")
        except (SatDlError, OSError) as error:
            self._rest(str(error))
            self._shown = demand
            return
        job = PreviewJob(_segment_job(demand, source, output), most_pixels)
        self._task = PreviewTask(job, _open_worker, source.copy)
        self._task.taskCompleted.connect(self._take)
        self._task.taskTerminated.connect(self._take)
        self._running = demand
        if self._shown is None or self._shown.place != demand.place:
            self._tell(_updating(demand.place.request))
        QgsApplication.taskManager().addTask(self._task)

    def _input_of(self, layer: QgsRasterLayer, place: _Place) -> tuple[PreviewInput, int]:
        """Return where the engine reads a place and how many pixels may go through networks.

        Both stay as they are while the place does: the engine would predict again.
        """
        if self._input is None or self._input[0] != place:
            most_pixels = self._most_pixels(place.request)
            models = place.request.models
            copy_path = self._files.new_path("copy.tif")
            file = self._file_of(layer)
            found = preview_input(layer, file, place.part, models, most_pixels, copy_path)
            self._input = (place, found, most_pixels)
        return self._input[1:]

    def _file_of(self, layer: QgsRasterLayer) -> Optional[str]:
        # Kept, because rasters in memory are written to a file for it.
        key = (layer.id(), layer.source())
        if self._file is None or self._file[0] != key:
            self._file = (key, gdal_path(layer, QgsProcessingContext()))
        return self._file[1]

    def _most_pixels(self, request: PreviewRequest) -> int:
        key = rate_key(request.models, request.device)
        rate = self._rates.get(key) or network_rate(key)
        if rate is None:
            return _USUAL_PIXELS
        return round(min(max(rate * _PREDICTING_S, _FEWEST_PIXELS), _MOST_PIXELS))

    # What came of it

    def _take(self) -> None:
        """Show the result of the task that has ended, and start what is wanted by now."""
        task, demand = self._task, self._running
        self._task = self._running = None
        if task is None or demand is None:
            return
        wanted = self._wanted
        if wanted is None:
            self._files.keep_only()
        elif task.result is not None and wanted.place == demand.place:
            self._show(demand, task.result)
        elif wanted == demand and not task.isCanceled():
            # Without an error the worker was ended, together with everything else.
            self._rest("" if task.error is None else str(task.error))
            self._shown = demand
        if self._wanted is not None and self._wanted != self._shown:
            self._start(self._wanted)

    def _show(self, demand: _Demand, result: dict[str, Any]) -> None:
        layer = self._session.layer
        if layer is None or sip.isdeleted(layer):
            return
        self._learn(demand.place.request, result)
        legend = [LegendClass(row["id"], row["name"], row["color"]) for row in result["legend"]]
        path = Path(result["output"])
        self._picture.show(path, legend, layer.crs())
        self._files.keep_only(path, *self._copies())
        is_part = result["is_part"] or (self._input is not None and self._input[1].is_part)
        self._picture.set_frame(result["outline"] if is_part else None)
        self._shown = demand
        if is_part:
            self._tell(tr("Preview shows the middle of the map; zoom in to see all of it."))
        else:
            self._tell(tr("Preview shows what a run would give here."))

    def _copies(self) -> list[Path]:
        return [] if self._input is None else [Path(self._input[1].path)]

    def _learn(self, request: PreviewRequest, result: dict[str, Any]) -> None:
        seconds = result["predict_s"]
        if seconds <= 0.0:
            return
        key = rate_key(request.models, request.device)
        pixels = result["network_pixels"] * result["pixels"]
        if key not in self._rates:
            # The first prediction of a worker takes much longer than all others.
            self._rates[key] = 0.0
            return
        rate, known = pixels / seconds, self._rates[key]
        # A machine that is busy for a moment must not make the previews small for long.
        self._rates[key] = max(rate, (known + rate) / 2.0 if known else rate)
        if network_rate(key) is None:
            # A first guess of what a run will take; runs themselves know better.
            learn_rate(key, pixels, seconds)

    def _rest(self, state: str) -> None:
        """Take the preview off the map and tell why."""
        self._soon.stop()
        self._wanted = self._shown = self._input = None
        if self._task is not None:
            self._task.cancel()
        if self._picture.is_visible:
            self._picture.clear()
        self._files.keep_only()
        self._tell(state)

    def _tell(self, state: str) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _updating(request: PreviewRequest) -> str:
    if request.quality == "best":
        return tr("Updating the preview; with the best quality this takes a while…")
    return tr("Updating the preview…")


def _segment_job(demand: _Demand, source: PreviewInput, output: Path) -> SegmentJob:
    request, extent = demand.place.request, source.extent
    return SegmentJob(
        input=source.path,
        models=request.models,
        output=str(output),
        quality=request.quality,
        thresholds=demand.thresholds,
        extent=None
        if extent is None
        else (extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()),
        bands=request.bands,
        clean=True,
        device=request.device,
        models_folder=str(models_folder()),
    )


def _open_worker() -> Any:
    return shared_workers().open_preview()
