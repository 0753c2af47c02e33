"""What the algorithms that train networks share: when to end, how fast to learn, where to write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
    QgsRasterLayer,
)

from sat_dl_plugin.contract.errors import InputError, OutputError, UsageError
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.contract.tile_states import STATE_FIELD
from sat_dl_plugin.processing.analysing import CLASS_FIELDS
from sat_dl_plugin.processing.engine_algorithm import DEVICES, is_empty
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.processing.installed_models import network_path
from sat_dl_plugin.processing.labelling import LAST_SEED, STATUS_FIELD, LabelledAlgorithm
from sat_dl_plugin.processing.model_installation import (
    check_installable,
    install_model,
    is_installed,
)
from sat_dl_plugin.processing.polygon_export import PolygonExport
from sat_dl_plugin.processing.workers import Worker

_NETWORK = ".onnx"
_WEIGHTS = (_NETWORK, ".safetensors", ".npz")

_MOST_EPOCHS = 100_000
_MOST_MINUTES = 100_000.0
_MOST_PATCHES = 1024


class TrainingAlgorithm(LabelledAlgorithm):
    """Base of the algorithms that end with a network."""

    START_FROM = "START_FROM"
    EPOCHS = "EPOCHS"
    TIME_LIMIT = "TIME_LIMIT"
    BATCH = "BATCH"
    LEARNING_RATE = "LEARNING_RATE"
    PATIENCE = "PATIENCE"
    INSTALL = "INSTALL"
    DRY_RUN = "DRY_RUN"

    group_id: ClassVar[str] = "train"
    runtime_kind: ClassVar[str] = "full"

    _wants_installation = False
    """Set by `prepareAlgorithm`."""

    def __init__(self) -> None:
        super().__init__()
        self._polygons: list[PolygonExport] = []

    # Parameters

    def add_ends(self) -> None:
        """Add ``EPOCHS``, ``TIME_LIMIT`` and ``SEED``."""
        self.add_number(
            self.EPOCHS,
            self.tr("Epochs"),
            self.tr(
                "Most rounds of 100 batches. 0 means no limit, which then needs a time limit. "
                "Training ends sooner when it no longer gets better."
            ),
            (50, 0, _MOST_EPOCHS),
        )
        self.add_decimal(
            self.TIME_LIMIT,
            self.tr("Time limit (minutes)"),
            self.tr(
                "Longest time of training in minutes, over all runs when it goes on after a stop. "
                "0 means no limit."
            ),
            (0.0, 0.0, _MOST_MINUTES),
        )
        self.add_number(
            self.SEED,
            self.tr("Seed"),
            self.tr(
                "A whole number; the same one sets the same ground aside and draws the same "
                "patches. Two computers still do not reckon exactly alike."
            ),
            (0, 0, LAST_SEED),
        )

    def add_steps(self) -> None:
        """Add the advanced ``BATCH``, ``LEARNING_RATE`` and ``PATIENCE``."""
        self.add_number(
            self.BATCH,
            self.tr("Patches in a batch"),
            self.tr("How many patches are learnt from at once. Fewer need less memory."),
            (16, 1, _MOST_PATCHES),
            advanced=True,
        )
        self.add_decimal(
            self.LEARNING_RATE,
            self.tr("Learning rate"),
            self.tr("Largest step of the weights, without unit; 0 finds one by trial."),
            (0.0, 0.0, 1.0),
            decimals=6,
            advanced=True,
        )
        self.add_number(
            self.PATIENCE,
            self.tr("Patience (epochs)"),
            self.tr(
                "After so many epochs that are no better, training ends; 0 means never before "
                "the epochs or the time are over."
            ),
            (12, 0, _MOST_EPOCHS),
            advanced=True,
        )

    def add_device(self) -> None:
        """Add the advanced ``DEVICE``."""
        self.add(
            QgsProcessingParameterEnum(
                self.DEVICE,
                self.tr("Device"),
                options=list(DEVICES),
                defaultValue=DEVICES[0],
                usesStaticStrings=True,
            ),
            self.tr(
                "What computes: auto takes the best there is; cpu or cuda (NVIDIA, cuda:1 is the "
                "second one) insist on one. The log says which one was used."
            ),
            advanced=True,
        )

    def add_switches(self) -> None:
        """Add the advanced ``INSTALL`` and ``DRY_RUN``."""
        self.add(
            QgsProcessingParameterBoolean(
                self.INSTALL, self.tr("Put it among the installed models"), defaultValue=True
            ),
            self.tr(
                "Copies the model to the installed ones, so that it can be chosen by its name. A "
                "temporary file is not copied."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(self.DRY_RUN, self.tr("Only check"), defaultValue=False),
            self.tr(
                "Says in seconds what would be learnt from and what speaks against it; nothing is "
                "trained or written."
            ),
            advanced=True,
        )

    def add_destinations(self) -> None:
        """Add ``OUTPUT`` and the optional ``REPORT``."""
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Trained model"), self.tr("ONNX networks (*.onnx)")
            ),
            self.tr(
                "ONNX file with its card inside and beside it. It is called as its file. While "
                "training, a folder of the same name with “.training” behind it holds what is "
                "needed to go on."
            ),
        )
        self.add(
            QgsProcessingParameterFolderDestination(
                self.REPORT, self.tr("Report folder"), optional=True
            ),
            self.tr(
                "Folder for a page with curves, scores, pictures of the best and worst patches and "
                "the data; one HTML file that needs no other."
            ),
        )

    def add_decimal(
        self,
        name: str,
        description: str,
        help_text: str,
        numbers: tuple[float, float, float],
        *,
        decimals: int = 2,
        advanced: bool = False,
    ) -> None:
        """Add a number, given its default, least and largest value."""
        default, least, most = numbers
        definition = QgsProcessingParameterNumber(
            name,
            description,
            type=QgsProcessingParameterNumber.Type.Double,
            defaultValue=default,
            minValue=least,
            maxValue=most,
        )
        definition.setMetadata({"widget_wrapper": {"decimals": decimals}})
        self.add(definition, help_text, advanced=advanced)

    # From parameters to a job

    def text(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> str:
        """Return a text without the blanks around it."""
        return self.parameterAsString(parameters, name, context).strip()

    def model_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return the file of the model.

        Raises:
            OutputError: If there is none.
        """
        path: str = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if not path:
            raise OutputError(
                self.tr("No file is given for the model"),
                todo=self.tr("Name a file, or let it be temporary"),
            )
        return path if Path(path).suffix.lower() == _NETWORK else path + _NETWORK

    def report_folder(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Optional[str]:
        """Return the folder of the report, or None when it is not wanted."""
        path = self.report_path(parameters, context)
        # QGIS ends a temporary name with the dot of an extension that a folder does not have.
        return path.rstrip(".") if path else None

    def end_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields of a job that say when training ends.

        Raises:
            UsageError: If it never would.
        """
        epochs = self.parameterAsInt(parameters, self.EPOCHS, context)
        minutes = self.parameterAsDouble(parameters, self.TIME_LIMIT, context)
        if not epochs and not minutes:
            raise UsageError(
                self.tr("Training would never end"),
                self.tr("Neither the epochs nor the time have a limit"),
                self.tr("Give one of the two"),
            )
        return {
            "epochs": epochs,
            "time_limit_s": 60.0 * minutes,
            "patience": self.parameterAsInt(parameters, self.PATIENCE, context),
        }

    def check_start(self, model: str) -> None:
        """Raise an `InputError` when a model to start from is not there or has no weights."""
        path = network_path(model)
        if not model or (path is not None and path.suffix.lower() in _WEIGHTS):
            return
        if path is None:
            self.check_models((model,))
        raise InputError(
            self.tr("{} cannot be started from").format(model),
            self.tr("Its file holds no weights of one network: {}").format(", ".join(_WEIGHTS)),
            self.tr("Choose another model, or leave “Start from” empty"),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self.check_start(self.text(parameters, self.START_FROM, context))
        self.end_fields(parameters, context)
        if self._installs(parameters, context):
            check_installable(Path(self.model_path(parameters, context)))
        super().check(parameters, context)

    def labels_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return a path of the labels, which polygons are written to when the run begins."""
        layer = self.classes_layer(parameters, self.LABELS, context)
        if isinstance(layer, QgsRasterLayer):
            return self.raster_path(parameters, self.LABELS, context)
        field = self.class_field(parameters, context)
        fields = (field, STATUS_FIELD) if field else CLASS_FIELDS
        source = self.parameterAsSource(parameters, self.LABELS, context)
        return self._written_later(
            source, context, self.tr("Layer “{}”").format(layer.name()), fields
        )

    def area_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Optional[str]:
        """Return a path of the labelled area, which is written when the run begins, or None.

        Raises:
            InputError: If the layer cannot be opened.
        """
        if is_empty(parameters.get(self.AREA)):
            return None
        source = self.parameterAsSource(parameters, self.AREA, context)
        if source is None:
            raise InputError(
                self.tr("The area {!r} cannot be opened").format(str(parameters[self.AREA])),
                todo=self.tr("Choose a polygon layer"),
            )
        return self._written_later(source, context, self.tr("The area"), (STATE_FIELD,))

    def _written_later(
        self,
        source: QgsProcessingFeatureSource,
        context: QgsProcessingContext,
        owner: str,
        fields: Sequence[str],
    ) -> str:
        export = PolygonExport(source, context, owner, fields)
        self._polygons.append(export)
        return export.path

    # Running

    def prepareAlgorithm(  # noqa: N802 (Qt name)
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Build the job; runs on the main thread."""
        self._polygons = []
        self._wants_installation = self._installs(parameters, context)
        return super().prepareAlgorithm(parameters, context, feedback)

    def export_layers(self, worker: Worker, reporter: FeedbackReporter) -> Reporter:
        """Write layers that the engine cannot open, in the thread of the run.

        A label layer may have a hundred thousand polygons, which take seconds.
        """
        for export in self._polygons:
            reporter.check_cancelled()
            export.write()
        return super().export_layers(worker, reporter)

    def install(self, model: Path, feedback: QgsProcessingFeedback) -> None:
        """Put a finished model among the installed ones, where that is wanted.

        Raises:
            OutputError: If it cannot be copied.
        """
        if self._wants_installation and not is_installed(model):
            installed = install_model(model)
            feedback.pushInfo(self.tr("Installed as “{}”.").format(installed.stem))

    def _installs(self, parameters: dict[str, Any], context: QgsProcessingContext) -> bool:
        if self.parameterAsBool(parameters, self.DRY_RUN, context):
            return False
        if parameters.get(self.OUTPUT) in (None, "", QgsProcessing.TEMPORARY_OUTPUT):
            return False
        return self.parameterAsBool(parameters, self.INSTALL, context)
