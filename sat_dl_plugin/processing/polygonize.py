"""The algorithm ``satdl:polygonize``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterLayer,
)

from sat_dl_plugin.contract.jobs import PolygonizeJob
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.polygon_parameters import (
    SUMMARY,
    add_polygon_outputs,
    add_polygon_shape,
    polygon_fields,
)
from sat_dl_plugin.processing.summary import log_summary, summary_json
from sat_dl_plugin.styling.post_processors import style_polygons


class Polygonize(EngineAlgorithm):
    """Turn a class raster into polygons that share their borders."""

    PROBABILITIES = "PROBABILITIES"

    _job: PolygonizeJob

    def name(self) -> str:
        """Return the fixed id."""
        return "polygonize"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Polygonize classes")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("vectorize,raster to vector,outline,simplify,building footprints").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Turns a class raster into polygons whose borders are shared exactly.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Borders stay shared after simplification, too. Every polygon has its class, its area "
            "in m² on the ellipsoid and, if probabilities are given, a confidence (0 to 1)."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_input(
            self.tr("Class raster"),
            self.tr("Class raster of “Segment raster” or “Clean classes”."),
        )
        self.add(
            QgsProcessingParameterRasterLayer(
                self.PROBABILITIES, self.tr("Probabilities"), optional=True
            ),
            self.tr(
                "Probability raster on the same pixels, for the field confidence (0 to 1); "
                "the field stays empty without it."
            ),
        )
        add_polygon_shape(self)
        self.add_region()
        add_polygon_outputs(self)

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> PolygonizeJob:
        """Translate Processing parameters into a job, running nothing."""
        path = self.raster_path(parameters, self.INPUT, context)
        return PolygonizeJob(
            input=path,
            probabilities=self.optional_raster_path(parameters, self.PROBABILITIES, context),
            output=self.output_path(parameters, self.OUTPUT, context),
            **polygon_fields(self, parameters, context),
            **self.region_fields(parameters, context, path),
        )

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the polygons, styled, and the table."""
        log_summary(result["summary"], feedback)
        style_polygons(context, result["output"], result["legend"], self._job.input)
        return {self.OUTPUT: result["output"], SUMMARY: summary_json(result["summary"])}
