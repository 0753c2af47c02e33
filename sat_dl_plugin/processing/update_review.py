"""The algorithm ``satdl:updatereview``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterVectorLayer,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.legend import LegendClass
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.processing.local_algorithm import LocalAlgorithm
from sat_dl_plugin.review.schema import check_reviewable, legend_of_layer
from sat_dl_plugin.review.updating import update_predictions


@dataclass(frozen=True)
class _Job:
    layer_id: str
    """Of the review layer; empty when it is not in the project."""
    name: str
    uri: str
    provider: str
    source: QgsFeatureSource
    legend: tuple[LegendClass, ...]
    region: Optional[QgsRectangle]
    """In the CRS of the review layer."""
    transforms: QgsCoordinateTransformContext


class UpdateReview(LocalAlgorithm):
    """Bring new predictions into a review layer without touching what people decided."""

    REVIEW = "REVIEW"
    ADDED = "ADDED"
    REMOVED = "REMOVED"
    DISAGREEMENTS = "DISAGREEMENTS"

    def name(self) -> str:
        """Return the fixed id."""
        return "updatereview"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Update review layer")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("predict again,refresh,merge,disagreement,correct").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Replaces old predictions by new ones and keeps what people decided.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "Polygons that a person accepted, corrected, added or rejected stay exactly as they "
            "are. New predictions fill the rest: those that lie on people's polygons by half or "
            "more are left out, the others are cut along them, and pieces of less than 5 percent "
            "of their area are dropped. Where the model contradicts a person (another class, less "
            "than half of the area in common, not found, or found again after rejection), the "
            "layer is not changed and the case is listed as a disagreement to look at. Everything "
            "is written at once or not at all. Needs no runtime."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            QgsProcessingParameterVectorLayer(
                self.REVIEW,
                self.tr("Review layer"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
            ),
            self.tr("The layer to change, in a GeoPackage or in PostGIS. Save its edits first."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                self.INPUT,
                self.tr("New predictions"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
            ),
            self.tr("Polygons with class_id or class_name, in any CRS."),
        )
        self.add_extent(
            self.tr(
                "The region that was predicted again, in any CRS; nothing changes outside. If "
                "empty, the rectangle around the new predictions."
            )
        )
        self.addOutput(QgsProcessingOutputVectorLayer(self.OUTPUT, self.tr("Review layer")))
        for name, text in (
            (self.ADDED, self.tr("Number of new polygons")),
            (self.REMOVED, self.tr("Number of old predictions that were removed")),
            (self.DISAGREEMENTS, self.tr("Number of new disagreements")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, text))

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> _Job:
        """Find the layer, the predictions and the region."""
        layer, source = self._inputs(parameters, context)
        return _Job(
            layer.id(),
            layer.name(),
            layer.source(),
            layer.providerType(),
            source,
            legend_of_layer(layer),
            self._region_in(layer, parameters, context),
            context.transformContext(),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for layers that cannot be used."""
        self._inputs(parameters, context)
        super().check(parameters, context)

    def _inputs(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[QgsVectorLayer, QgsFeatureSource]:
        layer = self.parameterAsVectorLayer(parameters, self.REVIEW, context)
        source = self.parameterAsSource(parameters, self.INPUT, context)
        for name, found in ((self.REVIEW, layer), (self.INPUT, source)):
            if found is None:
                raise InputError(
                    self.tr("The polygons {!r} cannot be opened").format(str(parameters.get(name))),
                    todo=self.tr("Choose a polygon layer"),
                )
        check_reviewable(layer)
        if layer.isModified():
            raise OutputError(
                self.tr("“{}” has edits that are not saved").format(layer.name()),
                self.tr("New predictions are written to its file"),
                self.tr("Save or discard the edits first"),
            )
        return layer, source

    def carry_out(self, job: _Job, reporter: FeedbackReporter) -> dict[str, Any]:
        """Compare and write."""

        def tell(share: float) -> bool:
            reporter.progress(share, self.tr("Comparing polygons"))
            return bool(reporter.feedback.isCanceled())

        # A layer of the project belongs to the main thread.
        layer = QgsVectorLayer(job.uri, job.name, job.provider)
        done = update_predictions(layer, job.source, job.legend, job.region, job.transforms, tell)
        reporter.log(
            self.tr(
                "{} old predictions removed, {} new ones added, {} polygons of people kept, {} new "
                "disagreements"
            ).format(done.removed, done.added, done.people, done.disagreements)
        )
        if done.left_out:
            reporter.log(
                self.tr("{} predictions have no area or no class and were left out").format(
                    done.left_out
                ),
                "warning",
            )
        return {"done": done}

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the layer and what changed in it."""
        done, job = result["done"], self._job
        return {
            self.OUTPUT: job.layer_id or job.uri,
            self.ADDED: done.added,
            self.REMOVED: done.removed,
            self.DISAGREEMENTS: done.disagreements,
        }

    def postProcessAlgorithm(  # noqa: N802 (Qt name)
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Have the layer of the project show what is in its file now; on the main thread."""
        project = context.project() or QgsProject.instance()
        layer = project.mapLayer(self._job.layer_id)
        if layer is not None:
            layer.reload()
        return {}

    def _region_in(
        self, layer: QgsVectorLayer, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Optional[QgsRectangle]:
        region = self.region(parameters, context)
        if region is None:
            return None
        if not region.crs().isValid() or not layer.crs().isValid():
            return QgsRectangle(region)
        change = QgsCoordinateTransform(region.crs(), layer.crs(), context.transformContext())
        try:
            return change.transformBoundingBox(QgsRectangle(region))
        except QgsCsException as error:
            raise InputError(
                self.tr("The extent cannot be brought into the CRS of “{}”").format(layer.name()),
                str(error),
                self.tr("Set an extent that overlaps the layer"),
            ) from error
