"""The algorithm ``satdl:reviewlayer``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsFeatureSource,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDatabaseSchema,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterProviderConnection,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
    QgsProcessingUtils,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.processing.local_algorithm import LocalAlgorithm
from sat_dl_plugin.review.layer_making import (
    Target,
    geopackage_target,
    make_review_layer,
    postgis_target,
)
from sat_dl_plugin.review.legends import legend_for, parsed_classes, style_classes
from sat_dl_plugin.styling.post_processors import prepare_review


@dataclass(frozen=True)
class _Job:
    source: QgsFeatureSource
    drawn: dict[str, str]
    """Name -> colour of the classes that the polygons are drawn with."""
    further: dict[int, str]
    target: Target


class ReviewLayer(LocalAlgorithm):
    """Make a layer to be reviewed out of predicted polygons."""

    CLASSES = "CLASSES"
    DATABASE = "DATABASE"
    SCHEMA = "SCHEMA"
    TABLE = "TABLE"
    COUNT = "COUNT"

    def name(self) -> str:
        """Return the fixed id."""
        return "reviewlayer"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Make review layer")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("correct,annotate,label,accept,reject,quality,postgis").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Turns predicted polygons into a layer in which people decide on each.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "The layer has the fields class_id, class_name, confidence (0 to 1), area_m2 (m² on "
            "the ellipsoid), status, model and run_id, a style with the status as outline and the "
            "class as fill, a form with lists of classes and statuses, and tables for the journal "
            "of the review. Broken outlines are repaired; those that cannot be repaired are listed "
            "in the log. Needs no runtime."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            QgsProcessingParameterFeatureSource(
                self.INPUT,
                self.tr("Predicted polygons"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
            ),
            self.tr(
                "Polygons with class_id or class_name, such as those of “Segment to polygons”. "
                "Missing fields are filled in."
            ),
        )
        self.add(
            QgsProcessingParameterString(
                self.CLASSES, self.tr("Further classes"), defaultValue="", optional=True
            ),
            self.tr(
                "Classes that were not predicted but may be drawn, as number=name separated by "
                "commas, such as 3=road, 4=track. Numbers are 1 to 254."
            ),
        )
        self.add(
            QgsProcessingParameterVectorDestination(
                self.OUTPUT,
                self.tr("Review layer"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
            ),
            self.tr(
                "A GeoPackage. Existing review layers are never replaced. Not needed when the "
                "layer goes into a database."
            ),
        )
        self._add_database()
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, self.tr("Number of polygons")))

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> _Job:
        """Find the polygons, their classes, and where they go."""
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise self._unreadable(parameters)
        layer = self.parameterAsVectorLayer(parameters, self.INPUT, context)
        return _Job(
            source,
            style_classes(layer if isinstance(layer, QgsVectorLayer) else None),
            parsed_classes(self.parameterAsString(parameters, self.CLASSES, context)),
            self._target(parameters, context),
        )

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for polygons that cannot be used and files that must stay."""
        if self.parameterAsSource(parameters, self.INPUT, context) is None:
            raise self._unreadable(parameters)
        parsed_classes(self.parameterAsString(parameters, self.CLASSES, context))
        given = parameters.get(self.OUTPUT)
        if parameters.get(self.DATABASE):
            self._target(parameters, context)
        elif isinstance(given, str) and given.endswith(".gpkg"):
            # Not the other ones: asking for their files would make temporary ones.
            geopackage_target(Path(given))
        super().check(parameters, context)

    def carry_out(self, job: _Job, reporter: FeedbackReporter) -> dict[str, Any]:
        """Write the layer."""
        legend = legend_for(job.source, job.drawn, job.further)
        reporter.progress(0.0, self.tr("Writing polygons"))

        def tell(share: float) -> bool:
            reporter.progress(share, self.tr("Writing polygons"))
            return bool(reporter.feedback.isCanceled())

        made = make_review_layer(job.source, legend, job.target, tell)
        reporter.log(
            self.tr("{} polygons, {} of them repaired").format(made.polygons, made.repaired)
        )
        for reason in made.left_out:
            reporter.log(reason, "warning")
        return {"uri": made.uri, "provider": job.target.provider, "count": made.polygons}

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the layer and how many polygons it has."""
        output = result["uri"].partition("|")[0]
        if result["provider"] != "ogr":
            output = QgsProcessingUtils.encodeProviderKeyAndUri(result["provider"], result["uri"])
            name = self._job.target.table
            details = QgsProcessingContext.LayerDetails(name, context.project(), name)
            context.addLayerToLoadOnCompletion(output, details)
        prepare_review(context, output)
        return {self.OUTPUT: output, self.COUNT: result["count"]}

    def _unreadable(self, parameters: dict[str, Any]) -> InputError:
        return InputError(
            self.tr("The polygons {!r} cannot be opened").format(str(parameters.get(self.INPUT))),
            todo=self.tr("Choose a polygon layer"),
        )

    def _add_database(self) -> None:
        self.add(
            QgsProcessingParameterProviderConnection(
                self.DATABASE, self.tr("Database"), "postgres", optional=True
            ),
            self.tr(
                "A PostGIS connection of QGIS; several people can then review at once over the "
                "network. If empty, the GeoPackage above is used."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterDatabaseSchema(
                self.SCHEMA,
                self.tr("Schema"),
                connectionParameterName=self.DATABASE,
                defaultValue="public",
                optional=True,
            ),
            self.tr("Schema of the database in which the table is made."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString(
                self.TABLE, self.tr("Table"), defaultValue="review", optional=True
            ),
            self.tr("Name of the new table, which must not exist yet."),
            advanced=True,
        )

    def _target(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Target:
        if parameters.get(self.DATABASE):
            return postgis_target(
                self.parameterAsConnectionName(parameters, self.DATABASE, context),
                self.parameterAsSchema(parameters, self.SCHEMA, context) or "public",
                self.parameterAsString(parameters, self.TABLE, context).strip() or "review",
            )
        return geopackage_target(Path(self.output_path(parameters, self.OUTPUT, context)))
