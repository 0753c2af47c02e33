"""The algorithm ``satdl:enhance``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CHAIN_SCALES, ENHANCE_STEPS, EnhanceJob
from sat_dl_plugin.contract.text_forms import parse_bands, split_entries
from sat_dl_plugin.processing.enhancing import NetworkEnhancement, PriorEnhancement
from sat_dl_plugin.processing.model_parameter import DEFAULT_CHAIN_ENHANCER

_NETWORK_STEP = "decrappify"


class Enhance(NetworkEnhancement, PriorEnhancement):
    """Enhance a raster in several steps."""

    STEPS = "STEPS"

    def name(self) -> str:
        """Return the fixed id."""
        return "enhance"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Enhance in steps")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("super-resolution,sharpen,denoise,chain,prior,decrappify,fields").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Enhances a raster in steps, such as deep image prior, then Decrappify.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Each step works on the result of the previous one, and scales multiply: two steps of "
            "x2 turn 10 m pixels into 2.5 m. The result is compared with the input, not with the "
            "steps between. Detail finer than the pixels of the input is a guess: it is for "
            "viewing and drawing, not for measuring. Needs the runtime for training (PyTorch)."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_input(
            self.tr("Input raster"),
            self.tr(
                "Imagery of any band count, data type and CRS. Server layers (XYZ, WMS, WCS) are "
                "copied first and need an extent."
            ),
        )
        self.add(
            QgsProcessingParameterString(
                self.STEPS, self.tr("Steps"), defaultValue="; ".join(EnhanceJob.steps)
            ),
            self.tr(
                "Steps in this order, separated by semicolons: “prior” removes noise or makes "
                "finer pixels with a deep image prior (see Scale), “denoise” and “fill” are its "
                "other tasks, and “decrappify” runs the model. A step may be repeated."
            ),
        )
        self.add_prior_scale(
            CHAIN_SCALES,
            self.tr(
                "For each step “prior”: pixels of its result per pixel along each side. 1 keeps "
                "the pixels and only removes their noise, so that the model sharpens borders and "
                "not noise. Time and disk space grow with the square of the scales of all steps "
                "together."
            ),
        )
        self.add_model(DEFAULT_CHAIN_ENHANCER)
        self.add_area()
        self.add_fitting()
        self.add_tile_and_device()
        self.add_results()

    def steps(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[str, ...]:
        """Return the steps in ``STEPS``.

        Raises:
            UsageError: If there is none, or one is unknown.
        """
        given = split_entries(self.parameterAsString(parameters, self.STEPS, context).lower())
        unknown = [step for step in given if step not in ENHANCE_STEPS]
        if unknown or not given:
            raise UsageError(
                self.tr("Step “{}” is unknown").format(unknown[0])
                if unknown
                else self.tr("No step is given"),
                todo=self.tr("Use one or more of {}").format(", ".join(ENHANCE_STEPS)),
            )
        return tuple(given)

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> EnhanceJob:
        """Translate Processing parameters into a job, running nothing."""
        steps = self._checked_steps(parameters, context)
        path = self.raster_path(parameters, self.INPUT, context)
        fields = self.model_fields(parameters, context)
        if _NETWORK_STEP not in steps:
            fields["model"] = ""
        return EnhanceJob(
            input=path,
            output=self.output_path(parameters, self.OUTPUT, context),
            residual=self.optional_output_path(parameters, self.RESIDUAL, context),
            steps=steps,
            **fields,
            **self.fitting_fields(parameters, context),
            **self.machine_fields(parameters, context),
            **self.region_fields(parameters, context, path),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        parse_bands(self.parameterAsString(parameters, self.BANDS, context))
        self._checked_steps(parameters, context)
        super().check(parameters, context)

    def _checked_steps(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[str, ...]:
        steps = self.steps(parameters, context)
        if _NETWORK_STEP in steps:
            self.check_enhancer(self.model(parameters, context))
        return steps
