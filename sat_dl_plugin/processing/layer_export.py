"""Layers without a file of their own: copied or drawn into a temporary GeoTIFF.

Providers with real values (WCS, PostGIS raster, virtual rasters) are copied on their own pixel
grid; providers of pictures (XYZ, WMS, ArcGIS) are drawn at the resolution a model was trained
at, with their alpha, so that tiles that never arrived stay without data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsDistanceArea,
    QgsPointXY,
    QgsProcessingFeedback,
    QgsRasterBlockFeedback,
    QgsRasterDataProvider,
    QgsRasterFileWriter,
    QgsRasterLayer,
    QgsRasterPipe,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSingleBandColorDataRenderer,
)
from qgis.PyQt.QtCore import QLocale, Qt, QThread

from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.i18n import tr

MAX_EXPORT_PIXELS = 400_000_000
"""About 20 000 x 20 000 pixels, 6 000 tiles of a tile server: more is surely a mistake."""

_ALPHA_BAND = 4

_COLOURS = {
    Qgis.RasterColorInterpretation.RedBand: gdal.GCI_RedBand,
    Qgis.RasterColorInterpretation.GreenBand: gdal.GCI_GreenBand,
    Qgis.RasterColorInterpretation.BlueBand: gdal.GCI_BlueBand,
    Qgis.RasterColorInterpretation.AlphaBand: gdal.GCI_AlphaBand,
}


@dataclass(frozen=True)
class ExportGrid:
    """The pixels of an export, in the layer's CRS."""

    columns: int
    rows: int
    extent: QgsRectangle


def is_picture(provider: QgsRasterDataProvider) -> bool:
    """Return True when a provider has no values, only a drawn picture (XYZ, WMS, …)."""
    return provider.dataType(1) in (
        Qgis.DataType.ARGB32,
        Qgis.DataType.ARGB32_Premultiplied,
    )


def has_own_pixels(provider: QgsRasterDataProvider) -> bool:
    """Return True when a provider knows its own pixel grid."""
    sized = bool(provider.capabilities() & Qgis.RasterInterfaceCapability.Size)
    return sized and provider.xSize() > 0 and provider.ySize() > 0


class LayerExport:
    """One layer on its way into a file; made on the main thread, written on any one.

    Args:
        layer: The layer; only its provider is kept, as a copy.
        region: What is wanted, in any CRS; the whole layer when None.
        path: GeoTIFF to write.
        transform_context: How to get from one CRS to another.
    """

    def __init__(
        self,
        layer: QgsRasterLayer,
        region: Optional[QgsReferencedRectangle],
        path: str,
        transform_context: QgsCoordinateTransformContext,
    ) -> None:
        self.path = path
        self._name = layer.name()
        self._crs = layer.crs()
        self._transform_context = transform_context
        self._extent = self._wanted(layer.extent(), region)
        self._whole = layer.extent()
        provider = layer.dataProvider().clone()
        self.picture = is_picture(provider)
        self.own_pixels = has_own_pixels(provider) and not self.picture
        self._size = (provider.xSize(), provider.ySize())
        self._colours = [
            _COLOURS.get(provider.colorInterpretation(band))
            for band in range(1, provider.bandCount() + 1)
        ]
        self._pipe = QgsRasterPipe()
        self._pipe.set(provider)
        if self.picture:
            self._pipe.set(QgsSingleBandColorDataRenderer(provider, 1))
        # Sockets and timers of a provider live in the thread that writes, see `write`.
        self._pipe.moveToThread(None)

    def write(
        self, gsd_m: Optional[float], reporter: Reporter, feedback: QgsProcessingFeedback
    ) -> None:
        """Write the file.

        Args:
            gsd_m: Metres per pixel for layers without pixels of their own.
            reporter: Told how far it is and how much is missing.
            feedback: Its cancellation stops the writing.

        Raises:
            InputError: If the export would be empty or absurdly large, or no tile arrived.
            OutputError: If the file cannot be written.
            JobCancelled: If the user stopped it.
        """
        grid = self.grid(gsd_m)
        reporter.log(
            tr("Copying layer “{}” to a temporary file, {} by {} pixels").format(
                self._name, grid.columns, grid.rows
            )
        )
        self._write_pixels(grid, reporter, feedback)
        if not self.picture:
            self._keep_colours()
        self._report_missing(reporter)

    def grid(self, gsd_m: Optional[float]) -> ExportGrid:
        """Return the pixels that `write` writes.

        Raises:
            InputError: If there is no resolution to draw at, or the grid is absurdly large.
        """
        if self.own_pixels:
            grid = self._own_grid()
        elif gsd_m is None:
            raise InputError(
                tr("Layer “{}” has no pixels of its own").format(self._name),
                tr("The model does not say how many metres a pixel should have"),
                tr("Import the model with its resolution, or export the layer to a GeoTIFF first"),
            )
        else:
            grid = self._metric_grid(gsd_m)
        if grid.columns * grid.rows > MAX_EXPORT_PIXELS:
            raise InputError(
                tr("Copying layer “{}” would take {} by {} pixels").format(
                    self._name, grid.columns, grid.rows
                ),
                tr("Layers that are not files are copied first, up to {} million pixels").format(
                    MAX_EXPORT_PIXELS // 1_000_000
                ),
                tr("Choose a smaller extent"),
            )
        return grid

    def _wanted(
        self, whole: QgsRectangle, region: Optional[QgsReferencedRectangle]
    ) -> QgsRectangle:
        if region is None:
            return QgsRectangle(whole)
        transform = QgsCoordinateTransform(region.crs(), self._crs, self._transform_context)
        try:
            wanted = transform.transformBoundingBox(region)
        except QgsCsException as error:
            raise InputError(
                tr("The extent cannot be brought into the CRS of layer “{}”").format(self._name),
                str(error),
                tr("Choose another extent"),
            ) from error
        # The extent of a tile server covers the world, so this rarely cuts anything off.
        wanted = wanted.intersect(whole)
        if wanted.isEmpty():
            raise InputError(
                tr("The extent is outside layer “{}”").format(self._name),
                todo=tr("Choose an extent that overlaps the layer"),
            )
        return wanted

    def _own_grid(self) -> ExportGrid:
        columns, rows = self._size
        width = self._whole.width() / columns
        height = self._whole.height() / rows
        left = max(0, math.floor((self._extent.xMinimum() - self._whole.xMinimum()) / width + 1e-6))
        top = max(0, math.floor((self._whole.yMaximum() - self._extent.yMaximum()) / height + 1e-6))
        right = min(
            columns, math.ceil((self._extent.xMaximum() - self._whole.xMinimum()) / width - 1e-6)
        )
        bottom = min(
            rows, math.ceil((self._whole.yMaximum() - self._extent.yMinimum()) / height - 1e-6)
        )
        return ExportGrid(
            right - left,
            bottom - top,
            QgsRectangle(
                self._whole.xMinimum() + left * width,
                self._whole.yMaximum() - bottom * height,
                self._whole.xMinimum() + right * width,
                self._whole.yMaximum() - top * height,
            ),
        )

    def _metric_grid(self, gsd_m: float) -> ExportGrid:
        units_x, units_y = units_per_metre(
            self._crs, self._extent.center(), self._transform_context
        )
        width, height = gsd_m * units_x, gsd_m * units_y
        columns = max(1, math.ceil(self._extent.width() / width - 1e-6))
        rows = max(1, math.ceil(self._extent.height() / height - 1e-6))
        left, top = self._extent.xMinimum(), self._extent.yMaximum()
        return ExportGrid(
            columns, rows, QgsRectangle(left, top - rows * height, left + columns * width, top)
        )

    def _write_pixels(
        self, grid: ExportGrid, reporter: Reporter, feedback: QgsProcessingFeedback
    ) -> None:
        block_feedback = QgsRasterBlockFeedback()
        # Direct: the thread that writes has no event loop that would deliver it.
        feedback.canceled.connect(block_feedback.cancel, Qt.ConnectionType.DirectConnection)
        block_feedback.progressChanged.connect(
            lambda percent: reporter.progress(percent / 100.0, tr("Copying the layer"))
        )
        # From here on the pipe lives and ends in this thread.
        pipe, self._pipe = self._pipe, QgsRasterPipe()
        pipe.moveToThread(QThread.currentThread())
        writer = QgsRasterFileWriter(self.path)
        _set_creation_options(writer, ["TILED=YES", "COMPRESS=LZW", "BIGTIFF=IF_SAFER"])
        failure = writer.writeRaster(
            pipe,
            grid.columns,
            grid.rows,
            grid.extent,
            self._crs,
            self._transform_context,
            block_feedback,
        )
        if feedback.isCanceled() or failure != Qgis.RasterFileWriterResult.Success:
            Path(self.path).unlink(missing_ok=True)
        if feedback.isCanceled():
            raise JobCancelled(tr("Cancelled, nothing was written"))
        if failure != Qgis.RasterFileWriterResult.Success:
            raise OutputError(
                tr("Layer “{}” could not be copied to a temporary file").format(self._name),
                "; ".join(block_feedback.errors()) or str(failure),
                tr("Check the layer and the free space for temporary files"),
            )

    def _keep_colours(self) -> None:
        """Say again which bands are red, green, blue and alpha: QGIS's writer leaves it out."""
        if not any(self._colours):
            return
        dataset = gdal.OpenEx(self.path, gdal.OF_RASTER | gdal.OF_UPDATE)
        for band, colour in enumerate(self._colours, 1):
            if colour is not None:
                dataset.GetRasterBand(band).SetColorInterpretation(colour)
        dataset.FlushCache()

    def _report_missing(self, reporter: Reporter) -> None:
        missing = missing_share(self.path, has_alpha=self.picture)
        if missing >= 1.0:
            raise InputError(
                tr("Layer “{}” gave no data for this extent").format(self._name),
                tr("The server did not answer, or has nothing there"),
                tr("Check the address and the network, or choose another extent"),
            )
        if missing > 0.0:
            reporter.log(
                tr("{} % of the pixels of layer “{}” are missing, treated as nodata").format(
                    QLocale().toString(100.0 * missing, "f", 1), self._name
                ),
                "warning",
            )


def units_per_metre(
    crs: QgsCoordinateReferenceSystem,
    point: QgsPointXY,
    transform_context: QgsCoordinateTransformContext,
) -> tuple[float, float]:
    """Return how many CRS units make a metre on the ground at a point, along x and y.

    Measured on the ellipsoid, so that Web Mercator and degrees come out right.
    """
    if not crs.isValid():
        return 1.0, 1.0
    measure = QgsDistanceArea()
    measure.setSourceCrs(crs, transform_context)
    measure.setEllipsoid(crs.ellipsoidAcronym() or "EPSG:7030")
    step = 1e-4 if crs.isGeographic() else 10.0
    metres_x = measure.measureLine(point, QgsPointXY(point.x() + step, point.y()))
    metres_y = measure.measureLine(point, QgsPointXY(point.x(), point.y() + step))
    return step / metres_x, step / metres_y


def missing_share(path: str, *, has_alpha: bool) -> float:
    """Return the share of pixels without data in a raster, 0 to 1.

    Args:
        path: The raster.
        has_alpha: Whether band 4 says which pixels are there; nodata values otherwise.
    """
    layer = QgsRasterLayer(path, "export", "gdal")
    provider = layer.dataProvider()
    total = layer.width() * layer.height()
    if has_alpha:
        stats: Any = provider.bandStatistics(_ALPHA_BAND)
        return 1.0 - stats.mean / 255.0
    stats = provider.bandStatistics(1)
    return 1.0 - stats.elementCount / total


def _set_creation_options(writer: QgsRasterFileWriter, options: list[str]) -> None:
    # Renamed in QGIS 3.44; the old name goes away with QGIS 4.
    setter = getattr(writer, "setCreationOptions", None) or writer.setCreateOptions
    setter(options)
