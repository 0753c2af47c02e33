"""The algorithm ``satdl:trainsegmentation``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterString,
)

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import (
    ARCHITECTURES,
    TrainingClass,
    TrainingData,
    TrainSegmentationJob,
)
from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.contract.text_forms import parse_band_choice, parse_classes, parse_scales
from sat_dl_plugin.contract.training_sets import read_data_sets
from sat_dl_plugin.processing.engine_algorithm import DEVICES
from sat_dl_plugin.processing.installed_models import SEGMENTATION
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.processing.summary import log_lines, score_lines
from sat_dl_plugin.processing.training import TrainingAlgorithm
from sat_dl_plugin.settings import models_folder


class TrainSegmentation(TrainingAlgorithm):
    """Train a network to find classes."""

    INPUTS = "INPUTS"
    ARCHITECTURE = "ARCHITECTURE"
    CLASSES = "CLASSES"
    OVERLAPPING = "OVERLAPPING"
    BANDS = "BANDS"
    GSD = "GSD"
    SCALES = "SCALES"
    VALIDATION = "VALIDATION"
    DICE = "DICE"
    FOCAL = "FOCAL"
    FREEZE_ENCODER = "FREEZE_ENCODER"
    DATASETS = "DATASETS"
    LICENCE = "LICENCE"
    REPORT_PAGE = "REPORT_PAGE"
    MODEL_NAME = "MODEL_NAME"
    MEAN_IOU = "MEAN_IOU"
    EPOCHS_DONE = "EPOCHS_DONE"

    def name(self) -> str:
        """Return the fixed id."""
        return "trainsegmentation"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Train segmentation")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "learn,fit,network,u-net,deep learning,labels,transfer,fine-tune,model,pytorch"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Trains a network to find the classes of your own labels.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The network learns from patches of 256 pixels, half of which show a class, flipped, "
            "turned, scaled and recoloured at random. Whole blocks of ground are set aside; the "
            "scores, the thresholds and the cleaning rules come from them, and training ends when "
            "they no longer get better. A run that was cancelled or broke off goes on where it was "
            "when it is started again with the same parameters. The model is compared with the "
            "trained network before it is written. Training needs the runtime for training "
            "(PyTorch); on a processor it takes minutes to hours, on a GPU a fraction of that."
        )

    # Parameters

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS, self.tr("Input rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr(
                "One raster or several with the same bands, each in a CRS and on pixels of its own."
            ),
        )
        self.add_labels(
            self.tr(
                "For polygons: the field with the ids (0 to 254) or names of the classes. Empty "
                "means class_id, or else class_name. What polygons without a class cover is "
                "ignored."
            ),
            self.tr(
                "Polygons inside which everything was labelled. What lies outside is ignored and "
                "never taken for background. Empty means that the rasters were labelled "
                "completely."
            ),
        )
        self._add_network()
        self.add_ends()
        self._add_classes()
        self._add_pixels()
        self._add_learning()
        self._add_others()
        self._add_results()

    def _add_network(self) -> None:
        start = model_parameter(
            self.START_FROM, self.tr("Start from"), several=False, task=SEGMENTATION
        )
        start.setFlags(start.flags() | start.Flag.FlagOptional)
        self.add(
            start,
            self.tr(
                "A model whose weights are copied as far as they fit, also to other bands and "
                "classes: an installed model, or the path of an ONNX file or of weights "
                "(.safetensors, .npz). With it fewer labels and epochs are needed. Empty starts "
                "from nothing."
            ),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.ARCHITECTURE,
                self.tr("Network"),
                options=[
                    self.tr("unet-lite0: light, for any computer"),
                    self.tr("unet-lite0-deep: sees farther, about half as fast"),
                    self.tr("unet64: U-Net with 64 feature maps throughout, for GPUs"),
                ],
                defaultValue=0,
            ),
            self.tr(
                "How the network is built. The light ones need a fraction of the time of the last, "
                "which was made for imagery of many bands."
            ),
        )

    def _add_classes(self) -> None:
        self.add(
            QgsProcessingParameterString(self.CLASSES, self.tr("Classes"), optional=True),
            self.tr(
                "Classes of the model, for example “1=building; 8=water”; the number is the value "
                "in class rasters (1 to 254). Those of the labels when empty."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.OVERLAPPING, self.tr("Classes may overlap"), defaultValue=False
            ),
            self.tr(
                "Whether a place can belong to several classes at once, such as a vehicle on a "
                "road. Each class then has a probability of its own."
            ),
            advanced=True,
        )

    def _add_pixels(self) -> None:
        self.add(
            QgsProcessingParameterString(self.BANDS, self.tr("Bands"), optional=True),
            self.tr(
                "Bands to learn from, in the order of the network: “red=1; green=2; nir=4”, or by "
                "name alone. All bands of the first raster when empty."
            ),
            advanced=True,
        )
        self.add_decimal(
            self.GSD,
            self.tr("Resolution (metres per pixel)"),
            self.tr(
                "Size of the pixels the network is trained for, in metres; rasters are resampled "
                "to it. 0 means that of the first raster."
            ),
            (0.0, 0.0, 10_000.0),
            decimals=3,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString(
                self.SCALES, self.tr("Scales"), defaultValue="1; 1.5", optional=True
            ),
            self.tr(
                "Sizes of a pixel, relative to the resolution, that the network sees in training; "
                "1 has to be among them. The quality “best” predicts at all of them."
            ),
            advanced=True,
        )
        self.add_decimal(
            self.VALIDATION,
            self.tr("Validation (%)"),
            self.tr("How many percent of the labelled pixels are set aside, roughly."),
            (20.0, 1.0, 90.0),
            advanced=True,
        )

    def _add_learning(self) -> None:
        self.add_steps()
        for name, title, text, default in (
            (
                self.DICE,
                self.tr("Weight of the Dice loss"),
                self.tr(
                    "How much the overlap of whole classes counts beside each pixel, without unit."
                ),
                0.5,
            ),
            (
                self.FOCAL,
                self.tr("Weight of the focal loss"),
                self.tr(
                    "How much pixels that are hard to tell count more than easy ones, without unit."
                ),
                0.0,
            ),
        ):
            self.add_decimal(name, title, text, (default, 0.0, 100.0), advanced=True)
        self.add(
            QgsProcessingParameterBoolean(
                self.FREEZE_ENCODER, self.tr("Keep what was copied"), defaultValue=False
            ),
            self.tr(
                "Only the part behind the encoder learns. Faster, and safer with very few labels; "
                "it needs a model to start from."
            ),
            advanced=True,
        )

    def _add_others(self) -> None:
        self.add(
            QgsProcessingParameterString(
                self.DATASETS, self.tr("Further data sets"), multiLine=True, optional=True
            ),
            self.tr(
                "More to learn from, each saying something about its own classes only: folders of "
                "exported chips or JSON files, separated by semicolons, or JSON itself: "
                '[{"rasters": ["a.tif"], "labels": "b.gpkg", "class_field": "kind", '
                '"area": "c.gpkg", "classes": {"house": "building"}, "weight": 1}].'
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString(self.LICENCE, self.tr("Licence"), optional=True),
            self.tr("Licence of the model, for its card."),
            advanced=True,
        )
        self.add_device()
        self.add_switches()

    def _add_results(self) -> None:
        self.add_destinations()
        self.addOutput(QgsProcessingOutputHtml(self.REPORT_PAGE, self.tr("Report")))
        self.addOutput(QgsProcessingOutputString(self.MODEL_NAME, self.tr("Name of the model")))
        for name, text in (
            (self.MEAN_IOU, self.tr("Mean intersection over union")),
            (self.EPOCHS_DONE, self.tr("Epochs trained")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, text))

    # From parameters to a job

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> TrainSegmentationJob:
        """Translate Processing parameters into a job, running nothing."""
        own = TrainingData(
            rasters=self.raster_paths(parameters, self.INPUTS, context),
            labels=self.labels_path(parameters, context),
            class_field=self.class_field(parameters, context),
            area=self.area_path(parameters, context) or "",
            name=self.classes_layer(parameters, self.LABELS, context).name(),
        )
        return TrainSegmentationJob(
            datasets=(own, *self._further(parameters, context)),
            output=self.model_path(parameters, context),
            report=self.report_folder(parameters, context),
            architecture=ARCHITECTURES[
                self.parameterAsEnum(parameters, self.ARCHITECTURE, context)
            ],
            start_from=self.text(parameters, self.START_FROM, context),
            classes=self._classes(parameters, context),
            overlapping=self.parameterAsBool(parameters, self.OVERLAPPING, context),
            bands=parse_band_choice(self.text(parameters, self.BANDS, context)),
            scales=self._scales(parameters, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
            device=self.parameterAsEnumString(parameters, self.DEVICE, context) or DEVICES[0],
            licence=self.text(parameters, self.LICENCE, context) or "unknown",
            dry_run=self.parameterAsBool(parameters, self.DRY_RUN, context),
            models_folder=str(models_folder()),
            **self._learning_fields(parameters, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self.raster_layers(parameters, self.INPUTS, context)
        labels = self.classes_layer(parameters, self.LABELS, context)
        stated = self.class_field(parameters, context)
        self.check_fields(labels, stated, self.tr("The layer of labels"))
        self._further(parameters, context)
        self._classes(parameters, context)
        self._scales(parameters, context)
        parse_band_choice(self.text(parameters, self.BANDS, context))
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the model, the report and the scores; nothing but the log after a dry run."""
        if not result.get("output"):
            return {}
        log_lines(score_lines(result["scores"], result["means"]), feedback)
        model = Path(result["output"])
        self.install(model, feedback)
        found = {
            self.OUTPUT: str(model),
            self.REPORT: result.get("report") and str(Path(result["report"]).parent),
            self.REPORT_PAGE: result.get("report"),
            self.MODEL_NAME: model.stem,
            self.MEAN_IOU: result["means"].get("iou"),
            self.EPOCHS_DONE: result.get("epochs"),
        }
        return {name: value for name, value in found.items() if value is not None}

    def _learning_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        decimals = {
            "gsd_m": self.GSD,
            "validation": self.VALIDATION,
            "learning_rate": self.LEARNING_RATE,
            "dice": self.DICE,
            "focal": self.FOCAL,
        }
        return {
            **{
                field: self.parameterAsDouble(parameters, name, context)
                for field, name in decimals.items()
            },
            **self.end_fields(parameters, context),
            "batch_size": self.parameterAsInt(parameters, self.BATCH, context),
            "freeze_encoder": self.parameterAsBool(parameters, self.FREEZE_ENCODER, context),
        }

    def _further(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[TrainingData, ...]:
        return read_data_sets(self.parameterAsString(parameters, self.DATASETS, context))

    def _classes(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[TrainingClass, ...]:
        entries = parse_classes(self.text(parameters, self.CLASSES, context))
        return tuple(
            TrainingClass(int(str(entry["id"])), str(entry["name"]))
            for entry in entries
            if entry["id"] != BACKGROUND_ID
        )

    def _scales(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[float, ...]:
        listed = parse_scales(self.text(parameters, self.SCALES, context) or "1")
        scales = tuple(scale for entry in listed for scale in entry)
        if 1.0 not in scales:
            raise UsageError(
                self.tr("1 is not among the scales {}").format(", ".join(map(str, scales))),
                self.tr("The network is tried at the resolution it is trained for"),
                self.tr("Write for example “1; 1.5”"),
            )
        return scales
