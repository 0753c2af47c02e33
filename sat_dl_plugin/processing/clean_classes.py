"""The algorithm ``satdl:cleanclasses``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
)

from sat_dl_plugin.contract.jobs import CleanJob
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.segmenting import add_rules, rules_of
from sat_dl_plugin.processing.summary import log_summary
from sat_dl_plugin.styling.post_processors import style_class_raster


class CleanClasses(EngineAlgorithm):
    """Remove speckle from a class raster, by rules per class."""

    def name(self) -> str:
        """Return the fixed id."""
        return "cleanclasses"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Clean classes")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("sieve,morphology,opening,closing,holes,majority,speckle").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Removes small objects and holes of a class raster and smooths its edges.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Every class has its own rule: opening and closing in pixels, smallest object and "
            "largest hole in m². "
            "Pixels that lose their class become 0; nodata (255) stays nodata."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_input(
            self.tr("Class raster"),
            self.tr("Class raster of “Segment raster”, or any raster of whole numbers 0 to 255."),
        )
        add_rules(self, advanced=False)
        self.add_region()
        self.add(
            QgsProcessingParameterRasterDestination(self.OUTPUT, self.tr("Cleaned classes")),
            self.tr("8-bit GeoTIFF on the pixels of the input; 255 is nodata."),
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> CleanJob:
        """Translate Processing parameters into a job, running nothing."""
        rules = rules_of(self, parameters, context)
        path = self.raster_path(parameters, self.INPUT, context)
        return CleanJob(
            input=path,
            output=self.output_path(parameters, self.OUTPUT, context),
            rules=rules,
            **self.region_fields(parameters, context, path),
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
        """Return the raster, styled."""
        log_summary(result["summary"], feedback)
        style_class_raster(context, result["output"], result["legend"])
        return {self.OUTPUT: result["output"]}
