"""Styling of results as QGIS loads them, on its main thread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Callable

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsRasterLayer,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.styling import class_raster, polygons

# QGIS owns the C++ halves only: without a reference the Python halves would vanish unused.
_waiting: set[_LegendStyler] = set()


# Results of one run are stacked by these: a class raster would hide the polygons it became.
_RASTER_LEVEL = 1
_POLYGON_LEVEL = 2


class _LegendStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles one layer when it is loaded, then lets go of itself."""

    def __init__(self, apply: Callable[[QgsMapLayer], None]) -> None:
        super().__init__()
        self._apply = apply

    def postProcessLayer(  # noqa: N802 (Qt name)
        self,
        layer: QgsMapLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        """Style the layer."""
        self._apply(layer)
        _waiting.discard(self)


def style_class_raster(
    context: QgsProcessingContext, path: str, legend: Iterable[dict[str, Any]]
) -> None:
    """Have a class raster styled if QGIS is going to load it.

    Args:
        context: Context of the run.
        path: The raster, as it was handed to Processing.
        legend: ``id``, ``name`` and ``color`` per class.
    """
    classes = _legend(legend)

    def apply(layer: QgsMapLayer) -> None:
        if isinstance(layer, QgsRasterLayer):
            class_raster.style(layer, classes)

    _when_loaded(context, path, apply, _RASTER_LEVEL)


def style_polygons(
    context: QgsProcessingContext, path: str, legend: Iterable[dict[str, Any]]
) -> None:
    """Have polygons styled if QGIS is going to load them; see `style_class_raster`."""
    classes = _legend(legend)

    def apply(layer: QgsMapLayer) -> None:
        if isinstance(layer, QgsVectorLayer):
            polygons.style(layer, classes)

    _when_loaded(context, path, apply, _POLYGON_LEVEL)


def _when_loaded(
    context: QgsProcessingContext,
    path: str,
    apply: Callable[[QgsMapLayer], None],
    level: int,
) -> None:
    if not context.willLoadLayerOnCompletion(path):
        return
    styler = _LegendStyler(apply)
    _waiting.add(styler)
    details = context.layerToLoadOnCompletionDetails(path)
    details.setPostProcessor(styler)
    details.layerSortKey = level


def _legend(entries: Iterable[dict[str, Any]]) -> Sequence[LegendClass]:
    return tuple(
        LegendClass(int(entry["id"]), str(entry["name"]), str(entry["color"])) for entry in entries
    )
