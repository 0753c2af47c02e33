"""What the algorithms that learn from labels share: labels, their classes, what was labelled."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
    QgsRasterLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.tile_states import STATE_FIELD
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.analysing import CLASS_FIELDS, AnalysingAlgorithm
from sat_dl_plugin.processing.shared_parameters import is_empty

_FIELD_WIDGET = "sat_dl_plugin.gui.widgets.field_widget.FieldWidgetChoice"

STATUS_FIELD = CLASS_FIELDS[2]


class LabelledAlgorithm(AnalysingAlgorithm):
    """Base of the algorithms that take labelled rasters."""

    LABELS = "LABELS"
    CLASS_FIELD = "CLASS_FIELD"
    AREA = "AREA"

    def add_labelled_rasters(self, inputs: str) -> None:
        """Add a parameter for rasters, and those of labels that say what is background."""
        self.add(
            QgsProcessingParameterMultipleLayers(
                inputs, tr("Input rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            tr("One or more rasters with the same bands; CRS and pixels may differ."),
        )
        self.add_labels(
            tr(
                "For polygons: the field with the class ids (0 to 254) or names. If empty, "
                "class_id or else class_name is used. Pixels under polygons without a class are "
                "ignored."
            ),
            tr(
                "Polygons inside which everything is labelled. Pixels outside are ignored and "
                "never taken for background. If empty, the rasters count as completely labelled."
            ),
        )

    def add_labels(self, field_help: str, area_help: str) -> None:
        """Add ``LABELS``, ``CLASS_FIELD`` and ``AREA``."""
        self.add_classes(
            self.LABELS,
            tr("Labels"),
            tr(
                "Polygons with a class each, the last of which counts where they overlap, or a "
                "class raster, on any grid and in any CRS (the nearest pixel is used). Rejected "
                "polygons are left out."
            ),
        )
        field = QgsProcessingParameterString(
            self.CLASS_FIELD, tr("Field with the classes"), optional=True
        )
        field.setMetadata({"widget_wrapper": {"class": _FIELD_WIDGET, "parent": self.LABELS}})
        self.add(field, field_help)
        self.add(
            QgsProcessingParameterFeatureSource(
                self.AREA,
                tr("Labelled area"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            area_help
            + " "
            + tr("Of the tiles of “What to label next”, only those with the state done count."),
        )

    def class_field(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return the field with the classes, an empty text where none is stated or needed."""
        if isinstance(self.classes_layer(parameters, self.LABELS, context), QgsRasterLayer):
            return ""
        return self.text(parameters, self.CLASS_FIELD, context)

    def labels_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return a path of the labels that the engine opens."""
        field = self.class_field(parameters, context)
        # Polygons that were rejected are known by their status, whatever names the classes.
        fields = (field, STATUS_FIELD) if field else CLASS_FIELDS
        return self.classes_path(parameters, self.LABELS, context, fields)

    def area_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Optional[str]:
        """Return a file with the polygons of ``AREA``, or None when it is empty.

        Raises:
            InputError: If the layer cannot be opened.
        """
        if is_empty(parameters.get(self.AREA)):
            return None
        source = self.area_source(parameters, context)
        return self.polygons_path(source, context, tr("The area"), (STATE_FIELD,))

    def area_source(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> QgsProcessingFeatureSource:
        """Return the polygons of ``AREA``.

        Raises:
            InputError: If the layer cannot be opened.
        """
        source = self.parameterAsSource(parameters, self.AREA, context)
        if source is None:
            raise InputError(
                tr("The area {!r} cannot be opened").format(str(parameters[self.AREA])),
                todo=tr("Choose a polygon layer"),
            )
        return source
