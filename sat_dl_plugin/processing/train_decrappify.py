"""The algorithm ``satdl:traindecrappify``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
)

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import (
    ENHANCER_AIMS,
    ENHANCER_SCALES,
    START_FROM_NOTHING,
    TrainDecrappifyJob,
)
from sat_dl_plugin.contract.text_forms import parse_bands
from sat_dl_plugin.processing.installed_models import ENHANCEMENT, task_of
from sat_dl_plugin.processing.shared_parameters import known
from sat_dl_plugin.processing.training import TrainingAlgorithm, endless

_DEFAULT_SCALE = 2
_DEFAULT_MINUTES = 30.0
_MOST_STEPS = 100_000_000


class TrainDecrappify(TrainingAlgorithm):
    """Train a network that sharpens and cleans, on the user's own sharp imagery."""

    AIM = "AIM"
    PERCEPTUAL_WEIGHTS = "PERCEPTUAL_WEIGHTS"
    STEPS = "STEPS"
    PSNR = "PSNR"
    BICUBIC_PSNR = "BICUBIC_PSNR"

    def name(self) -> str:
        """Return the fixed id."""
        return "traindecrappify"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Train decrappify")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "super-resolution,sharpen,deblur,denoise,learn,fine-tune,network,model,pytorch"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr(
            "Trains a network that sharpens and cleans images, on your own sharp imagery."
        )

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "No labels are needed: the imagery is degraded on purpose, as a coarser and noisier "
            "sensor would deliver it, and the network learns to restore it. Use imagery that is as "
            "sharp as the result you want, of the same kind of land. The last rows of every piece "
            "are set aside, and the log compares the network with bicubic interpolation on them. A "
            "run that was cancelled or interrupted continues where it stopped when it is started "
            "again with the same parameters. Needs the runtime for training (PyTorch); half an "
            "hour on a processor is enough to adapt a network that comes with Sat DL, training "
            "from scratch takes hours, or a GPU."
        )

    # Parameters

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS, self.tr("Sharp rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr(
                "One or more rasters; pixels, data type and CRS may differ. Red, green and blue "
                "are found by name; rasters of one band are used as grey. Of very large ones, a "
                "random part is used."
            ),
        )
        self._add_network()
        self._add_ends()
        self._add_others()
        self._add_results()

    def _add_network(self) -> None:
        self.add_scale(
            ENHANCER_SCALES,
            _DEFAULT_SCALE,
            self.tr(
                "How many pixels the network makes of one along each side: 2 or 4, or 1 to repair "
                "the existing pixels."
            ),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.AIM,
                self.tr("Aim"),
                options=[
                    self.tr("Faithful: closest to the true values"),
                    self.tr("Pleasant: what looks right, with texture"),
                ],
                defaultValue=0,
            ),
            self.tr(
                "What the network is trained for: 0 faithful, for people who measure and for "
                "further processing; 1 pleasant, for people who view and draw, which needs the "
                "perceptual weights."
            ),
        )
        self.add_start(
            self.tr(
                "An enhancing model of Sat DL whose weights are copied, also of another scale; "
                "“none” starts from scratch. If empty, the model of this scale and aim that comes "
                "with Sat DL is used."
            ),
            ENHANCEMENT,
        )

    def _add_ends(self) -> None:
        self.add_time_limit(
            self.tr(
                "Longest time of training in minutes, over all runs if it is continued. 0 means no "
                "limit and requires a number of steps."
            ),
            _DEFAULT_MINUTES,
        )
        self.add_seed(
            self.tr(
                "A whole number; the same seed draws the same patches. Two runs are alike only if "
                "they end by steps, not by time."
            )
        )

    def _add_others(self) -> None:
        self.add(
            QgsProcessingParameterFile(
                self.PERCEPTUAL_WEIGHTS,
                self.tr("Perceptual weights"),
                extension="npz",
                optional=True,
            ),
            self.tr(
                "NumPy file with the weights of VGG16 and of the learned distance, only for the "
                "aim “pleasant”. Sat DL does not include it because its licence does not allow "
                "that; the user guide says how to make it."
            ),
        )
        self.add_bands(
            self.tr(
                "Which band of the rasters (1 is the first) is which colour: “red=3; green=2; "
                "blue=1”. If empty, found by name and colour interpretation."
            )
        )
        self.add_number(
            self.STEPS,
            self.tr("Steps"),
            self.tr("Maximum number of batches; 0 means that only the time is limited."),
            (0, 0, _MOST_STEPS),
            advanced=True,
        )
        self.add_batch(
            8,
            self.tr(
                "Number of patches per training step: 8 suit a processor, 32 a GPU. Smaller "
                "batches need less memory."
            ),
        )
        self.add_licence()
        self.add_device()
        self.add_installation()

    def _add_results(self) -> None:
        self.add_trained_model(
            self.tr(
                "ONNX file with its card inside and next to it, for “Decrappify” and “Enhance in "
                "steps”. The file name becomes the name of the model. During training, a folder "
                "with the same name and “.training” appended holds what is needed to continue."
            )
        )
        self.add_scores(
            (
                (self.PSNR, self.tr("PSNR of the network on the part set aside (dB)")),
                (self.BICUBIC_PSNR, self.tr("PSNR of bicubic interpolation there (dB)")),
            )
        )

    # From parameters to a job

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> TrainDecrappifyJob:
        """Translate Processing parameters into a job, running nothing."""
        return TrainDecrappifyJob(
            inputs=self.raster_paths(parameters, self.INPUTS, context),
            output=self.model_path(parameters, context),
            scale=self.scale(parameters, context),
            aim=self._aim(parameters, context),
            start_from=self.text(parameters, self.START_FROM, context),
            perceptual_weights=self._weights(parameters, context),
            bands=parse_bands(self.text(parameters, self.BANDS, context)),
            licence=self.licence(parameters, context),
            **self.machine_fields(parameters, context),
            **self.end_fields(parameters, context),
        )

    def end_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the fields of the job that say when training ends.

        Raises:
            UsageError: If it never would.
        """
        steps = self.parameterAsInt(parameters, self.STEPS, context)
        seconds = self.seconds(parameters, context)
        if not steps and not seconds:
            raise endless(self.tr("Neither the steps nor the time has a limit"))
        return {"steps": steps, "time_limit_s": seconds}

    def check_start(self, model: str) -> None:
        """Raise an `InputError` when a model to start from is not there or is of another kind."""
        if model == START_FROM_NOTHING:
            return
        super().check_start(model)
        if model and task_of(model) != ENHANCEMENT:
            raise InputError(
                self.tr("The model “{}” does not enhance").format(model),
                self.tr("Training can only start from a network of the same kind"),
                self.tr("Choose a model that enhances, or leave “Start from” empty"),
            )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self.raster_layers(parameters, self.INPUTS, context)
        parse_bands(self.text(parameters, self.BANDS, context))
        pleasant = self._aim(parameters, context) != ENHANCER_AIMS[0]
        weights = self._weights(parameters, context)
        if pleasant and not weights:
            raise UsageError(
                self.tr("A pleasant network cannot be trained without perceptual weights"),
                self.tr("Sat DL may not include the network that was trained for this (VGG16)"),
                self.tr("Choose them as an .npz file, or choose the aim “faithful”"),
            )
        if pleasant and not Path(weights).is_file():
            raise InputError(
                self.tr("There is no file {}").format(weights),
                todo=self.tr("Choose the .npz file with the perceptual weights"),
            )
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the model, its name and its scores."""
        model = Path(result["output"])
        self.install(model, feedback)
        outputs = {
            self.OUTPUT: str(model),
            self.MODEL_NAME: result["name"],
            self.PSNR: result["scores"].get("psnr_db"),
            self.BICUBIC_PSNR: result["scores"].get("bicubic_psnr_db"),
        }
        return known(outputs)

    def _aim(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return ENHANCER_AIMS[self.parameterAsEnum(parameters, self.AIM, context)]

    def _weights(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        path: str = self.parameterAsFile(parameters, self.PERCEPTUAL_WEIGHTS, context)
        return path
