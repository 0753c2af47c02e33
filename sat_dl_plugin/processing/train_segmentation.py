"""The algorithm ``satdl:trainsegmentation``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
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
from sat_dl_plugin.processing.installed_models import SEGMENTATION
from sat_dl_plugin.processing.model_parameter import DEFAULT_MODEL
from sat_dl_plugin.processing.shared_parameters import known
from sat_dl_plugin.processing.summary import log_lines, score_lines
from sat_dl_plugin.processing.training import TrainingAlgorithm

_MOST_PATIENCE = 100_000


class TrainSegmentation(TrainingAlgorithm):
    """Train a network to find classes."""

    ARCHITECTURE = "ARCHITECTURE"
    CLASSES = "CLASSES"
    OVERLAPPING = "OVERLAPPING"
    SCALES = "SCALES"
    PATIENCE = "PATIENCE"
    DICE = "DICE"
    FOCAL = "FOCAL"
    FREEZE_ENCODER = "FREEZE_ENCODER"
    DATASETS = "DATASETS"
    REPORT_PAGE = "REPORT_PAGE"
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
            "rotated, scaled and recoloured at random. Whole blocks of ground are set aside for "
            "validation; the scores, the thresholds and the cleaning rules come from them, and "
            "training ends when the scores stop improving. A run that was cancelled or interrupted "
            "continues where it stopped when it is started again with the same parameters. The "
            "ONNX file is compared with the trained network before it is kept. Needs the runtime "
            "for training (PyTorch); on a processor it takes minutes to hours, on a GPU a fraction "
            "of that."
        )

    # Parameters

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_labelled_rasters(self.INPUTS)
        self._add_network()
        self._add_ends()
        self._add_classes()
        self._add_pixels()
        self._add_learning()
        self._add_others()
        self._add_results()

    def _add_network(self) -> None:
        self.add_start(
            self.tr(
                "A model whose weights are copied as far as they fit, also to other bands and "
                "classes: an installed model, or the path of an ONNX file or of weights "
                "(.safetensors, .npz). It saves labels and epochs. If empty, training starts from "
                "scratch."
            ),
            SEGMENTATION,
            DEFAULT_MODEL,
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
                "Architecture of the network. The light ones need a fraction of the time of the "
                "last, which was designed for imagery of many bands."
            ),
        )

    def _add_ends(self) -> None:
        self.add_epochs(
            self.tr(
                "Maximum number of epochs of 100 batches. 0 means no limit and requires a time "
                "limit. Training ends sooner when the scores stop improving."
            ),
            50,
        )
        self.add_time_limit()
        self.add_seed(
            self.tr(
                "A whole number; the same seed sets the same ground aside and draws the same "
                "patches. Results of two computers still differ slightly."
            )
        )

    def _add_classes(self) -> None:
        self.add(
            QgsProcessingParameterString(self.CLASSES, self.tr("Classes"), optional=True),
            self.tr(
                "Classes of the model, for example “1=building; 8=water”; the number is the value "
                "in class rasters (1 to 254). If empty, those of the labels."
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
        self.add_bands_to_learn()
        self.add(
            QgsProcessingParameterString(
                self.SCALES, self.tr("Scales"), defaultValue="1; 1.5", optional=True
            ),
            self.tr(
                "Pixel sizes, relative to the resolution, that the network sees in training; 1 has "
                "to be among them. The quality “best” predicts at all of them if that improves the "
                "scores of the validation."
            ),
            advanced=True,
        )
        self.add_decimal(
            self.VALIDATION,
            self.tr("Validation (%)"),
            self.tr(
                "How many percent of the labelled pixels are set aside for validation, "
                "approximately."
            ),
            (20.0, 1.0, 90.0),
            advanced=True,
        )

    def _add_learning(self) -> None:
        self.add_batch(16)
        self.add_learning_rate(
            0.0,
            help_text=self.tr("Largest step of the optimiser, without unit; 0 finds one by trial."),
        )
        self.add_number(
            self.PATIENCE,
            self.tr("Patience (epochs)"),
            self.tr(
                "Training ends after this many epochs without improvement; 0 means only when the "
                "epochs or the time are over."
            ),
            (12, 0, _MOST_PATIENCE),
            advanced=True,
        )
        for name, title, text, default in (
            (
                self.DICE,
                self.tr("Weight of the Dice loss"),
                self.tr(
                    "How much the overlap of whole classes counts in addition to each pixel, "
                    "without unit."
                ),
                0.5,
            ),
            (
                self.FOCAL,
                self.tr("Weight of the focal loss"),
                self.tr(
                    "How much more pixels that are hard to classify count than easy ones, without "
                    "unit."
                ),
                0.0,
            ),
        ):
            self.add_decimal(name, title, text, (default, 0.0, 100.0), advanced=True)
        self.add(
            QgsProcessingParameterBoolean(
                self.FREEZE_ENCODER, self.tr("Freeze the encoder"), defaultValue=False
            ),
            self.tr(
                "Trains only the part behind the encoder. Faster, and safer with very few labels; "
                "needs a model to start from."
            ),
            advanced=True,
        )

    def _add_others(self) -> None:
        self.add(
            QgsProcessingParameterString(
                self.DATASETS, self.tr("Further data sets"), multiLine=True, optional=True
            ),
            self.tr(
                "Further training data, of which each set labels its own classes only: folders of "
                "exported chips or JSON files, separated by semicolons, or JSON itself: "
                '[{"rasters": ["a.tif"], "labels": "b.gpkg", "class_field": "kind", "area": '
                '"c.gpkg", "classes": {"house": "building"}, "weight": 1}].'
            ),
            advanced=True,
        )
        self.add_licence()
        self.add_device()
        self.add_installation()
        self.add_dry_run()

    def _add_results(self) -> None:
        self.add_trained_model(
            self.tr(
                "ONNX file with its card inside and next to it. The file name becomes the name of "
                "the model. During training, a folder with the same name and “.training” appended "
                "holds what is needed to continue."
            )
        )
        self.add_report_folder(
            self.tr(
                "Folder for a page with curves, scores, the best and worst patches and the data; "
                "one self-contained HTML file."
            )
        )
        self.addOutput(QgsProcessingOutputHtml(self.REPORT_PAGE, self.tr("Report")))
        self.add_scores(
            (
                (self.MEAN_IOU, self.tr("Mean intersection over union")),
                (self.EPOCHS_DONE, self.tr("Epochs trained")),
            )
        )

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
            licence=self.licence(parameters, context),
            dry_run=self.parameterAsBool(parameters, self.DRY_RUN, context),
            **self.machine_fields(parameters, context),
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
        outputs = {
            self.OUTPUT: str(model),
            self.REPORT: result.get("report") and str(Path(result["report"]).parent),
            self.REPORT_PAGE: result.get("report"),
            self.MODEL_NAME: model.stem,
            self.MEAN_IOU: result["means"].get("iou"),
            self.EPOCHS_DONE: result.get("epochs"),
        }
        return known(outputs)

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
            "patience": self.parameterAsInt(parameters, self.PATIENCE, context),
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
                self.tr("For example: “1; 1.5”"),
            )
        return scales
