"""The algorithm ``satdl:importpromptable``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFolder,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import ImportPromptableJob
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.settings import models_folder


class ImportPromptable(EngineAlgorithm):
    """Put a network that segments what is clicked among the user's models."""

    ENCODER = "ENCODER"
    DECODER = "DECODER"
    NAME = "NAME"
    OVERWRITE = "OVERWRITE"
    MODEL_NAME = "MODEL_NAME"

    group_id: ClassVar[str] = "models"

    def name(self) -> str:
        """Return the fixed id."""
        return "importpromptable"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Import promptable network")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("segment anything,sam,mobilesam,efficientsam,click,prompt,onnx").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Installs a network that outlines what is clicked, such as SAM.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Such a network consists of two ONNX files: the encoder looks at the image once, and "
            "the decoder answers every click. Exports of SAM and MobileSAM (inputs "
            "image_embeddings, point_coords, point_labels) and of EfficientSAM (batched_images, "
            "batched_point_coords, batched_point_labels) are supported. Both files are tested on a "
            "small generated image first. “Click to segment” on the Review page then uses the "
            "network. Sat DL does not download any: check the licence of the one you choose."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        for name, description, text in (
            (self.ENCODER, self.tr("Encoder"), self.tr("ONNX file that encodes the image.")),
            (
                self.DECODER,
                self.tr("Decoder"),
                self.tr("ONNX file that turns clicks into outlines."),
            ),
        ):
            self.add(
                QgsProcessingParameterFile(
                    name, description, fileFilter=self.tr("ONNX networks (*.onnx)")
                ),
                text,
            )
        self.add(
            QgsProcessingParameterString(self.NAME, self.tr("Name"), optional=True),
            self.tr("Name of the network; if empty, that of the encoder file."),
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.OVERWRITE, self.tr("Replace a network of the same name"), defaultValue=False
            ),
            self.tr("Replaces an installed network of the same name."),
        )
        self.addOutput(QgsProcessingOutputFolder(self.OUTPUT, self.tr("Installed network")))
        self.addOutput(QgsProcessingOutputString(self.MODEL_NAME, self.tr("Name of the network")))

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> ImportPromptableJob:
        """Translate Processing parameters into a job, running nothing."""
        return ImportPromptableJob(
            encoder=self._file(parameters, self.ENCODER, context),
            decoder=self._file(parameters, self.DECODER, context),
            models_folder=str(models_folder()),
            name=self.parameterAsString(parameters, self.NAME, context).strip(),
            overwrite=self.parameterAsBoolean(parameters, self.OVERWRITE, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for files that are not there."""
        for name in (self.ENCODER, self.DECODER):
            self._file(parameters, name, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return where the network went and its name."""
        return {self.OUTPUT: result["output"], self.MODEL_NAME: result["name"]}

    def _file(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        path: str = self.parameterAsFile(parameters, name, context)
        if not Path(path).is_file():
            raise InputError(
                self.tr("Network {!r} does not exist").format(path),
                todo=self.tr("Choose an ONNX file"),
            )
        return path
