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
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import (
    InputError,
    OutputError,
    UsageError,
    WorkerDiedError,
)
from sat_dl_plugin.contract.jobs import START_FROM_NOTHING
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.processing.installed_models import network_path
from sat_dl_plugin.processing.labelling import LabelledAlgorithm
from sat_dl_plugin.processing.model_installation import (
    check_installable,
    install_model,
    is_installed,
)
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.processing.polygon_export import PolygonExport
from sat_dl_plugin.processing.workers import Worker
from sat_dl_plugin.settings import models_folder

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
    INSTALL = "INSTALL"
    DRY_RUN = "DRY_RUN"
    INPUTS = "INPUTS"
    GSD = "GSD"
    VALIDATION = "VALIDATION"
    LICENCE = "LICENCE"
    MODEL_NAME = "MODEL_NAME"

    group_id: ClassVar[str] = "train"
    runtime_kind: ClassVar[str] = "full"

    suffix: ClassVar[str] = _NETWORK
    """Ending of the file that is written."""

    _wants_installation = False
    """Set by `prepareAlgorithm`."""

    def __init__(self) -> None:
        super().__init__()
        self._polygons: list[PolygonExport] = []

    # Parameters

    def add_start(self, help_text: str, task: str = "", default: str = "") -> None:
        """Add the optional ``START_FROM``."""
        start = model_parameter(
            self.START_FROM, self.tr("Start from"), several=False, task=task, default=default
        )
        start.setFlags(start.flags() | start.Flag.FlagOptional)
        self.add(start, help_text)

    def add_epochs(self, help_text: str, default: int) -> None:
        """Add ``EPOCHS``."""
        self.add_number(self.EPOCHS, self.tr("Epochs"), help_text, (default, 0, _MOST_EPOCHS))

    def add_time_limit(self, help_text: str = "", default_minutes: float = 0.0) -> None:
        """Add ``TIME_LIMIT``, minutes."""
        self.add_decimal(
            self.TIME_LIMIT,
            self.tr("Time limit (minutes)"),
            help_text
            or self.tr(
                "Longest time of training in minutes, over all runs if it is continued. 0 means no "
                "limit."
            ),
            (default_minutes, 0.0, _MOST_MINUTES),
        )

    def add_batch(self, default: int, help_text: str = "") -> None:
        """Add the advanced ``BATCH``."""
        self.add_number(
            self.BATCH,
            self.tr("Batch size (patches)"),
            help_text
            or self.tr("Number of patches per training step. Smaller batches need less memory."),
            (default, 1, _MOST_PATCHES),
            advanced=True,
        )

    def add_learning_rate(self, default: float, least: float = 0.0, help_text: str = "") -> None:
        """Add the advanced ``LEARNING_RATE``."""
        self.add_decimal(
            self.LEARNING_RATE,
            self.tr("Learning rate"),
            help_text or self.tr("Largest step of the optimiser, without unit."),
            (default, least, 1.0),
            decimals=6,
            advanced=True,
        )

    def add_bands_to_learn(self) -> None:
        """Add the advanced ``BANDS`` and ``GSD`` that a network is built for."""
        self.add_bands(
            self.tr(
                "Bands to train on, in the order of the network: “red=1; green=2; nir=4”, or by "
                "name alone. If empty, all bands of the first raster."
            )
        )
        self.add_decimal(
            self.GSD,
            self.tr("Resolution (metres per pixel)"),
            self.tr(
                "Pixel size the network is trained for, in metres; rasters are resampled to it. 0 "
                "means that of the first raster."
            ),
            (0.0, 0.0, 10_000.0),
            decimals=3,
            advanced=True,
        )

    def add_licence(self) -> None:
        """Add the advanced ``LICENCE``."""
        self.add(
            QgsProcessingParameterString(self.LICENCE, self.tr("Licence"), optional=True),
            self.tr("Licence of the model, written into its card."),
            advanced=True,
        )

    def add_installation(self) -> None:
        """Add the advanced ``INSTALL``."""
        self.add(
            QgsProcessingParameterBoolean(
                self.INSTALL, self.tr("Add to the installed models"), defaultValue=True
            ),
            self.tr(
                "Copies the model to the installed ones, so that it can be selected by name. A "
                "temporary file is not copied."
            ),
            advanced=True,
        )

    def add_dry_run(self) -> None:
        """Add the advanced ``DRY_RUN``."""
        self.add(
            QgsProcessingParameterBoolean(self.DRY_RUN, self.tr("Check only"), defaultValue=False),
            self.tr(
                "Says in seconds what would be trained on and what speaks against it; nothing is "
                "trained or written."
            ),
            advanced=True,
        )

    def add_trained_model(self, help_text: str) -> None:
        """Add ``OUTPUT``, an ONNX file."""
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Trained model"), self.tr("ONNX networks (*.onnx)")
            ),
            help_text,
        )

    def add_report_folder(self, help_text: str) -> None:
        """Add the optional ``REPORT``."""
        self.add(
            QgsProcessingParameterFolderDestination(
                self.REPORT, self.tr("Report folder"), optional=True
            ),
            help_text,
        )

    def add_scores(self, scores: Sequence[tuple[str, str]]) -> None:
        """Add the output ``MODEL_NAME`` and some numbers, as pairs of name and description."""
        self.addOutput(QgsProcessingOutputString(self.MODEL_NAME, self.tr("Name of the model")))
        for name, description in scores:
            self.addOutput(QgsProcessingOutputNumber(name, description))

    # From parameters to a job

    def model_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return the file of the model, with the ending that it has to have.

        Raises:
            OutputError: If there is none.
        """
        path: str = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if not path:
            raise OutputError(
                self.tr("No file is given for the model"),
                todo=self.tr("Choose a file, or use a temporary one"),
            )
        return self.with_suffix(path)

    def with_suffix(self, path: str) -> str:
        """Return a path that has the ending of the file that is written."""
        return path if Path(path).suffix.lower() == self.suffix else path + self.suffix

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
        seconds = self.seconds(parameters, context)
        if not epochs and not seconds:
            raise endless(self.tr("Neither the epochs nor the time has a limit"))
        return {"epochs": epochs, "time_limit_s": seconds}

    def seconds(self, parameters: dict[str, Any], context: QgsProcessingContext) -> float:
        """Return ``TIME_LIMIT`` in seconds."""
        return 60.0 * self.parameterAsDouble(parameters, self.TIME_LIMIT, context)

    def machine_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields that every job of training has: batch, chance, device, models."""
        return {
            "batch_size": self.parameterAsInt(parameters, self.BATCH, context),
            "seed": self.parameterAsInt(parameters, self.SEED, context),
            "device": self.device(parameters, context),
            "models_folder": str(models_folder()),
        }

    def licence(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return ``LICENCE``, or that it is not known."""
        return self.text(parameters, self.LICENCE, context) or "unknown"

    def check_start(self, model: str) -> None:
        """Raise an `InputError` when a model to start from is not there or has no weights."""
        path = network_path(model)
        if model in ("", START_FROM_NOTHING) or (
            path is not None and path.suffix.lower() in _WEIGHTS
        ):
            return
        if path is None:
            self.check_models((model,))
        raise InputError(
            self.tr("Training cannot start from {}").format(model),
            self.tr("Its file does not hold the weights of one network: {}").format(
                ", ".join(_WEIGHTS)
            ),
            self.tr("Choose another model, or leave “Start from” empty"),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self.check_start(self.text(parameters, self.START_FROM, context))
        self.end_fields(parameters, context)
        if self._installs(parameters, context):
            check_installable(Path(self.model_path(parameters, context)))
        super().check(parameters, context)

    def polygons_path(
        self,
        source: QgsProcessingFeatureSource,
        context: QgsProcessingContext,
        owner: str,
        fields: Sequence[str] = (),
    ) -> str:
        """Return the path of a GeoPackage that the polygons are written to when the run begins."""
        export = PolygonExport(source, context, owner, fields)
        self._polygons.append(export)
        return self._copies.add(export.path, source.sourceName())

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

    def _run(self, reporter: FeedbackReporter) -> dict[str, Any]:
        try:
            return super()._run(reporter)
        except WorkerDiedError as error:
            folder = getattr(self._job, "work_folder", None)
            if folder is not None and Path(folder).is_dir():
                again = self.tr(
                    "Run it again with the same parameters: it continues where it stopped"
                )
                error.todo = f"{error.todo}. {again}" if error.todo else again
            raise

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


def endless(why: str) -> UsageError:
    """Return the error of a training without any limit."""
    return UsageError(tr("Training would never end"), why, tr("Give one of the two"))
