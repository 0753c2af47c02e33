"""The algorithm ``satdl:accuracy``."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterString,
    QgsRasterLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import AccuracyJob
from sat_dl_plugin.processing.analysing import CLASS_FIELDS, AnalysingAlgorithm
from sat_dl_plugin.processing.summary import log_lines, score_lines

_FIELD_WIDGET = "sat_dl_plugin.gui.widgets.field_widget.FieldWidgetChoice"

_MEANS = {
    "MEAN_IOU": "iou",
    "MEAN_PRECISION": "precision",
    "MEAN_RECALL": "recall",
    "MEAN_F1": "f1",
    "MEAN_OBJECT_F1": "object_f1",
}


class Accuracy(AnalysingAlgorithm):
    """Score classes against a reference."""

    REFERENCE = "REFERENCE"
    CLASS_FIELD = "CLASS_FIELD"
    OBJECTS = "OBJECTS"
    OVERALL_ACCURACY = "OVERALL_ACCURACY"

    def name(self) -> str:
        """Return the fixed id."""
        return "accuracy"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Accuracy")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr(
            "confusion matrix,iou,jaccard,f1,precision,recall,validation,ground truth,score"
        ).split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Compares classes with a reference and scores each class.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "For each class: intersection over union, precision, recall and F1, all 0 to 1, and "
            "the classes its pixels were mistaken for. Classes are compared by their ids. Pixels "
            "that are nodata (255) on either side, or outside the extent or the mask, are not "
            "counted."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add_classes(
            self.INPUT,
            self.tr("Classes"),
            self.tr(
                "Class raster of “Segment raster” or “Clean classes”, or polygons with class_id or "
                "class_name. Rejected polygons are left out."
            ),
        )
        self.add_classes(
            self.REFERENCE,
            self.tr("Reference"),
            self.tr(
                "The truth: a class raster with the same ids, on any grid and in any CRS (the "
                "nearest pixel is used), or polygons, the last of which counts where they overlap. "
                "Where there is no polygon the reference is background, so set the mask to the "
                "area that is completely labelled. The input or the reference has to be a raster."
            ),
        )
        field = QgsProcessingParameterString(
            self.CLASS_FIELD, self.tr("Field with the classes"), optional=True
        )
        field.setMetadata({"widget_wrapper": {"class": _FIELD_WIDGET, "parent": self.REFERENCE}})
        self.add(
            field,
            self.tr(
                "For a polygon reference: the field with the class ids or names. If empty, "
                "class_id or else class_name is used. Areas under polygons without a class are not "
                "counted."
            ),
        )
        self.add(
            QgsProcessingParameterBoolean(
                self.OBJECTS, self.tr("Also score whole objects"), defaultValue=False
            ),
            self.tr(
                "Also scores whole objects, which are pixels of one class that touch along an "
                "edge: an object is found if its intersection over union with an object of the "
                "reference is at least 0.5."
            ),
        )
        self.add_part(
            self.tr(
                "Polygons, in any CRS, around what the reference covers completely. Only pixels "
                "whose centre is inside count."
            )
        )
        self.add_results(
            self.tr("Scores"),
            self.tr(
                "Table with one row per class: scores (0 to 1, empty where undefined), reference, "
                "predicted and correct pixels, and as_1, as_2 …: pixels that were predicted as "
                "class 1, 2 …."
            ),
        )
        for name, text in self._output_texts().items():
            self.addOutput(QgsProcessingOutputNumber(name, text))

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> AccuracyJob:
        """Translate Processing parameters into a job, running nothing."""
        self._check_sides(parameters, context)
        field = self._class_field(parameters, context)
        path = self.classes_path(parameters, self.INPUT, context)
        return AccuracyJob(
            input=path,
            reference=self.classes_path(
                parameters, self.REFERENCE, context, (field, *CLASS_FIELDS)
            ),
            output=self.output_path(parameters, self.OUTPUT, context),
            report=self.report_path(parameters, context),
            class_field=field,
            objects=self.parameterAsBool(parameters, self.OBJECTS, context),
            **self.region_fields(parameters, context, path),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for parameters that cannot be used."""
        self._check_sides(parameters, context)
        super().check(parameters, context)

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the table, the page and the means."""
        log_lines(score_lines(result["scores"], result["means"]), feedback)
        means = {name: result["means"].get(key) for name, key in _MEANS.items()}
        means[self.OVERALL_ACCURACY] = result["overall_accuracy"]
        return {
            self.OUTPUT: result["output"],
            **self.report_output(result),
            **{name: value for name, value in means.items() if value is not None},
        }

    def _class_field(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        if isinstance(self.classes_layer(parameters, self.REFERENCE, context), QgsRasterLayer):
            return ""
        return self.parameterAsString(parameters, self.CLASS_FIELD, context).strip()

    def _check_sides(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        reference = self.classes_layer(parameters, self.REFERENCE, context)
        classes = self.classes_layer(parameters, self.INPUT, context)
        if not isinstance(reference, QgsRasterLayer) and not isinstance(classes, QgsRasterLayer):
            raise InputError(
                self.tr("Neither the classes nor the reference is a raster"),
                self.tr("Pixels are compared, and polygons have none of their own"),
                self.tr("Choose the class raster that the polygons were made from"),
            )
        stated = self._class_field(parameters, context)
        self.check_fields(reference, stated, self.tr("The reference"))

    def _output_texts(self) -> dict[str, str]:
        return {
            "MEAN_IOU": self.tr("Mean intersection over union"),
            "MEAN_PRECISION": self.tr("Mean precision"),
            "MEAN_RECALL": self.tr("Mean recall"),
            "MEAN_F1": self.tr("Mean F1"),
            "MEAN_OBJECT_F1": self.tr("Mean F1 of objects"),
            self.OVERALL_ACCURACY: self.tr("Share of all pixels that have the right class"),
        }
