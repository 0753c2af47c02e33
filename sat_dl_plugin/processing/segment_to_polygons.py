"""The algorithm ``satdl:segmenttopolygons``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
)

from sat_dl_plugin.contract.jobs import SegmentToPolygonsJob
from sat_dl_plugin.processing.polygon_parameters import (
    SUMMARY,
    add_polygon_outputs,
    add_polygon_shape,
    polygon_fields,
)
from sat_dl_plugin.processing.segmenting import SegmentingAlgorithm, add_rules, rules_of
from sat_dl_plugin.processing.summary import log_summary, summary_json
from sat_dl_plugin.styling.post_processors import style_class_raster, style_polygons


class SegmentToPolygons(SegmentingAlgorithm):
    """Segment a raster, clean the classes and turn them into polygons, in one go."""

    CLASSES = "CLASSES"

    def name(self) -> str:
        """Return the fixed id."""
        return "segmenttopolygons"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Segment to polygons")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("deep learning,extract,building footprints,digitize,network,onnx").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr(
            "Turns an image into clean polygons of buildings, roads, trees, water and more."
        )

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "In one go, every pixel gets a class from one or more models, small objects and holes "
            "are removed, and the classes become polygons that share their borders. Areas are in "
            "m² on the ellipsoid; nodata gives no polygon."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_network()
        add_polygon_shape(self)
        add_rules(self, advanced=True)
        self.add_tuning()
        add_polygon_outputs(self)
        self.add(
            QgsProcessingParameterRasterDestination(
                self.CLASSES, self.tr("Classes"), optional=True, createByDefault=False
            ),
            self.tr("The cleaned class raster: 8-bit, 0 is no class and 255 is nodata."),
        )
        self.add_probabilities()

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SegmentToPolygonsJob:
        """Translate Processing parameters into a job, running nothing."""
        segment = self.segment_job(
            parameters,
            context,
            output=self.optional_output_path(parameters, self.CLASSES, context) or "",
            probabilities=self.optional_output_path(parameters, self.PROBABILITIES, context),
            clean=True,
            rules=rules_of(self, parameters, context),
        )
        return SegmentToPolygonsJob(
            segment=segment,
            output=self.output_path(parameters, self.OUTPUT, context),
            **polygon_fields(self, parameters, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        rules_of(self, parameters, context)
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return polygons and rasters, styled, and the table."""
        log_summary(result["summary"], feedback)
        style_polygons(context, result["output"], result["legend"], result.get("classes"))
        outputs = {self.OUTPUT: result["output"], SUMMARY: summary_json(result["summary"])}
        if result.get("classes"):
            style_class_raster(context, result["classes"], result["legend"])
            outputs[self.CLASSES] = result["classes"]
        if result.get("probabilities"):
            outputs[self.PROBABILITIES] = result["probabilities"]
        return outputs
