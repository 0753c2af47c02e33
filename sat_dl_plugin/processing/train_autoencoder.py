"""The algorithm ``satdl:trainautoencoder``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
)

from sat_dl_plugin.contract.jobs import LARGEST_BOTTLENECK, TrainAutoencoderJob
from sat_dl_plugin.processing.chip_training import ChipTrainingAlgorithm


class TrainAutoencoder(ChipTrainingAlgorithm):
    """Train a network that describes places by few numbers."""

    BOTTLENECK = "BOTTLENECK"
    WEIGHTS = "WEIGHTS"
    ERROR = "ERROR"

    def name(self) -> str:
        """Return the fixed id."""
        return "trainautoencoder"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Train autoencoder")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "embedding,features,bottleneck,compression,similarity,change,unsupervised,transfer,"
            "learn,network,pytorch"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Trains a network that describes each place by a few numbers.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "No labels are needed: the network compresses images into a few numbers and learns to "
            "reconstruct them from these alone. The encoder is kept as the model: it gives a few "
            "numbers for every cell of 16 x 16 pixels, and places that look alike get similar "
            "numbers. The weights of the whole network are saved next to it, and “Train "
            "segmentation” can start from either. The error of the reconstruction is in the log "
            "and in the card. A run that was cancelled or interrupted continues where it stopped "
            "when it is started again with the same parameters. Needs the runtime for training "
            "(PyTorch)."
        )

    # Parameters

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_pictures(self.tr("Rasters in this folder and its subfolders are used as well."))
        self.add_number(
            self.BOTTLENECK,
            self.tr("Numbers per cell"),
            self.tr(
                "How many numbers describe a cell of 16 x 16 pixels. Fewer keep only what matters "
                "most, more reconstruct better."
            ),
            (64, 1, LARGEST_BOTTLENECK),
        )
        self.add_start(
            self.tr(
                "A model, or weights (.onnx, .safetensors, .npz), that are copied as far as they "
                "fit and trained further. If empty, training starts from scratch."
            )
        )
        self.add_ends()
        self.add_chips()
        self.add_trained_model(
            self.tr(
                "ONNX file of the encoder, with its card inside and next to it, and the weights of "
                "the whole network next to it (.safetensors). During training, a folder with the "
                "same name and “.training” appended holds what is needed to continue."
            )
        )
        self.addOutput(
            QgsProcessingOutputFile(self.WEIGHTS, self.tr("Weights of the whole network"))
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                self.ERROR, self.tr("Error of the reconstruction (standard deviations)")
            )
        )

    # From parameters to a job

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> TrainAutoencoderJob:
        """Translate Processing parameters into a job, running nothing."""
        return TrainAutoencoderJob(
            **self.chip_fields(parameters, context),
            bottleneck=self.parameterAsInt(parameters, self.BOTTLENECK, context),
        )

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the model, the weights, and how well pictures are drawn again."""
        (metrics,) = result["metrics"].values()
        return {
            self.OUTPUT: result["output"],
            self.WEIGHTS: result["weights"],
            self.CHIPS_USED: result["chips"],
            self.ERROR: metrics["rmse_sd"],
        }
