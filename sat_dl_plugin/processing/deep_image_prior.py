"""The algorithm ``satdl:deepimageprior``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
)

from sat_dl_plugin.contract.jobs import PRIOR_SCALES, PRIOR_TASKS, PriorJob
from sat_dl_plugin.processing.enhancing import PriorEnhancement


class DeepImagePrior(PriorEnhancement):
    """Super-resolve, denoise or fill a raster by a network fitted to that raster alone."""

    TASK = "TASK"

    def name(self) -> str:
        """Return the fixed id."""
        return "deepimageprior"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Deep image prior")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("super-resolution,sharpen,denoise,noise,fill,gaps,stripes,inpaint").split(
            ","
        )

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Makes a raster finer, removes its noise, or fills its gaps.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "A small network is fitted to this raster alone, all bands together; no other image is "
            "involved. It stops by itself before it learns the noise. The result agrees with the "
            "input, but detail finer than the pixels of the input is a guess: it is for viewing "
            "and drawing, not for measuring. A stopped run continues where it was. Needs the "
            "runtime for training (PyTorch)."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_input(
            self.tr("Input raster"),
            self.tr(
                "Imagery of any band count and data type. Nodata, alpha and mask bands are kept as "
                "they are. Server layers (XYZ, WMS, WCS) are copied first and need an extent."
            ),
        )
        self._add_task()
        self.add_area()
        self.add_fitting()
        self.add_tile_and_device()
        self.add_results()

    def _add_task(self) -> None:
        self.add(
            QgsProcessingParameterEnum(
                self.TASK,
                self.tr("Task"),
                options=[
                    self.tr("Super-resolve: more and finer pixels"),
                    self.tr("Denoise: the same pixels without noise"),
                    self.tr("Fill nodata: gaps and stripes"),
                ],
                defaultValue=0,
            ),
            self.tr(
                "0 super-resolve, 1 denoise, 2 fill nodata. Gaps are filled up to 32 pixels from "
                "the nearest valid pixel; valid pixels keep their values."
            ),
        )
        self.add_prior_scale(
            PRIOR_SCALES,
            self.tr(
                "Super-resolve only: result pixels per input pixel along each side; 2 turns 10 m "
                "pixels into 5 m. Time and disk space grow with the square of it."
            ),
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> PriorJob:
        """Translate Processing parameters into a job, running nothing."""
        path = self.raster_path(parameters, self.INPUT, context)
        return PriorJob(
            input=path,
            output=self.output_path(parameters, self.OUTPUT, context),
            residual=self.optional_output_path(parameters, self.RESIDUAL, context),
            task=PRIOR_TASKS[self.parameterAsEnum(parameters, self.TASK, context)],
            **self.fitting_fields(parameters, context),
            **self.machine_fields(parameters, context),
            **self.region_fields(parameters, context, path),
        )
