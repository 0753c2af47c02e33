"""The algorithm ``satdl:describemodel``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFileDestination,
)

from sat_dl_plugin.contract.jobs import DescribeJob
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.settings import models_folder


class DescribeModel(EngineAlgorithm):
    """Explain a model: what it sees, what it finds, and how well."""

    MODEL = "MODEL"

    group_id = "models"

    def name(self) -> str:
        """Return the fixed id."""
        return "describemodel"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Describe model")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("model card,onnx,network,legend,classes").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Writes a page that describes a model: bands, resolution, classes, scores.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The page lists the bands the model needs and its resolution (metres per pixel), the "
            "classes it finds with their thresholds (0 to 1) and cleaning rules (pixels, m²), its "
            "scores, its licence, and where each fact was read."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            model_parameter(self.MODEL, self.tr("Model"), several=False),
            self.tr("Name of an installed model, or path of an ONNX file or of a set."),
        )
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Description"), self.tr("HTML files (*.html)")
            ),
            self.tr("The page, one HTML file."),
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> DescribeJob:
        """Translate Processing parameters into a job, running nothing."""
        model = self.parameterAsString(parameters, self.MODEL, context).strip()
        self.check_models((model,) if model else ())
        return DescribeJob(
            model=model,
            output=self.parameterAsFileOutput(parameters, self.OUTPUT, context),
            models_folder=str(models_folder()),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        model = self.parameterAsString(parameters, self.MODEL, context).strip()
        self.check_models((model,) if model else ())
