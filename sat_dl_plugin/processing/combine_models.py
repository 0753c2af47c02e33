"""The algorithm ``satdl:combinemodels``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CombineJob
from sat_dl_plugin.contract.model_set import COMBINATIONS
from sat_dl_plugin.contract.text_forms import parse_scales, parse_thresholds, parse_weights
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.installed_models import SEGMENTATION, chosen_models
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.processing.segmenting import add_rules, rules_of
from sat_dl_plugin.settings import models_folder


class CombineModels(EngineAlgorithm):
    """Save several models as one set, an entry of its own in the list of models."""

    MODELS = "MODELS"
    WEIGHTS = "WEIGHTS"
    SCALES = "SCALES"
    COMBINE = "COMBINE"
    NAME = "NAME"
    THRESHOLDS = "THRESHOLDS"
    OVERWRITE = "OVERWRITE"
    MODEL_NAME = "MODEL_NAME"

    group_id = "models"

    def name(self) -> str:
        """Return the fixed id."""
        return "combinemodels"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Combine models")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("ensemble,average,set,per class,networks,weights,scales").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Saves several models as a set that is used like one model.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "A class is the mean of all members that have it, or comes from a single member. "
            "Members may differ in bands, resolution (metres per pixel) and classes; each gets its "
            "own bands of the raster. The set refers to installed models and checks that they have "
            "not changed; files from elsewhere are imported first."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            model_parameter(
                self.MODELS, self.tr("Models"), several=True, task=SEGMENTATION, default=""
            ),
            self.tr(
                "Members of the set, separated by semicolons: names of installed models, or paths "
                "of ONNX files."
            ),
        )
        self.add(
            QgsProcessingParameterString(self.NAME, self.tr("Name of the set")),
            self.tr("Letters, digits, spaces, dots, dashes and underscores."),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.COMBINE,
                self.tr("Combine by"),
                options=[
                    self.tr("Average: the mean of all models that have the class"),
                    self.tr("Per class: each class from the first model that has it"),
                ],
                defaultValue=0,
            ),
            self.tr("How classes are combined: 0 average, 1 each class from one model."),
        )
        self._add_numbers()
        self._add_legend()
        self.add(
            QgsProcessingParameterBoolean(
                self.OVERWRITE, self.tr("Replace a set of the same name"), defaultValue=False
            ),
            self.tr("Replaces an existing set of the same name."),
        )
        self.addOutput(QgsProcessingOutputFile(self.OUTPUT, self.tr("Saved set")))
        self.addOutput(QgsProcessingOutputString(self.MODEL_NAME, self.tr("Name of the model")))

    def _add_numbers(self) -> None:
        self.add(
            QgsProcessingParameterString(self.WEIGHTS, self.tr("Weights"), optional=True),
            self.tr(
                "Weight of each model in the mean, in the order of the models and above 0: “2; 1” "
                "counts the first twice as much. Equal weights if empty."
            ),
        )
        self.add(
            QgsProcessingParameterString(self.SCALES, self.tr("Scales"), optional=True),
            self.tr(
                "Scales at which each model runs and is averaged; 1 is the resolution it was "
                "trained at. “1 0.5” is for all models, “1 0.5; 1” for one after the other. If "
                "empty, every model runs at 1, and at the scales of its card with the quality best."
            ),
        )

    def _add_legend(self) -> None:
        self.add(
            QgsProcessingParameterString(
                self.THRESHOLDS, self.tr("Thresholds per class"), optional=True
            ),
            self.tr(
                "Minimum probability, 0 to 1, for a pixel to get a class of the set: "
                "“building=0.4; road=off”, where “off” leaves a class out. Other classes get the "
                "mean of the models' thresholds."
            ),
            advanced=True,
        )
        add_rules(self, advanced=True)

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> CombineJob:
        """Translate Processing parameters into a job, running nothing."""
        models = chosen_models(self.parameterAsString(parameters, self.MODELS, context))
        self.check_models(models)
        name = self.parameterAsString(parameters, self.NAME, context).strip()
        if not name:
            raise UsageError(self.tr("The set has no name"), todo=self.tr("Enter a name"))
        return CombineJob(
            models=models,
            models_folder=str(models_folder()),
            name=name,
            combine=COMBINATIONS[self.parameterAsEnum(parameters, self.COMBINE, context)],
            weights=parse_weights(self.parameterAsString(parameters, self.WEIGHTS, context)),
            scales=parse_scales(self.parameterAsString(parameters, self.SCALES, context)),
            thresholds=parse_thresholds(
                self.parameterAsString(parameters, self.THRESHOLDS, context)
            ),
            rules=rules_of(self, parameters, context),
            overwrite=self.parameterAsBoolean(parameters, self.OVERWRITE, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self.build_job(parameters, context, QgsProcessingFeedback())

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return where the set went and its name."""
        return {self.OUTPUT: result["output"], self.MODEL_NAME: result["name"]}
