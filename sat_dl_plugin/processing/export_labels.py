"""The algorithm ``satdl:exportlabels``."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QTransform

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.processing.feedback_reporter import FeedbackReporter
from sat_dl_plugin.processing.local_algorithm import LocalAlgorithm
from sat_dl_plugin.processing.raster_input import unreadable
from sat_dl_plugin.review.label_export import (
    LABEL_FORMATS,
    SUFFIXES,
    LabelExport,
    Picture,
    export_labels,
)
from sat_dl_plugin.review.legends import legend_for, style_classes
from sat_dl_plugin.review.schema import STATUSES, TRUE
from sat_dl_plugin.styling.review import status_names


class ExportLabels(LocalAlgorithm):
    """Write reviewed polygons in formats that other programs read."""

    FORMAT = "FORMAT"
    STATUS = "STATUS"
    RASTER = "RASTER"
    COUNT = "COUNT"

    def name(self) -> str:
        """Return the fixed id."""
        return "exportlabels"

    def displayName(self) -> str:  # noqa: N802 (Qt name)
        """Return the readable name."""
        return self.tr("Export labels")

    def tags(self) -> list[str]:
        """Return words the toolbox search finds this by."""
        return self.tr("coco,geojson,wkt,dstl,kaggle,annotations,ground truth").split(",")

    def shortDescription(self) -> str:  # noqa: N802 (Qt name)
        """Return one line about the algorithm."""
        return self.tr("Writes reviewed polygons as GeoPackage, GeoJSON, COCO or a WKT table.")

    def details(self) -> str:
        """Return what there is to know beyond the short description."""
        return self.tr(
            "GeoJSON is in degrees (WGS 84). COCO describes one image and its objects in pixels, "
            "clipped to the image, without holes. The WKT table is that of the Dstl contest, one "
            "row per class; with a raster, x runs from 0 to Xmax and y from 0 down to Ymin "
            "(without unit, 0.01 for the longer side), which are written next to it; without a "
            "raster, coordinates are those of the layer. For chips with images, see “Export "
            "training chips”. Needs no runtime."
        )

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:  # noqa: N802
        """Define the parameters."""
        self.add(
            QgsProcessingParameterFeatureSource(
                self.INPUT, self.tr("Polygons"), [QgsProcessing.SourceType.TypeVectorPolygon]
            ),
            self.tr("A review layer, or other polygons with class_id or class_name."),
        )
        self.add(
            QgsProcessingParameterEnum(
                self.FORMAT,
                self.tr("Format"),
                options=["GeoPackage", "GeoJSON", "COCO", self.tr("WKT table (Dstl)")],
                defaultValue=0,
            ),
            self.tr("File extensions are .gpkg, .geojson, .json and .csv."),
        )
        names = status_names()
        self.add(
            QgsProcessingParameterEnum(
                self.STATUS,
                self.tr("Status"),
                options=[names[status] for status in STATUSES],
                allowMultiple=True,
                defaultValue=[STATUSES.index(status) for status in TRUE],
            ),
            self.tr(
                "Polygons with another status are left out; by default only polygons that people "
                "confirmed are written. If the layer has no field “status”, all polygons are "
                "written."
            ),
        )
        self.add(
            QgsProcessingParameterRasterLayer(self.RASTER, self.tr("Raster"), optional=True),
            self.tr(
                "The image the labels belong to. COCO requires it, a WKT table takes its "
                "coordinates from it, and the other formats do not use it."
            ),
        )
        self.add(
            QgsProcessingParameterFileDestination(
                self.OUTPUT,
                self.tr("Labels"),
                "GeoPackage (*.gpkg);;GeoJSON (*.geojson);;COCO (*.json);;WKT (*.csv)",
            ),
            self.tr("The file, with the extension of its format."),
        )
        self.addOutput(QgsProcessingOutputNumber(self.COUNT, self.tr("Number of polygons")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        """Raise a `SatDlError` for what does not fit together."""
        layer_format = self._format(parameters, context)
        if layer_format == "coco" and not parameters.get(self.RASTER):
            raise InputError(
                self.tr("No raster is given"),
                self.tr("COCO uses the pixel coordinates of an image"),
                self.tr("Choose the raster that the polygons were drawn on"),
            )
        given = parameters.get(self.OUTPUT)
        if isinstance(given, str) and given != QgsProcessing.TEMPORARY_OUTPUT:
            self._check_ending(Path(given), layer_format)
        super().check(parameters, context)

    def build_job(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> LabelExport:
        """Find the polygons, their classes, and the picture."""
        source = self.parameterAsSource(parameters, self.INPUT, context)
        if source is None:
            raise InputError(
                self.tr("The polygons {!r} cannot be opened").format(
                    str(parameters.get(self.INPUT))
                ),
                todo=self.tr("Choose a polygon layer"),
            )
        layer_format = self._format(parameters, context)
        drawn = style_classes(self.parameterAsVectorLayer(parameters, self.INPUT, context))
        chosen = self.parameterAsEnums(parameters, self.STATUS, context)
        return LabelExport(
            source=source,
            legend=legend_for(source, drawn, {}),
            format=layer_format,
            target=self._target(parameters, context, layer_format),
            statuses=tuple(STATUSES[place] for place in chosen),
            picture=self._picture(parameters, context),
            transforms=context.transformContext(),
        )

    def carry_out(self, job: LabelExport, reporter: FeedbackReporter) -> dict[str, Any]:
        """Write the file."""

        def tell(share: float) -> bool:
            reporter.progress(share, self.tr("Writing polygons"))
            return bool(reporter.feedback.isCanceled())

        count = export_labels(job, tell)
        reporter.log(self.tr("{} polygons written to {}").format(count, job.target))
        if not count:
            reporter.log(
                self.tr("No polygon has one of the chosen states, or none lies on the raster"),
                "warning",
            )
        return {"count": count}

    def outputs(
        self,
        result: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Return the file and how many polygons are in it."""
        return {self.OUTPUT: str(self._job.target), self.COUNT: result["count"]}

    def _format(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return LABEL_FORMATS[self.parameterAsEnum(parameters, self.FORMAT, context)]

    def _target(
        self, parameters: dict[str, Any], context: QgsProcessingContext, layer_format: str
    ) -> Path:
        path = Path(self.parameterAsFileOutput(parameters, self.OUTPUT, context))
        if parameters.get(self.OUTPUT) == QgsProcessing.TEMPORARY_OUTPUT:
            # QGIS takes the ending of the first format.
            return path.with_suffix(SUFFIXES[layer_format][0])
        self._check_ending(path, layer_format)
        return path

    def _check_ending(self, path: Path, layer_format: str) -> None:
        if path.suffix.lower() not in SUFFIXES[layer_format]:
            raise OutputError(
                self.tr("{} does not have the extension of its format").format(path.name),
                self.tr("Programs recognise formats by the file extension"),
                self.tr("Use the extension {}").format(SUFFIXES[layer_format][0]),
            )

    def _picture(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> Optional[Picture]:
        if not parameters.get(self.RASTER):
            return None
        layer = self.parameterAsRasterLayer(parameters, self.RASTER, context)
        if layer is None or not layer.isValid() or not layer.width():
            raise unreadable(parameters.get(self.RASTER))
        return Picture(
            Path(layer.source().partition("|")[0]).name,
            layer.width(),
            layer.height(),
            _to_pixels(layer),
            layer.crs(),
        )


def _to_pixels(layer: QgsRasterLayer) -> QTransform:
    """Return the way from the CRS of a raster, which QGIS shows north up, to columns and rows."""
    extent = layer.extent()
    across, down = layer.width() / extent.width(), layer.height() / extent.height()
    return QTransform(across, 0, 0, -down, -extent.xMinimum() * across, extent.yMaximum() * down)
