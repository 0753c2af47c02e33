"""The algorithm ``satdl:decrappify``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from sat_dl_plugin.contract.jobs import DecrappifyJob
from sat_dl_plugin.contract.text_forms import parse_bands
from sat_dl_plugin.processing.enhancing import NetworkEnhancement


class Decrappify(NetworkEnhancement):
    """Sharpen and clean a raster with a trained network."""

    def name(self) -> str:
        """Return the fixed id."""
        return "decrappify"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Decrappify")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("super-resolution,sharpen,deblur,denoise,jpeg,repair,onnx").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Sharpens and cleans a raster with a network trained on sharp imagery.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The network was trained on sharp imagery that had been blurred, coarsened and made "
            "noisy. Averaged to the pixels of the input, the result of an x2 or x4 model is the "
            "input again, but finer detail is a guess: it is for viewing and drawing, not for "
            "measuring. Bands that the network does not know, such as near infrared, get the "
            "detail of those it does, so that indices still work. Nodata stays nodata and does not "
            "blur into its neighbours."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_input(
            self.tr("Input raster"),
            self.tr(
                "Imagery of any band count, data type and CRS; red, green and blue are found by "
                "name. Server layers (XYZ, WMS, WCS) are copied first and need an extent."
            ),
        )
        self.add_model()
        self.add_area()
        self.add_tile_and_device()
        self.add_results()

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> DecrappifyJob:
        """Translate Processing parameters into a job, running nothing."""
        self.check_enhancer(self.model(parameters, context))
        path = self.raster_path(parameters, self.INPUT, context)
        return DecrappifyJob(
            input=path,
            output=self.output_path(parameters, self.OUTPUT, context),
            residual=self.optional_output_path(parameters, self.RESIDUAL, context),
            **self.model_fields(parameters, context),
            **self.machine_fields(parameters, context),
            **self.region_fields(parameters, context, path),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        parse_bands(self.parameterAsString(parameters, self.BANDS, context))
        self.check_enhancer(self.model(parameters, context))
        super().check(parameters, context)
