"""The algorithm ``satdl:importmodel``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import ImportJob
from sat_dl_plugin.contract.text_forms import parse_classes, split_entries
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.settings import models_folder


class ImportModel(EngineAlgorithm):
    """Check a network from anywhere and put it among the user's models."""

    MODEL = "MODEL"
    NAME = "NAME"
    GSD = "GSD"
    CLASSES = "CLASSES"
    OVERWRITE = "OVERWRITE"
    MODEL_NAME = "MODEL_NAME"

    group_id = "models"

    def name(self) -> str:
        """Return the fixed id."""
        return "importmodel"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Import model")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("model card,onnx,network,install,deepness,esri,mlm").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Checks an ONNX network, completes its card and installs it under a name.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "What the network needs is read from its card, a STAC MLM item or Esri .emd next to "
            "it, Deepness metadata or the graph itself; values given here take precedence. The log "
            "lists what had to be guessed, such as the resolution in metres per pixel or the class "
            "names."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            QgsProcessingParameterFile(
                self.MODEL,
                self.tr("Network"),
                fileFilter=self.tr("Networks and sets of them (*.onnx *.set.json)"),
            ),
            self.tr(
                "ONNX file, or the .set.json of a set, whose members are imported with it. Files "
                "that could run code (pickles, .pt, .pth) are refused."
            ),
        )
        self.add(
            QgsProcessingParameterString(self.NAME, self.tr("Name"), optional=True),
            self.tr(
                "Name of the installed model. If empty, the name in its card, or else of the file."
            ),
        )
        self._add_card_fields()
        self.add(
            QgsProcessingParameterBoolean(
                self.OVERWRITE, self.tr("Replace a model of the same name"), defaultValue=False
            ),
            self.tr("Replaces an installed model of the same name."),
        )
        self.addOutput(QgsProcessingOutputFile(self.OUTPUT, self.tr("Installed network")))
        self.addOutput(QgsProcessingOutputString(self.MODEL_NAME, self.tr("Name of the model")))

    def _add_card_fields(self) -> None:
        gsd = QgsProcessingParameterNumber(
            self.GSD,
            self.tr("Resolution (metres per pixel)"),
            type=QgsProcessingParameterNumber.Type.Double,
            optional=True,
            minValue=0.001,
            maxValue=100_000.0,
        )
        gsd.setMetadata({"widget_wrapper": {"decimals": 3}})
        self.add(
            gsd,
            self.tr(
                "Metres per pixel the network was trained at; read from the model if empty. If "
                "unknown, rasters are used at their own resolution."
            ),
        )
        self.add(
            QgsProcessingParameterString(self.BANDS, self.tr("Bands"), optional=True),
            self.tr(
                "Common names of the input bands in their order, for example “red; green; blue; "
                "nir”; read or guessed if empty."
            ),
        )
        self.add(
            QgsProcessingParameterString(self.CLASSES, self.tr("Classes"), optional=True),
            self.tr(
                "Class names in the order of the output channels, for example “background; "
                "building; road”; “8=water” also sets the value in the class raster (0 to 254, 0 "
                "for the background). Read from the model if empty."
            ),
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> ImportJob:
        """Translate Processing parameters into a job, running nothing."""
        return ImportJob(
            model=self._network(parameters, context),
            models_folder=str(models_folder()),
            changes=self._changes(parameters, context),
            overwrite=self.parameterAsBoolean(parameters, self.OVERWRITE, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self._network(parameters, context)
        self._changes(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return where the network went and its name."""
        return {self.OUTPUT: result["output"], self.MODEL_NAME: result["name"]}

    def _network(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        path: str = self.parameterAsFile(parameters, self.MODEL, context)
        if not Path(path).is_file():
            raise InputError(
                self.tr("Network {!r} does not exist").format(path),
                todo=self.tr("Choose an ONNX file"),
            )
        return path

    def _changes(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        name = self.parameterAsString(parameters, self.NAME, context).strip()
        if name:
            changes["name"] = name
        if parameters.get(self.GSD) is not None:
            changes["gsd_m"] = self.parameterAsDouble(parameters, self.GSD, context)
        bands = split_entries(self.parameterAsString(parameters, self.BANDS, context))
        if bands:
            changes["bands"] = bands
        classes = parse_classes(self.parameterAsString(parameters, self.CLASSES, context))
        if classes:
            changes["classes"] = classes
        return changes
