"""Styling of results as QGIS loads them, on its main thread."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Callable, Optional

from qgis.core import (
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt import sip

from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.project_setup import prepare_project
from sat_dl_plugin.styling import class_raster, label_grid, polygons

Styling = Callable[[QgsMapLayer, QgsProject], None]

# QGIS owns the C++ halves only: without a reference the Python halves would vanish unused.
_waiting: set[_LegendStyler] = set()

# Results of one run are stacked by these, see `_raise_above`.
_RASTER_LEVEL = 1
_POLYGON_LEVEL = 2


class _LegendStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles one layer when it is loaded, then lets go of itself."""

    def __init__(self, apply: Styling) -> None:
        super().__init__()
        self._apply = apply

    def postProcessLayer(  # noqa: N802 (Qt name)
        self,
        layer: QgsMapLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        """Style the layer."""
        self._apply(layer, context.project() or QgsProject.instance())
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
    classes = legend_of(legend)

    def apply(layer: QgsMapLayer, _project: QgsProject) -> None:
        if isinstance(layer, QgsRasterLayer):
            class_raster.style(layer, classes)

    _when_loaded(context, path, apply, _RASTER_LEVEL)


def style_polygons(
    context: QgsProcessingContext,
    path: str,
    legend: Iterable[dict[str, Any]],
    classes_path: Optional[str] = None,
) -> None:
    """Have polygons styled if QGIS is going to load them; see `style_class_raster`.

    Args:
        context: Context of the run.
        path: The polygons, as they were handed to Processing.
        legend: ``id``, ``name`` and ``color`` per class.
        classes_path: Class raster of the same run, to be stacked below them.
    """
    classes = legend_of(legend)

    def apply(layer: QgsMapLayer, project: QgsProject) -> None:
        if isinstance(layer, QgsVectorLayer):
            polygons.style(layer, classes)
            if classes_path:
                _raise_above(layer, classes_path, project)

    _when_loaded(context, path, apply, _POLYGON_LEVEL)


def name_enhanced(context: QgsProcessingContext, path: str) -> None:
    """Have an enhanced raster say what it is, in its name and metadata, if QGIS loads it.

    Args:
        context: Context of the run.
        path: The raster, as it was handed to Processing.
    """

    def apply(layer: QgsMapLayer, _project: QgsProject) -> None:
        metadata = layer.metadata()
        metadata.setAbstract(tr("Enhanced by Sat DL: for viewing and drawing, not for measuring."))
        layer.setMetadata(metadata)

    _when_loaded(context, path, apply, _RASTER_LEVEL)
    if context.willLoadLayerOnCompletion(path):
        details = context.layerToLoadOnCompletionDetails(path)
        details.name = tr("{} (enhanced)").format(details.name)


def prepare_review(context: QgsProcessingContext, path: str) -> None:
    """Have a review layer drawn in its own style, and snapping switched on, if QGIS loads it.

    Args:
        context: Context of the run.
        path: The layer, as it was handed to Processing.
    """

    def apply(layer: QgsMapLayer, project: QgsProject) -> None:
        if isinstance(layer, QgsVectorLayer):
            layer.loadDefaultStyle()
            prepare_project(project, layer)

    _when_loaded(context, path, apply, _POLYGON_LEVEL)


def style_label_grid(context: QgsProcessingContext, path: str) -> None:
    """Have tiles to be labelled styled if QGIS is going to load them; see `style_class_raster`."""

    def apply(layer: QgsMapLayer, _project: QgsProject) -> None:
        if isinstance(layer, QgsVectorLayer):
            label_grid.style(layer)

    _when_loaded(context, path, apply, _POLYGON_LEVEL)


def _when_loaded(context: QgsProcessingContext, path: str, apply: Styling, level: int) -> None:
    if not context.willLoadLayerOnCompletion(path):
        return
    # Those of runs whose layers were never loaded, after all.
    _waiting.difference_update([styler for styler in _waiting if sip.isdeleted(styler)])
    styler = _LegendStyler(apply)
    _waiting.add(styler)
    details = context.layerToLoadOnCompletionDetails(path)
    details.setPostProcessor(styler)
    details.layerSortKey = level


def _raise_above(layer: QgsMapLayer, below_path: str, project: QgsProject) -> None:
    """Move a layer above the one with a path, which would hide it.

    The sort keys alone do not: with a layer selected, QGIS inserts the later one lower.
    """
    node = project.layerTreeRoot().findLayer(layer.id())
    if node is None:
        return
    group = node.parent()
    siblings = group.children()
    paths = [
        sibling.layer().source()
        if isinstance(sibling, QgsLayerTreeLayer) and sibling.layer() is not None
        else ""
        for sibling in siblings
    ]
    if below_path in paths and paths.index(below_path) < siblings.index(node):
        # The copy first: a layer without a node would be removed from the project.
        group.insertChildNode(paths.index(below_path), node.clone())
        group.removeChildNode(node)
