"""What the algorithms that analyse classes share: rasters or polygons in, tables and pages out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsMapLayer,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterVectorDestination,
    QgsRasterLayer,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.raster_input import unreadable

CLASS_FIELDS = ("class_id", "class_name", "status")
"""Fields of our polygons that the engine looks at."""


class AnalysingAlgorithm(EngineAlgorithm):
    """Base of the algorithms that say something about classes."""

    REPORT = "REPORT"

    group_id: ClassVar[str] = "analyse"

    def add_classes(self, name: str, description: str, help_text: str) -> None:
        """Add a parameter for classes: a raster or polygons."""
        kinds = [QgsProcessing.SourceType.TypeRaster, QgsProcessing.SourceType.TypeVectorPolygon]
        self.add(QgsProcessingParameterMapLayer(name, description, types=kinds), help_text)

    def add_part(self, mask_help: str) -> None:
        """Add ``EXTENT`` and ``MASK``."""
        self.add_extent(
            tr("Only what is inside this rectangle counts, in any CRS; everything if empty.")
        )
        self.add_mask(mask_help)

    def add_results(self, table: str, table_help: str) -> None:
        """Add the table ``OUTPUT`` and the page ``REPORT``."""
        self.add(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT, table, QgsProcessing.SourceType.TypeVector
            ),
            table_help,
        )
        self.add(
            QgsProcessingParameterFileDestination(
                self.REPORT, tr("Report"), tr("HTML files (*.html)"), optional=True
            ),
            tr("A page with charts and tables, as one self-contained HTML file."),
        )

    def classes_path(
        self,
        parameters: dict[str, Any],
        name: str,
        context: QgsProcessingContext,
        fields: Sequence[str] = CLASS_FIELDS,
    ) -> str:
        """Return a path that the engine opens, for a raster or polygons.

        Args:
            parameters: Those of the run.
            name: Name of a parameter of `add_classes`.
            context: Context of the run.
            fields: Fields of polygons that are needed.

        Raises:
            SatDlError: If the layer cannot be used.
        """
        layer = self.classes_layer(parameters, name, context)
        if isinstance(layer, QgsRasterLayer):
            return self.raster_path(parameters, name, context)
        source = self.parameterAsSource(parameters, name, context)
        owner = tr("Layer “{}”").format(layer.name())
        return self.polygons_path(source, context, owner, fields)

    def classes_layer(
        self, parameters: dict[str, Any], name: str, context: QgsProcessingContext
    ) -> QgsMapLayer:
        """Return the layer of a parameter of `add_classes`.

        Raises:
            InputError: If there is none that can be used.
        """
        layer = self.parameterAsLayer(parameters, name, context)
        if layer is None or not layer.isValid():
            raise unreadable(parameters.get(name))
        if not isinstance(layer, (QgsRasterLayer, QgsVectorLayer)):
            raise InputError(
                tr("Layer “{}” has no classes").format(layer.name()),
                tr("It is neither a raster nor a polygon layer"),
                tr("Choose another layer"),
            )
        return layer

    def report_path(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Optional[str]:
        """Return the file of ``REPORT``, or None when it is not wanted."""
        if parameters.get(self.REPORT) in (None, ""):
            return None
        return self.parameterAsFileOutput(parameters, self.REPORT, context) or None

    def report_output(self, result: dict[str, Any]) -> dict[str, Any]:
        """Return the output ``REPORT``, where one was written."""
        return {self.REPORT: result["report"]} if result.get("report") else {}

    def check_fields(self, layer: QgsMapLayer, stated: str, owner: str) -> None:
        """Raise an `InputError` when polygons lack the field stated, or else one of classes."""
        if not isinstance(layer, QgsVectorLayer):
            return
        names = layer.fields().names()
        if stated in names or (not stated and set(CLASS_FIELDS[:2]) & set(names)):
            return
        if stated:
            what = tr("{} has no field “{}”").format(owner, stated)
        else:
            what = tr("{} has no field with classes: {} or {}").format(owner, *CLASS_FIELDS[:2])
        raise InputError(
            what,
            tr("Its fields are {}").format(", ".join(names) or tr("none")),
            tr("Choose the field with the classes"),
        )

    def _check_input(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        layer = self.classes_layer(parameters, self.INPUT, context)
        if isinstance(layer, QgsRasterLayer):
            super()._check_input(parameters, context)
        self.check_fields(layer, "", tr("The input"))
