"""What the algorithms that run networks share: models, quality, thresholds, cleaning rules."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import QUALITIES, CleaningRule, SegmentJob
from sat_dl_plugin.contract.text_forms import (
    parse_bands,
    parse_rules,
    parse_thresholds,
    parse_weights,
)
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.installed_models import SEGMENTATION, chosen_models
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.settings import models_folder

RULES = "RULES"


class SegmentingAlgorithm(EngineAlgorithm):
    """Base of the algorithms that run segmentation networks on a raster."""

    MODELS = "MODELS"
    WEIGHTS = "WEIGHTS"
    QUALITY = "QUALITY"
    THRESHOLDS = "THRESHOLDS"
    PROBABILITIES = "PROBABILITIES"

    takes_pictures = True

    def add_network(self) -> None:
        """Add ``INPUT``, ``MODELS``, ``QUALITY``, ``EXTENT``, ``MASK`` and ``THRESHOLDS``."""
        self.add_input(
            tr("Input raster"),
            tr(
                "Imagery of any band count, data type and CRS. It is resampled to the model's "
                "resolution (metres per pixel), and the result comes back on its own pixels. "
                "Pixels that are nodata, transparent or masked get no class. Server layers (XYZ, "
                "WMS, WCS) are copied first and need an extent."
            ),
        )
        self.add(
            model_parameter(self.MODELS, tr("Models"), several=True, task=SEGMENTATION),
            tr(
                "One or more models, separated by semicolons: names of installed models, or paths "
                "of ONNX files or sets. Models with the same classes are averaged, others are "
                "merged."
            ),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.QUALITY,
                tr("Quality"),
                options=[
                    tr("Fast: every pixel once, without seams"),
                    tr("Balanced: averaged over 8 flips and rotations, about 8 times slower"),
                    tr("Best: also the scales that improve this model, up to 20 times slower"),
                ],
                defaultValue=0,
            ),
            tr("How often each pixel is predicted and averaged: 0 fast, 1 balanced, 2 best."),
        )
        self.add_region()

    def add_tuning(self) -> None:
        """Add the advanced ``THRESHOLDS``, ``WEIGHTS``, ``BANDS``, ``TILE`` and ``DEVICE``."""
        self.add(
            QgsProcessingParameterString(
                self.THRESHOLDS, tr("Thresholds per class"), optional=True
            ),
            tr(
                "Minimum probability, 0 to 1, for a pixel to get a class: “building=0.4; "
                "road=off”, where “off” leaves a class out. Classes are given by name or id; "
                "others keep the threshold of the model."
            ),
            advanced=True,
        )
        self.add_weights()
        self.add_bands()
        self.add_machine()

    def add_weights(self) -> None:
        """Add the advanced ``WEIGHTS``; algorithms that run one model leave it out."""
        self.add(
            QgsProcessingParameterString(self.WEIGHTS, tr("Weights of the models"), optional=True),
            tr(
                "Weight of each model where several have a class, in their order and above 0: “2; "
                "1” counts the first twice as much. Equal weights if empty."
            ),
            advanced=True,
        )

    def add_probabilities(self) -> None:
        """Add the optional raster destination ``PROBABILITIES``."""
        self.add(
            QgsProcessingParameterRasterDestination(
                self.PROBABILITIES, tr("Probabilities"), optional=True, createByDefault=False
            ),
            tr(
                "One band per class on the pixels of the input, 8-bit: 0 to 254 stand for a "
                "probability of 0 to 1, 255 is nodata."
            ),
        )

    def models(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[str, ...]:
        """Return the names or paths in ``MODELS``."""
        return chosen_models(self.parameterAsString(parameters, self.MODELS, context))

    def segment_job(
        self, parameters: dict[str, Any], context: QgsProcessingContext, **fields: Any
    ) -> SegmentJob:
        """Return the segmentation part of a job.

        Args:
            parameters: Values of the algorithm.
            context: Context of the run.
            **fields: The fields of the job that differ between algorithms.

        Raises:
            SatDlError: If a parameter cannot be used.
        """
        models = self.models(parameters, context)
        self.check_models(models)
        path = self.raster_path(parameters, self.INPUT, context)
        return SegmentJob(
            input=path,
            models=models,
            weights=self._weights(parameters, context, models),
            quality=QUALITIES[self.parameterAsEnum(parameters, self.QUALITY, context)],
            thresholds=parse_thresholds(
                self.parameterAsString(parameters, self.THRESHOLDS, context)
            ),
            bands=parse_bands(self.parameterAsString(parameters, self.BANDS, context)),
            tile=self.parameterAsInt(parameters, self.TILE, context),
            device=self.device(parameters, context),
            models_folder=str(models_folder()),
            **self.region_fields(parameters, context, path),
            **fields,
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        parse_thresholds(self.parameterAsString(parameters, self.THRESHOLDS, context))
        parse_bands(self.parameterAsString(parameters, self.BANDS, context))
        models = self.models(parameters, context)
        self.check_models(models)
        self._weights(parameters, context, models)
        super().check(parameters, context)

    def _weights(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        models: tuple[str, ...],
    ) -> tuple[float, ...]:
        weights = parse_weights(self.parameterAsString(parameters, self.WEIGHTS, context))
        if weights and len(weights) != len(models):
            raise UsageError(
                tr("{} weights are given for {} models").format(len(weights), len(models)),
                todo=tr("Give one weight for each model, in their order, or none"),
            )
        return weights


def add_rules(algorithm: EngineAlgorithm, *, advanced: bool) -> None:
    """Add the cleaning rules ``RULES`` to an algorithm."""
    algorithm.add(
        QgsProcessingParameterString(RULES, tr("Cleaning rules"), optional=True, multiLine=True),
        tr(
            "One rule per class, separated by semicolons or lines: “building: opening=1 closing=1 "
            "min_object=20 max_hole=10; road: closing=2”. Opening and closing are radii in pixels "
            "of the class raster; min_object (smallest object) and max_hole (largest hole that is "
            "filled) are in m². Omitted parts of a rule are off. Classes without a rule, or all if "
            "empty, keep the rules of the model."
        ),
        advanced=advanced,
    )


def rules_of(
    algorithm: EngineAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, CleaningRule]:
    """Return the parsed ``RULES``.

    Raises:
        UsageError: If the text cannot be understood.
    """
    return parse_rules(algorithm.parameterAsString(parameters, RULES, context))
