"""The algorithm ``satdl:segment``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
)

from sat_dl_plugin.contract.jobs import SegmentJob
from sat_dl_plugin.processing.segmenting import SegmentingAlgorithm
from sat_dl_plugin.processing.summary import log_summary
from sat_dl_plugin.styling.post_processors import style_class_raster


class Segment(SegmentingAlgorithm):
    """Label every pixel of a raster with a class of the chosen models."""

    def name(self) -> str:
        """Return the fixed id."""
        return "segment"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Segment raster")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("deep learning,classification,classify,network,onnx,land cover").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Assigns every pixel of an image a class, using one or more models.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The class raster has the pixels, extent and CRS of the input; 0 is no class, 255 is "
            "nodata. “Clean classes” removes speckle, “Polygonize classes” turns it into polygons."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_network()
        self.add_tuning()
        self.add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Classes")),
            self.tr(
                "8-bit GeoTIFF with class names and colours, 0 for no class and 255 for nodata."
            ),
        )
        self.add_probabilities()

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> SegmentJob:
        """Translate Processing parameters into a job, running nothing."""
        return self.segment_job(
            parameters,
            context,
            output=self.output_path(parameters, self.OUTPUT, context),
            probabilities=self.optional_output_path(parameters, self.PROBABILITIES, context),
        )

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the rasters, the classes styled."""
        log_summary(result["summary"], feedback)
        style_class_raster(context, result["output"], result["legend"])
        outputs = {self.OUTPUT: result["output"]}
        if result.get("probabilities"):
            outputs[self.PROBABILITIES] = result["probabilities"]
        return outputs
