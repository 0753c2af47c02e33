"""The algorithm ``satdl:trainpixelclassifier``."""

from __future__ import annotations

from typing import Any, ClassVar

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.jobs import PIXEL_METHODS, SPECTRAL_INDICES, TrainPixelClassifierJob
from sat_dl_plugin.contract.text_forms import parse_band_choice
from sat_dl_plugin.processing.labelling import LabelledAlgorithm

_SUFFIX = ".onnx"


class TrainPixelClassifier(LabelledAlgorithm):
    """Learn the classes of pixels from their values alone."""

    METHOD = "METHOD"
    INDICES = "INDICES"
    TREES = "TREES"
    LEAVES = "LEAVES"
    SAMPLES = "SAMPLES"
    BALANCE = "BALANCE"
    VALIDATION = "VALIDATION"
    LICENCE = "LICENCE"
    MEAN_IOU = "MEAN_IOU"

    group_id: ClassVar[str] = "segment"
    runtime_kind: ClassVar[str] = "full"

    def name(self) -> str:
        """Return the fixed id."""
        return "trainpixelclassifier"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Train pixel classifier")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "random forest,logistic regression,supervised classification,training,machine learning,"
            "land cover,spectral,ndvi,ndwi,water"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Learns to classify pixels by their values alone, in seconds.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "For classes that colour or spectrum alone tell apart, such as water, vegetation or "
            "crops; shapes and neighbours are not seen. A part of the labels is set aside, in "
            "whole blocks of ground, and the scores on it are in the log and in the model; after "
            "that the classifier learns from all labels. The result is a model like any other: "
            "“Classify pixels” and “Segment raster” run it, alone or together with networks, on "
            "rasters with the same bands and the same kind of values. The layers are never changed."
        )

    def initAlgorithm(self, configuration: Any = None) -> None:  # noqa: N802
        """Define the parameters."""
        self._add_sources()
        self._add_method()
        self._add_tuning()
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT, self.tr("Model"), self.tr("Models (*.onnx)")
            ),
            self.tr(
                "ONNX file of about half a megabyte. The file name becomes the name of the model. "
                "Its card is next to it as JSON."
            ),
        )
        self.addOutput(
            QgsProcessingOutputNumber(
                self.MEAN_IOU, self.tr("Mean IoU on the ground that was set aside")
            )
        )

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> TrainPixelClassifierJob:
        """Translate Processing parameters into a job, running nothing."""
        # QGIS takes an empty choice for the first entry.
        chosen = parameters.get(self.INDICES) not in (None, "", [])
        indices = self.parameterAsEnums(parameters, self.INDICES, context) if chosen else []
        return TrainPixelClassifierJob(
            inputs=self.raster_paths(parameters, self.INPUT, context),
            labels=self.labels_path(parameters, context),
            output=self._model_path(parameters, context),
            class_field=self.class_field(parameters, context),
            area=self.area_path(parameters, context),
            method=PIXEL_METHODS[self.parameterAsEnum(parameters, self.METHOD, context)],
            indices=tuple(SPECTRAL_INDICES[place] for place in indices),
            bands=self._bands(parameters, context),
            trees=self.parameterAsInt(parameters, self.TREES, context),
            leaves=self.parameterAsInt(parameters, self.LEAVES, context),
            samples=self.parameterAsInt(parameters, self.SAMPLES, context),
            balance=self.parameterAsBool(parameters, self.BALANCE, context),
            validation=self.parameterAsDouble(parameters, self.VALIDATION, context),
            seed=self.parameterAsInt(parameters, self.SEED, context),
            licence=self.text(parameters, self.LICENCE, context) or "unknown",
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for layers and texts that cannot be used."""
        labels = self.classes_layer(parameters, self.LABELS, context)
        field = self.class_field(parameters, context)
        # Polygons without a field of classes are all of one class.
        if field and isinstance(labels, QgsVectorLayer):
            self.check_fields(labels, field, self.tr("The layer of labels"))
        self._bands(parameters, context)
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the model and its score, where there is one."""
        outputs = {self.OUTPUT: result["output"]}
        mean = result["means"].get("iou")
        if mean is not None:
            outputs[self.MEAN_IOU] = mean
        return outputs

    def _check_input(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self.raster_layers(parameters, self.INPUT, context)

    def _bands(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, int]:
        return parse_band_choice(self.parameterAsString(parameters, self.BANDS, context))

    def _model_path(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        path: str = self.parameterAsFileOutput(parameters, self.OUTPUT, context)
        if not path:
            raise OutputError(
                self.tr("No file is given for the model"),
                todo=self.tr("Choose a file that ends in .onnx, or use a temporary one"),
            )
        return path if path.lower().endswith(_SUFFIX) else f"{path}{_SUFFIX}"

    def _add_sources(self) -> None:
        self.add(
            QgsProcessingParameterMultipleLayers(
                self.INPUT, self.tr("Input rasters"), QgsProcessing.SourceType.TypeRaster
            ),
            self.tr(
                "One or more rasters with the same bands, of any number and data type; CRS and "
                "pixels may differ. Nodata, alpha and mask bands are not used."
            ),
        )
        self.add_labels(
            self.tr(
                "For polygons: the field with the class ids (0 to 254) or names; 0 is background. "
                "If empty, class_id or else class_name is used; without those, all polygons are "
                "one class, named after the model. Polygons without a class are ignored."
            ),
            self.tr(
                "Polygons inside which everything is labelled, so that the rest inside them is "
                "background. Pixels outside are ignored. If empty, only labelled pixels are used, "
                "and at least two classes are needed."
            ),
        )

    def _add_method(self) -> None:
        self.add(
            QgsProcessingParameterEnum(
                self.METHOD,
                self.tr("Method"),
                options=[
                    self.tr("Random forest"),
                    self.tr("Linear (logistic regression), very fast and smooth"),
                    self.tr("Mean of both"),
                ],
                defaultValue=0,
            ),
            self.tr("What is trained: 0 random forest, 1 linear, 2 the mean of both."),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.INDICES,
                self.tr("Spectral indices"),
                options=[
                    self.tr("NDVI: vegetation (near infrared, red)"),
                    self.tr("NDWI: open water (green, near infrared)"),
                    self.tr("MNDWI: open water beside buildings (green, short-wave infrared 1.6)"),
                    self.tr("NDBI: built-up land (short-wave infrared 1.6, near infrared)"),
                    self.tr("NBR: burnt land (near infrared, short-wave infrared 2.2)"),
                    self.tr("EVI: dense vegetation (near infrared, red, blue)"),
                ],
                allowMultiple=True,
                optional=True,
            ),
            self.tr(
                "Used in addition to the bands and computed inside the model. The bands that an "
                "index needs must be known, by their names in the raster or from “Bands”. EVI "
                "needs reflectance: values 0 to 1, or whole numbers 0 to 10000."
            ),
        )

    def _add_tuning(self) -> None:
        self.add_bands(
            self.tr(
                "Which bands to use, and what they are (1 is the first): “red=3; green=2; blue=1; "
                "nir=4”. A name without a number is looked for in the raster. If empty, all bands "
                "are used, by their names in the first raster; bands without a name are called "
                "band1, band2 and so on."
            )
        )
        self.add_number(
            self.TREES,
            self.tr("Trees"),
            self.tr(
                "Number of trees in the forest, a whole number. The time to classify a raster "
                "grows with it."
            ),
            (32, 1, 500),
            advanced=True,
        )
        self.add_number(
            self.LEAVES,
            self.tr("Leaves per tree"),
            self.tr(
                "Most leaves of a tree, a whole number. More leaves tell finer differences and "
                "make larger models: about 80 bytes per leaf and tree."
            ),
            (256, 2, 4096),
            advanced=True,
        )
        self.add_number(
            self.SAMPLES,
            self.tr("Pixels per class"),
            self.tr("Maximum number of pixels of each class to train on, drawn at random."),
            (20_000, 10, 1_000_000),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.BALANCE, self.tr("Balance the classes"), defaultValue=True
            ),
            self.tr(
                "Finds more of rare classes. Otherwise classes weigh as much as their share of the "
                "labels, which finds less of rare classes but is right more often."
            ),
            advanced=True,
        )
        self._add_chance()

    def _add_chance(self) -> None:
        self.add(
            QgsProcessingParameterNumber(
                self.VALIDATION,
                self.tr("Validation (%)"),
                type=QgsProcessingParameterNumber.Type.Double,
                defaultValue=20.0,
                minValue=0.0,
                maxValue=50.0,
            ),
            self.tr(
                "How many percent of the labelled pixels are set aside for validation, "
                "approximately, in whole blocks of ground: 0 for none, or 5 to 50."
            ),
            advanced=True,
        )
        self.add_seed(self.tr("A whole number; the same seed gives the same model."), advanced=True)
        self.add(
            QgsProcessingParameterString(self.LICENCE, self.tr("Licence"), optional=True),
            self.tr("Licence of the model, written into its card."),
            advanced=True,
        )
