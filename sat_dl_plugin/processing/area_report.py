"""The algorithm ``satdl:areareport``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import AreaReportJob
from sat_dl_plugin.processing.analysing import AnalysingAlgorithm
from sat_dl_plugin.processing.polygon_parameters import SUMMARY
from sat_dl_plugin.processing.shared_parameters import is_empty
from sat_dl_plugin.processing.summary import log_summary, summary_json


class AreaReport(AnalysingAlgorithm):
    """Count the objects and measure the area of each class."""

    ZONES = "ZONES"
    ZONE_FIELD = "ZONE_FIELD"

    def name(self) -> str:
        """Return the fixed id."""
        return "areareport"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Area report")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("statistics,hectares,zonal histogram,count,share,land cover").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Counts the objects of each class and measures their area, also in zones.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Areas are in m² and hectares on the ellipsoid, whatever the CRS. A share (0 to 1) "
            "refers to the area with data; nodata (255) does not count. An object counts in every "
            "zone it reaches into."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_classes(
            self.INPUT,
            self.tr("Classes"),
            self.tr(
                "Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or "
                "class_name. Rejected polygons are left out; shares of polygons refer to the zone, "
                "or to all polygons."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.ZONES,
                self.tr("Zones"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            self.tr(
                "Polygons, such as districts, in any CRS. Each is counted separately, even where "
                "they overlap. If empty, everything is one zone."
            ),
        )
        self.add(
            QgsProcessingParameterField(
                self.ZONE_FIELD,
                self.tr("Field with the names of the zones"),
                parentLayerParameterName=self.ZONES,
                optional=True,
            ),
            self.tr("Polygons with the same name are one zone. If empty, they are numbered."),
        )
        self.add_part(
            self.tr(
                "Only what is inside these polygons counts, in any CRS; of a raster, the pixels "
                "whose centre is inside."
            )
        )
        self.add_results(
            self.tr("Areas"),
            self.tr(
                "Table with one row per zone and class: objects, area_m2 (m² on the ellipsoid), "
                "area_ha (hectares), share (0 to 1) and valid_m2, the area the share refers to."
            ),
        )
        self.addOutput(
            QgsProcessingOutputString(SUMMARY, self.tr("Objects, area and share per class (JSON)"))
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> AreaReportJob:
        """Translate Processing parameters into a job, running nothing."""
        path = self.classes_path(parameters, self.INPUT, context)
        zones, field = self._zones(parameters, context)
        return AreaReportJob(
            input=path,
            output=self.output_path(parameters, self.OUTPUT, context),
            report=self.report_path(parameters, context),
            zones=zones,
            zone_field=field,
            **self.region_fields(parameters, context, path),
        )

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the table, the page and the summary."""
        log_summary(result["summary"], feedback)
        return {
            self.OUTPUT: result["output"],
            **self.report_output(result),
            SUMMARY: summary_json(result["summary"]),
        }

    def _zones(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[Optional[str], str]:
        """Return the path of the zones and the field with their names, if there are any."""
        if is_empty(parameters.get(self.ZONES)):
            return None, ""
        source = self.parameterAsSource(parameters, self.ZONES, context)
        if source is None:
            raise InputError(
                self.tr("The zones {!r} cannot be opened").format(str(parameters[self.ZONES])),
                todo=self.tr("Choose a polygon layer"),
            )
        field = self.parameterAsString(parameters, self.ZONE_FIELD, context) or ""
        if field and field not in source.fields().names():
            raise InputError(
                self.tr("The zones have no field “{}”").format(field),
                self.tr("Their fields are {}").format(", ".join(source.fields().names())),
                self.tr("Choose the field with the names, or none"),
            )
        owner = self.tr("The layer of zones")
        return self.polygons_path(source, context, owner, (field,)), field
