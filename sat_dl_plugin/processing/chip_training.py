"""What the algorithms share that learn from whole chips, without a label for every pixel."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
)

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import ChipTrainingJob
from sat_dl_plugin.contract.text_forms import parse_band_choice
from sat_dl_plugin.processing.shared_parameters import is_empty
from sat_dl_plugin.processing.training import TrainingAlgorithm

_DEFAULTS = ChipTrainingJob((), "")


class ChipTrainingAlgorithm(TrainingAlgorithm):
    """Base of the algorithms that pretrain an encoder or train an autoencoder."""

    FOLDER = "FOLDER"
    SIZE = "SIZE"
    CHIPS = "CHIPS"
    CHIPS_USED = "CHIPS_USED"

    # Parameters

    def add_pictures(self, folder_help: str) -> None:
        """Add ``INPUTS`` and ``FOLDER``."""
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS,
                self.tr("Input rasters"),
                QgsProcessing.SourceType.TypeRaster,
                optional=True,
            ),
            self.tr(
                "One or more rasters with the same bands; CRS and pixels may differ. Either these "
                "or a folder is required."
            ),
        )
        self.add(
            QgsProcessingParameterFile(
                self.FOLDER,
                self.tr("Folder of rasters"),
                behavior=QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            ),
            folder_help,
        )

    def add_ends(self) -> None:
        """Add ``EPOCHS``, ``TIME_LIMIT`` and ``SEED``."""
        self.add_epochs(
            self.tr(
                "Maximum number of passes over all chips. 0 means no limit and requires a time "
                "limit in minutes."
            ),
            _DEFAULTS.epochs,
        )
        self.add_time_limit()
        self.add_seed(
            self.tr(
                "A whole number; the same seed draws the same chips and sets the same ones aside."
            )
        )

    def add_chips(self) -> None:
        """Add what is known about the chips, and how they are learnt from; all advanced."""
        self.add_bands_to_learn()
        self._add_numbers()
        self.add_decimal(
            self.VALIDATION,
            self.tr("Validation (%)"),
            self.tr("How many percent of the chips are set aside for validation, approximately."),
            (_DEFAULTS.validation, 0.0, 50.0),
            advanced=True,
        )
        self.add_learning_rate(_DEFAULTS.learning_rate, 1e-6)
        self.add_licence()
        self.add_device()
        self.addOutput(QgsProcessingOutputNumber(self.CHIPS_USED, self.tr("Chips trained on")))

    def _add_numbers(self) -> None:
        numbers = (
            (
                self.SIZE,
                self.tr("Side of a chip (pixels)"),
                self.tr(
                    "Width and height of the chips in pixels; smaller where no raster is that "
                    "large."
                ),
                (_DEFAULTS.chip_px, 32, 1024),
            ),
            (
                self.CHIPS,
                self.tr("Maximum number of chips"),
                self.tr("A whole number; of more chips than this, a random selection is used."),
                (_DEFAULTS.chips, 2, 1_000_000),
            ),
            (
                self.BATCH,
                self.tr("Batch size (chips)"),
                self.tr(
                    "Chips per training step, a whole number. Smaller batches need less memory."
                ),
                (_DEFAULTS.batch_size, 2, 1024),
            ),
        )
        for name, title, text, limits in numbers:
            self.add_number(name, title, text, limits, advanced=True)

    # From parameters to a job

    def chip_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields that the jobs of all these algorithms have."""
        return {
            "inputs": self._inputs(parameters, context),
            "output": self.model_path(parameters, context),
            "start_from": self.text(parameters, self.START_FROM, context),
            "bands": parse_band_choice(self.text(parameters, self.BANDS, context)),
            "gsd_m": self.parameterAsDouble(parameters, self.GSD, context),
            "chip_px": self.parameterAsInt(parameters, self.SIZE, context),
            "chips": self.parameterAsInt(parameters, self.CHIPS, context),
            "validation": self.parameterAsDouble(parameters, self.VALIDATION, context),
            "learning_rate": self.parameterAsDouble(parameters, self.LEARNING_RATE, context),
            "licence": self.licence(parameters, context),
            **self.machine_fields(parameters, context),
            **self.end_fields(parameters, context),
        }

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        if not is_empty(parameters.get(self.INPUTS)):
            self.raster_layers(parameters, self.INPUTS, context)
        folder = self._folder(parameters, context)
        if folder and not Path(folder).is_dir():
            raise InputError(
                self.tr("There is no folder {}").format(folder),
                todo=self.tr("Choose a folder of rasters, or rasters"),
            )
        if not folder and is_empty(parameters.get(self.INPUTS)):
            raise UsageError(
                self.tr("There is nothing to train on"),
                self.tr("Neither rasters nor a folder of rasters is given"),
                self.tr("Choose one of the two"),
            )
        parse_band_choice(self.text(parameters, self.BANDS, context))
        super().check(parameters, context)

    def _inputs(self, parameters: dict[str, Any], context: QgsProcessingContext) -> tuple[str, ...]:
        rasters: tuple[str, ...] = ()
        if not is_empty(parameters.get(self.INPUTS)):
            rasters = self.raster_paths(parameters, self.INPUTS, context)
        folder: Optional[str] = self._folder(parameters, context)
        return (*rasters, folder) if folder else rasters

    def _folder(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        folder: str = self.parameterAsFile(parameters, self.FOLDER, context)
        return folder
