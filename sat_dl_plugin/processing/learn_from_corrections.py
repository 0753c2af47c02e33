"""The algorithm ``satdl:learnfromcorrections``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputHtml,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
)

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob
from sat_dl_plugin.contract.model_versions import next_version
from sat_dl_plugin.contract.text_forms import parse_bands
from sat_dl_plugin.processing.installed_models import (
    SEGMENTATION,
    card_beside,
    installed_models,
    network_path,
)
from sat_dl_plugin.processing.labelling import STATUS_FIELD
from sat_dl_plugin.processing.model_parameter import model_parameter
from sat_dl_plugin.processing.shared_parameters import is_empty, known
from sat_dl_plugin.processing.training import TrainingAlgorithm
from sat_dl_plugin.settings import models_folder

CLASS_FIELD = "class_id"
"""Field of a review layer with the class."""

_NETWORK = ".onnx"
_MOST_MINUTES = 10_000.0


class LearnFromCorrections(TrainingAlgorithm):
    """Have a network learn on from what was corrected in its polygons."""

    REVIEW = "REVIEW"
    MODEL = "MODEL"
    REHEARSAL = "REHEARSAL"
    LEARN_ENCODER = "LEARN_ENCODER"
    REPORT_PAGE = "REPORT_PAGE"
    IOU_BEFORE = "IOU_BEFORE"
    IOU_AFTER = "IOU_AFTER"

    group_id: ClassVar[str] = "review"
    takes_pictures: ClassVar[bool] = True

    def name(self) -> str:
        """Return the fixed id."""
        return "learnfromcorrections"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Learn from corrections")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("fine-tune,improve,train,adapt,active learning,labels,version").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Trains a model further on your corrections, as a new version.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Tiles that are done count as completely labelled: what has no polygon there is "
            "background. Elsewhere only those polygons count that somebody accepted, corrected or "
            "added (they are of their class) or rejected (they are not); everything else stays "
            "unknown. About 25 percent of the reviewed pixels are set aside, in whole blocks of "
            "ground, and both versions are scored on them. The old version is kept, and the new "
            "one is a model of its own with the next number. It goes half of the way to what was "
            "learned, and less far where less was reviewed; thresholds and separations change only "
            "where that finds the objects of done tiles much better. Classes, bands and resolution "
            "do not change, so only classes that the model already has can be learned. Only "
            "networks that came with Sat DL or were trained with "
            "it can be trained further. The model adapts to this place and this kind of image: "
            "with few corrections some classes may get worse, and so may results elsewhere. Look "
            "at the report, and keep the version that needs less correcting. Needs the runtime for "
            "training (PyTorch)."
        )

    # Parameters

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUTS, self.tr("Input rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr("What was segmented: one or more rasters with the same bands."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(self.REVIEW, self.tr("Review layer"), polygons),
            self.tr(
                "Polygons with class_id and status, as “Make review layer” makes them, in any CRS."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.AREA, self.tr("Tiles or labelled area"), polygons, optional=True
            ),
            self.tr(
                "Tiles of “What to label next”, of which those done count as completely labelled, "
                "or any polygons inside which everything is labelled. If empty, nothing counts as "
                "completely labelled."
            ),
        )
        self.add(
            model_parameter(self.MODEL, self.tr("Model"), several=False, task=SEGMENTATION),
            self.tr("The model to train further; its file is not changed."),
        )
        self.add_decimal(
            self.TIME_LIMIT,
            self.tr("Time limit (minutes)"),
            self.tr(
                "Approximate time for everything, in minutes. More time helps most with many "
                "corrections; a GPU does in one minute what takes a processor many."
            ),
            (5.0, 0.1, _MOST_MINUTES),
        )
        self._add_learning()
        self._add_results()

    def _add_learning(self) -> None:
        self.add_decimal(
            self.REHEARSAL,
            self.tr("Rehearsal (%)"),
            self.tr(
                "How many percent of the patches show surrounding ground that nobody reviewed, "
                "labelled with what the old version is certain of there, so that it is not "
                "forgotten."
            ),
            (50.0, 0.0, 95.0),
            advanced=True,
        )
        self.add_decimal(
            self.VALIDATION,
            self.tr("Validation (%)"),
            self.tr(
                "How many percent of the reviewed pixels are set aside for the comparison, "
                "approximately."
            ),
            (25.0, 0.0, 90.0),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.LEARN_ENCODER, self.tr("Train the encoder, too"), defaultValue=False
            ),
            self.tr(
                "Trains the whole network, not only the part behind the encoder. It is slower and "
                "needs many corrections."
            ),
            advanced=True,
        )
        default = LearnFromCorrectionsJob
        self.add_batch(default.batch_size)
        self.add_learning_rate(default.learning_rate)
        self.add_bands()
        self.add_seed(
            self.tr("A whole number; the same seed sets the same ground aside."), advanced=True
        )
        self.add_device()

    def _add_results(self) -> None:
        self.add_extent(
            self.tr(
                "Only needed for layers without a fixed extent (XYZ, WMS): the part that was "
                "reviewed."
            )
        )
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT,
                self.tr("New version"),
                self.tr("ONNX networks (*.onnx)"),
                optional=True,
                createByDefault=False,
            ),
            self.tr(
                "ONNX file with its card inside and next to it. If empty, it becomes an installed "
                "model, under the name of the old one with the next number, such as urban-v2. No "
                "file is replaced."
            ),
        )
        self.add_report_folder(
            self.tr(
                "Folder for a page with the scores before and after and images of where the "
                "versions differ; one self-contained HTML file."
            )
        )
        self.addOutput(QgsProcessingOutputHtml(self.REPORT_PAGE, self.tr("Report")))
        self.add_scores(
            (
                (self.IOU_BEFORE, self.tr("Mean intersection over union before")),
                (self.IOU_AFTER, self.tr("Mean intersection over union after")),
            )
        )

    # From parameters to a job

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> LearnFromCorrectionsJob:
        """Translate Processing parameters into a job, running nothing."""
        return LearnFromCorrectionsJob(
            inputs=self.raster_paths(parameters, self.INPUTS, context),
            model=self._model(parameters, context),
            review=self._review_path(parameters, context),
            output=self.model_path(parameters, context),
            area=self.area_path(parameters, context) or "",
            report=self.report_folder(parameters, context),
            bands=parse_bands(self.text(parameters, self.BANDS, context)),
            validation=self.parameterAsDouble(parameters, self.VALIDATION, context),
            rehearsal=self.parameterAsDouble(parameters, self.REHEARSAL, context) / 100.0,
            learning_rate=self.parameterAsDouble(parameters, self.LEARNING_RATE, context),
            freeze_encoder=not self.parameterAsBool(parameters, self.LEARN_ENCODER, context),
            **self.machine_fields(parameters, context),
            **self.end_fields(parameters, context),
        )

    def model_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return the file of the new version.

        Raises:
            OutputError: If there is such a file already.
        """
        path: str = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if not path:
            model = self._model(parameters, context)
            card = card_beside(model)
            name = card.name if card is not None else Path(model).stem
            version = card.version if card is not None else ""
            folder = models_folder()
            folder.mkdir(parents=True, exist_ok=True)
            found = next_version(name, installed_models(), version)
            return str(folder / f"{found}{_NETWORK}")
        path = self.with_suffix(path)
        if Path(path).exists():
            raise OutputError(
                self.tr("There is a model {} already").format(path),
                self.tr("Versions of a model are never replaced"),
                self.tr("Choose another name, or leave it empty"),
            )
        return path

    def end_fields(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> dict[str, Any]:
        """Return the field of the job that says when it ends."""
        return {"time_limit_s": self.seconds(parameters, context)}

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self.raster_layers(parameters, self.INPUTS, context)
        model = self._model(parameters, context)
        self.check_models((model,) if model else ())
        path = network_path(model)
        if path is not None and path.suffix.lower() != _NETWORK:
            raise InputError(
                self.tr("“{}” cannot be trained further").format(model),
                self.tr("It is a set of several networks"),
                self.tr("Choose one of its networks"),
            )
        self._check_review(parameters, context)
        parse_bands(self.text(parameters, self.BANDS, context))
        if parameters.get(self.OUTPUT):
            self.model_path(parameters, context)
        super().check(parameters, context)

    def _check_review(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        source = self.parameterAsSource(parameters, self.REVIEW, context)
        if source is None:
            raise InputError(
                self.tr("The review layer {!r} cannot be opened").format(
                    str(parameters.get(self.REVIEW))
                ),
                todo=self.tr("Choose a polygon layer"),
            )
        missing = {CLASS_FIELD, STATUS_FIELD} - set(source.fields().names())
        if missing:
            raise InputError(
                self.tr("“{}” is not a review layer").format(source.sourceName()),
                self.tr("It has no field “{}”").format("”, “".join(sorted(missing))),
                self.tr("Make a review layer from predicted polygons, and choose it"),
            )
        if not is_empty(parameters.get(self.AREA)):
            self.area_source(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the new version, the report and the scores."""
        feedback.pushInfo(
            self.tr("The new version is “{}”; “{}” stays as it was.").format(
                result["name"], result["parent"]
            )
        )
        report = result.get("report")
        means = result["means"]
        outputs = {
            self.OUTPUT: result["output"],
            self.REPORT: report and str(Path(report).parent),
            self.REPORT_PAGE: report,
            self.MODEL_NAME: result["name"],
            self.IOU_BEFORE: means.get("iou_before"),
            self.IOU_AFTER: means.get("iou"),
        }
        return known(outputs)

    def _model(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return self.text(parameters, self.MODEL, context)

    def _review_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        source = self.parameterAsSource(parameters, self.REVIEW, context)
        owner = self.tr("The review layer")
        return self.polygons_path(source, context, owner, (CLASS_FIELD, STATUS_FIELD))
