"""What a promptable network sees: the part of an image that the map shows, looked at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsProcessingContext,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from sat_dl_plugin.contract.jobs import ViewEmbeddingJob
from sat_dl_plugin.contract.places import PROMPTABLE_CARD, PROMPTABLE_FOLDER
from sat_dl_plugin.gui.preview.preview_files import PreviewFiles
from sat_dl_plugin.gui.review.tools.answers import Answer, Answers, Question
from sat_dl_plugin.gui.review.tools.probability_source import is_picture
from sat_dl_plugin.gui.where.regions import part_of_layer
from sat_dl_plugin.processing.raster_input import gdal_path
from sat_dl_plugin.processing.workers import Worker
from sat_dl_plugin.settings import models_folder

_SETTLE_MS = 400
"""Without a move for so long, the map has settled."""

_AROUND = 1.2
"""More than the view is looked at, so that small moves need no other look."""

_CLOSEST = 2.0
"""Zoomed in further than this, the picture that was looked at is too coarse."""

_LONGEST_SIDE_PX = 1024


@dataclass(frozen=True)
class PromptableNetwork:
    """A promptable network among the user's models."""

    name: str
    encoder: str
    decoder: str
    takes_rejections: bool
    """Whether it understands points that are not part of the object."""


def promptable_networks() -> list[PromptableNetwork]:
    """Return the promptable networks of the user, by name."""
    found = []
    for card in sorted((models_folder() / PROMPTABLE_FOLDER).glob(f"*/{PROMPTABLE_CARD}")):
        try:
            facts = json.loads(card.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            # Somebody deletes it just now, or it was never finished.
            continue
        folder = card.parent
        found.append(
            PromptableNetwork(
                str(facts.get("name") or folder.name),
                str(folder / "encoder.onnx"),
                str(folder / "decoder.onnx"),
                facts.get("family") != "efficientsam",
            )
        )
    return found


class PictureView(QObject):
    """Lets the encoder look at the view in the background, once for every view.

    Args:
        canvas: The map.
        open_worker: Hands out the worker that looks.
        parent: Owner.
    """

    changed = pyqtSignal()
    """Another view was looked at, or cannot be."""

    def __init__(
        self,
        canvas: QgsMapCanvas,
        open_worker: Callable[[], AbstractContextManager[Worker]],
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self.error = ""
        """Why the view cannot be looked at."""
        self._canvas = canvas
        self._answers = Answers(open_worker)
        self._answers.answered.connect(self._take)
        self._files = PreviewFiles()
        self._network: Optional[PromptableNetwork] = None
        self._asked: Optional[Question] = None
        self._seen: Optional[Question] = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)

    @property
    def is_ready(self) -> bool:
        """Whether what the map shows has been looked at."""
        return self._seen is not None and self._seen == self._asked

    @property
    def embedding(self) -> str:
        """File of what the encoder saw."""
        return "" if self._seen is None else self._seen.job.output

    def start(self, network: PromptableNetwork) -> None:
        """Look at what the map shows, from now on."""
        self._network = network
        self._canvas.extentsChanged.connect(self._wait_until_settled)
        self._look()

    def stop(self) -> None:
        """Look no more; what was seen is kept."""
        self._soon.stop()
        self._answers.forget()
        if not sip.isdeleted(self._canvas) and self._network is not None:
            self._canvas.extentsChanged.disconnect(self._wait_until_settled)
        self._network = None

    def close(self) -> None:
        """Forget everything; undoes the constructor."""
        self.stop()
        self._answers.close()
        self._answers.answered.disconnect(self._take)
        self._files.close(None)

    def pixel_in(self, layer: QgsVectorLayer) -> float:
        """Return the side of a pixel of the picture in units of a layer; 0 while unknown."""
        question = self._seen or self._asked
        if question is None:
            return 0.0
        part = question.reach
        there = QgsCoordinateTransform(
            part.crs(), layer.crs(), QgsProject.instance().transformContext()
        )
        box = QgsRectangle(part)
        try:
            if there.isValid() and not there.isShortCircuited():
                box = there.transformBoundingBox(box)
        except QgsCsException:
            return 0.0
        return max(box.width(), box.height()) / _LONGEST_SIDE_PX

    def _wait_until_settled(self) -> None:
        self._soon.start(_SETTLE_MS)

    def _look(self) -> None:
        if self._network is None:
            return
        layer = picture_layer(self._canvas)
        if layer is None:
            self._forget()
            return
        view = QgsReferencedRectangle(
            self._canvas.mapSettings().visibleExtent(),
            self._canvas.mapSettings().destinationCrs(),
        )
        part = part_of_layer(view, layer)
        if part is None:
            self._forget()
            return
        key = (layer.id(), layer.source(), self._network.encoder)
        if self._asked is not None and self._asked.key[:3] == key and self._covers(part):
            return
        wide = QgsRectangle(part)
        wide.scale(_AROUND)
        wide = wide.intersect(layer.extent())
        self._ask(layer, key, QgsReferencedRectangle(wide, layer.crs()))

    def _covers(self, part: QgsReferencedRectangle) -> bool:
        seen = self._asked.reach
        return bool(seen.contains(part)) and seen.width() <= part.width() * _AROUND * _CLOSEST

    def _ask(
        self, layer: QgsRasterLayer, key: tuple[Any, ...], part: QgsReferencedRectangle
    ) -> None:
        path = gdal_path(layer, QgsProcessingContext())
        if path is None:
            self._forget()
            return
        crs = layer.crs()
        try:
            output = self._files.new_path("npz")
        except OSError as error:
            self.error = str(error)
            self._forget()
            return
        job = ViewEmbeddingJob(
            input=path,
            encoder=self._network.encoder,
            output=str(output),
            extent=(part.xMinimum(), part.yMinimum(), part.xMaximum(), part.yMaximum()),
            extent_crs=(crs.authid() or crs.toWkt()) if crs.isValid() else None,
        )
        self._asked = Question((*key, part.asWktCoordinates()), job, reach=part)
        self._answers.ask(self._asked)
        self.changed.emit()

    def _forget(self) -> None:
        self._asked = self._seen = None
        self.changed.emit()

    def _take(self, answer: Answer) -> None:
        if answer.question != self._asked:
            return
        self.error = "" if answer.error is None else str(answer.error)
        self._seen = answer.question if answer.error is None else None
        if self._seen is not None:
            self._files.keep_only(Path(self._seen.job.output))
        self.changed.emit()


def picture_layer(canvas: QgsMapCanvas) -> Optional[QgsRasterLayer]:
    """Return the topmost image that the map shows: no classes, no probabilities, no server."""
    for layer in canvas.layers():
        if isinstance(layer, QgsRasterLayer) and is_picture(layer):
            return layer
    return None
