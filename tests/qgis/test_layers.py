"""Inputs that are no plain file: servers, virtual rasters, sublayers, masks of any provider."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingAlgRunnerTask,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.processing import layer_export, raster_input
from sat_dl_plugin.processing.polygonize import Polygonize
from sat_dl_plugin.processing.segment import Segment

# Tile of zoom 17 over Banepa, Nepal, that the tests are made around.
ZOOM, TILE_X, TILE_Y = 17, 96_690, 55_210
TILE_PX = 256
WEB_MERCATOR_HALF_M = 20037508.342789244


def png(red: int, green: int, blue: int) -> bytes:
    """Return a tile of one colour."""
    rows = b"".join(b"\0" + bytes((red, green, blue)) * TILE_PX for _ in range(TILE_PX))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", TILE_PX, TILE_PX, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@dataclass
class TileServer:
    """A tile server on this machine; the odd columns of one zoom are missing."""

    url: str
    asked: list[str]
    open_for_all: threading.Event
    """Set while the server answers; cleared, every request waits."""


@pytest.fixture
def tile_server() -> Iterator[TileServer]:
    asked: list[str] = []
    tile = png(200, 120, 40)
    open_for_all = threading.Event()
    open_for_all.set()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            open_for_all.wait()
            _, zoom, column, _ = self.path.split("/")
            if int(zoom) == ZOOM and int(column) % 2:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(tile)))
            self.end_headers()
            self.wfile.write(tile)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield TileServer(f"http://127.0.0.1:{server.server_port}", asked, open_for_all)
    open_for_all.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def xyz_layer(tile_server: TileServer) -> Iterator[QgsRasterLayer]:
    uri = f"type=xyz&url={tile_server.url}/{{z}}/{{x}}/{{y}}.png&zmin=0&zmax=19"
    layer = QgsRasterLayer(uri, "tiles", "wms")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().removeMapLayer(layer)


def tiles_extent(columns: int, rows: int = 1) -> QgsReferencedRectangle:
    """Return the rectangle of some tiles from the test tile on."""
    side = 2 * WEB_MERCATOR_HALF_M / 2**ZOOM
    left = TILE_X * side - WEB_MERCATOR_HALF_M
    top = WEB_MERCATOR_HALF_M - TILE_Y * side
    return QgsReferencedRectangle(
        QgsRectangle(left, top - rows * side, left + columns * side, top),
        QgsCoordinateReferenceSystem("EPSG:3857"),
    )


class Exporting:
    """Runs algorithms and keeps what the worker was given as its input."""

    def __init__(self, workers, context, feedback) -> None:
        self.workers, self.context, self.feedback = workers, context, feedback

    def run(self, **parameters):
        algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segment")
        algorithm.run(parameters, self.context, self.feedback, catchExceptions=False)
        return gdal.Open(self.workers.jobs[-1].input)


@pytest.fixture
def exporting(provider, workers, context, feedback) -> Exporting:
    return Exporting(workers, context, feedback)


@pytest.fixture
def fine_model(models) -> None:
    """A model of about the resolution of the zoom that has missing tiles, at this latitude."""
    (models / "fields.json").write_text(
        '{"name": "fields", "gsd_m": 1.05, "classes": [{"id": 6, "name": "crop"}]}'
    )


@pytest.mark.usefixtures("fine_model")
def test_missing_tiles_become_nodata_and_are_reported(exporting, xyz_layer, tmp_path):
    dataset = exporting.run(
        INPUT=xyz_layer, MODELS="fields", EXTENT=tiles_extent(4), OUTPUT=str(tmp_path / "c.tif")
    )

    assert dataset.RasterCount == 4
    assert dataset.GetRasterBand(4).GetColorInterpretation() == gdal.GCI_AlphaBand
    pixels = dataset.ReadAsArray()
    there = pixels[3] == 255
    assert 0.45 < there.mean() < 0.55
    assert set(np.unique(pixels[3])) == {0, 255}
    np.testing.assert_array_equal(np.unique(pixels[:3, there], axis=1).ravel(), [200, 120, 40])
    [warning] = [line for line in exporting.feedback.warnings if "missing" in line]
    assert f"{100 * (1 - there.mean()):.1f} %" in warning


def test_picture_is_drawn_at_the_models_ground_resolution(exporting, xyz_layer, tmp_path):
    dataset = exporting.run(
        INPUT=xyz_layer, MODELS="fields", EXTENT=tiles_extent(2), OUTPUT=str(tmp_path / "c.tif")
    )

    # 2 m on the ground are more units of Web Mercator, by 1 / cos(latitude of 27.6 degrees).
    width = dataset.GetGeoTransform()[1]
    assert width == pytest.approx(2.0 / np.cos(np.radians(27.63)), rel=0.01)


def test_gsd_of_a_model_without_a_card_file_is_asked_for(exporting, xyz_layer, workers, tmp_path):
    workers.gsd_m = 4.0

    dataset = exporting.run(
        INPUT=xyz_layer, MODELS="urban", EXTENT=tiles_extent(2), OUTPUT=str(tmp_path / "c.tif")
    )

    assert [job.verb for job in workers.jobs] == ["describe", "segment"]
    assert dataset.GetGeoTransform()[1] == pytest.approx(4.0 / np.cos(np.radians(27.63)), rel=0.01)


def test_model_without_gsd_cannot_draw(exporting, xyz_layer, workers, tmp_path):
    workers.gsd_m = None

    with pytest.raises(QgsProcessingException, match=r"no pixels of its own.*Import the model"):
        exporting.run(
            INPUT=xyz_layer, MODELS="urban", EXTENT=tiles_extent(2), OUTPUT=str(tmp_path / "c.tif")
        )


def test_extent_of_a_picture_may_be_in_degrees(exporting, xyz_layer, tmp_path):
    mercator = tiles_extent(2)
    to_degrees = QgsCoordinateTransform(
        mercator.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    degrees = QgsReferencedRectangle(
        to_degrees.transformBoundingBox(mercator), to_degrees.destinationCrs()
    )

    dataset = exporting.run(
        INPUT=xyz_layer, MODELS="fields", EXTENT=degrees, OUTPUT=str(tmp_path / "c.tif")
    )

    left, width, _, top, _, _ = dataset.GetGeoTransform()
    assert left == pytest.approx(mercator.xMinimum(), abs=0.01)
    assert top == pytest.approx(mercator.yMaximum(), abs=0.01)
    assert left + width * dataset.RasterXSize == pytest.approx(mercator.xMaximum(), abs=abs(width))
    assert exporting.workers.jobs[-1].extent is None


@pytest.mark.usefixtures("fine_model")
def test_no_tile_at_all_is_an_error(exporting, xyz_layer, tmp_path):
    side = 2 * WEB_MERCATOR_HALF_M / 2**ZOOM
    odd = QgsRectangle(tiles_extent(1))
    odd.setXMinimum(odd.xMinimum() + 1.2 * side)
    odd.setXMaximum(odd.xMaximum() + 0.8 * side)

    with pytest.raises(QgsProcessingException, match="gave no data for this extent"):
        exporting.run(
            INPUT=xyz_layer,
            MODELS="fields",
            EXTENT=QgsReferencedRectangle(odd, QgsCoordinateReferenceSystem("EPSG:3857")),
            OUTPUT=str(tmp_path / "c.tif"),
        )


def test_endless_layer_needs_an_extent(xyz_layer, context, feedback, provider):
    parameters = {"INPUT": xyz_layer, "MODELS": "fields", "OUTPUT": "c.tif"}

    fine, reason = Segment().create().checkParameterValues(parameters, context)

    assert not fine
    assert "has no fixed extent" in reason
    assert reason.endswith("Set an extent.")


def test_absurd_pixel_count_is_refused(exporting, xyz_layer, tile_server, tmp_path):
    asked_before = len(tile_server.asked)

    with pytest.raises(QgsProcessingException, match=r"million pixels\. Choose a smaller extent"):
        exporting.run(
            INPUT=xyz_layer,
            MODELS="fields",
            EXTENT=tiles_extent(4000, 4000),
            OUTPUT=str(tmp_path / "c.tif"),
        )
    assert len(tile_server.asked) == asked_before


def test_picture_is_no_class_raster(xyz_layer, context, feedback, provider):
    algorithm = Polygonize().create()

    with pytest.raises(InputError, match="has no values, only a rendered image"):
        algorithm.build_job(
            {"INPUT": xyz_layer, "EXTENT": tiles_extent(1), "OUTPUT": "p.gpkg"}, context, feedback
        )


def test_picture_can_be_drawn_in_a_background_thread(
    xyz_layer, workers, context, feedback, provider, tmp_path, qtbot
):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segment")
    parameters = {
        "INPUT": xyz_layer,
        "MODELS": "fields",
        "EXTENT": tiles_extent(2),
        "OUTPUT": str(tmp_path / "c.tif"),
    }
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)

    with qtbot.waitSignal(task.executed, timeout=30_000) as signal:
        QgsApplication.taskManager().addTask(task)

    assert signal.args[0], feedback.htmlLog()
    assert gdal.Open(workers.jobs[-1].input).RasterCount == 4


def test_cancel_stops_the_drawing(exporting, xyz_layer, tmp_path):
    exporting.feedback.cancel()

    with pytest.raises(QgsProcessingException, match="Cancelled"):
        exporting.run(
            INPUT=xyz_layer, MODELS="fields", EXTENT=tiles_extent(2), OUTPUT=str(tmp_path / "c.tif")
        )
    assert exporting.workers.jobs == []


def test_cancel_stops_a_drawing_that_waits_for_the_server(
    xyz_layer, tile_server, workers, context, feedback, provider, tmp_path, qtbot
):
    tile_server.open_for_all.clear()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segment")
    parameters = {
        "INPUT": xyz_layer,
        "MODELS": "fields",
        "EXTENT": tiles_extent(2),
        "OUTPUT": str(tmp_path / "c.tif"),
    }
    task = QgsProcessingAlgRunnerTask(algorithm, parameters, context, feedback)
    QgsApplication.taskManager().addTask(task)
    qtbot.waitUntil(lambda: bool(tile_server.asked), timeout=30_000)

    with qtbot.waitSignal(task.executed, timeout=30_000) as signal:
        feedback.cancel()

    assert not signal.args[0]
    assert "Cancelled" in feedback.htmlLog()
    assert workers.jobs == []


@pytest.fixture
def virtual_layer(raster_factory, tmp_path) -> Iterator[QgsRasterLayer]:
    """A layer of QGIS's virtual raster provider: twice the values of a file."""
    source = QgsRasterLayer(raster_factory(tmp_path / "values.tif", size=16, fill=50), "values")
    QgsProject.instance().addMapLayer(source)
    uri = (
        "?crs=EPSG:32645&extent=500000,2999984,500016,3000000&width=16&height=16"
        f"&formula=%22values@1%22*2&values:uri={source.source()}&values:provider=gdal"
    )
    layer = QgsRasterLayer(uri, "doubled", "virtualraster")
    assert layer.isValid()
    yield layer
    QgsProject.instance().removeMapLayer(source)


def test_values_of_a_virtual_raster_are_copied(exporting, virtual_layer, tmp_path):
    dataset = exporting.run(INPUT=virtual_layer, MODELS="urban", OUTPUT=str(tmp_path / "c.tif"))

    assert dataset.ReadAsArray().shape == (16, 16)
    assert dataset.GetGeoTransform() == (500000.0, 1.0, 0.0, 3000000.0, 0.0, -1.0)
    np.testing.assert_array_equal(dataset.ReadAsArray(), 100)


def test_copy_is_cut_on_the_layers_own_pixels(exporting, virtual_layer, tmp_path):
    dataset = exporting.run(
        INPUT=virtual_layer,
        MODELS="urban",
        EXTENT="500003.4,500007.6,2999990.2,2999995 [EPSG:32645]",
        OUTPUT=str(tmp_path / "c.tif"),
    )

    assert (dataset.RasterXSize, dataset.RasterYSize) == (5, 5)
    assert dataset.GetGeoTransform() == (500003.0, 1.0, 0.0, 2999995.0, 0.0, -1.0)


def test_extent_outside_of_a_copied_layer(virtual_layer, context, feedback, provider):
    with pytest.raises(InputError, match="is outside layer “doubled”"):
        Segment().create().build_job(
            {
                "INPUT": virtual_layer,
                "MODELS": "urban",
                "EXTENT": "0,10,0,10 [EPSG:32645]",
                "OUTPUT": "c.tif",
            },
            context,
            feedback,
        )


def test_raw_nodata_counts_as_missing(raster_factory, tmp_path, qgis_app):
    path = raster_factory(tmp_path / "holes.tif", size=4)
    dataset = gdal.Open(path, gdal.GA_Update)
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(0)
    band.WriteArray(np.array([[0, 1, 1, 1]], np.uint8))
    dataset = band = None

    assert layer_export.missing_share(path, has_alpha=False) == pytest.approx(1 / 16)


@pytest.mark.parametrize(
    ("crs", "point", "expected"),
    [
        ("EPSG:32645", (500000, 3000000), (1.0, 1.0)),
        ("EPSG:2263", (1000000, 200000), (3.2808, 3.2808)),
        ("EPSG:4326", (0, 60), (1 / 55800, 1 / 111412)),
    ],
)
def test_units_per_metre(crs, point, expected, qgis_app):
    found = layer_export.units_per_metre(
        QgsCoordinateReferenceSystem(crs),
        QgsPointXY(*point),
        QgsProject.instance().transformContext(),
    )

    assert found == pytest.approx(expected, rel=2e-3)


@pytest.fixture
def input_path(context, feedback, provider):
    def path(layer):
        job = (
            Segment()
            .create()
            .build_job({"INPUT": layer, "MODELS": "urban", "OUTPUT": "c.tif"}, context, feedback)
        )
        return job.input

    return path


def test_vrt_and_zip_go_to_the_engine_as_they_are(input_path, raster, tmp_path):
    vrt = str(tmp_path / "mosaic.vrt")
    gdal.BuildVRT(vrt, [raster]).FlushCache()
    archive = tmp_path / "scene.zip"
    import zipfile

    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(raster, "scene.tif")

    assert input_path(QgsRasterLayer(vrt, "vrt")) == vrt
    inside = f"/vsizip/{archive}/scene.tif"
    assert gdal.Open(input_path(QgsRasterLayer(inside, "zip"))).RasterCount == 3


@pytest.fixture
def package(raster, tmp_path):
    """A GeoPackage with two rasters."""
    path = str(tmp_path / "rasters.gpkg")
    gdal.Translate(path, raster, format="GPKG", creationOptions=["RASTER_TABLE=first"])
    gdal.Translate(
        path,
        raster,
        format="GPKG",
        creationOptions=["RASTER_TABLE=second", "APPEND_SUBDATASET=YES"],
    )
    return path


def test_sublayer_goes_to_the_engine_as_gdal_names_it(input_path, package):
    layer = QgsRasterLayer(f"GPKG:{package}:second", "second")
    assert layer.isValid()

    assert gdal.Open(input_path(layer)) is not None
    assert input_path(layer) == f"GPKG:{package}:second"


def test_a_file_of_several_rasters_names_one_of_them(package, context):
    parameters = {"INPUT": package, "MODELS": "urban", "OUTPUT": "classes.tif"}

    fine, reason = Segment().create().checkParameterValues(parameters, context)

    assert not fine
    assert "holds several rasters" in reason
    assert f"GPKG:{package}:first" in reason


def test_open_options_of_a_layer_are_kept(input_path, raster_factory, tmp_path):
    path = raster_factory(tmp_path / "pyramid.tif", size=64)
    gdal.Open(path, gdal.GA_Update).BuildOverviews("NEAREST", [2])
    layer = QgsRasterLayer(f"{path}|option:OVERVIEW_LEVEL=0", "half")
    assert layer.width() == 32

    assert gdal.Open(input_path(layer)).RasterXSize == 32


def test_format_that_only_qgis_reads_is_copied(exporting, raster, tmp_path, monkeypatch):
    monkeypatch.setattr(raster_input, "_DRIVERS_OF_QGIS_ONLY", {"GTiff"})

    source = gdal.Open(raster, gdal.GA_Update)
    for band, colour in enumerate((gdal.GCI_BlueBand, gdal.GCI_GreenBand, gdal.GCI_RedBand), 1):
        source.GetRasterBand(band).SetColorInterpretation(colour)
    source = None

    dataset = exporting.run(INPUT=raster, MODELS="urban", OUTPUT=str(tmp_path / "c.tif"))

    assert dataset.GetDescription() != raster
    assert [dataset.GetRasterBand(band).GetColorInterpretation() for band in (1, 2, 3)] == [
        gdal.GCI_BlueBand,
        gdal.GCI_GreenBand,
        gdal.GCI_RedBand,
    ]
    np.testing.assert_array_equal(dataset.ReadAsArray(), gdal.Open(raster).ReadAsArray())


def test_raster_in_memory_is_copied(input_path, raster):
    gdal.GetDriverByName("GTiff").CreateCopy("/vsimem/scene.tif", gdal.Open(raster))

    copied = gdal.Open(input_path(QgsRasterLayer("/vsimem/scene.tif", "memory")))

    assert not copied.GetDescription().startswith("/vsimem")
    np.testing.assert_array_equal(copied.ReadAsArray(), gdal.Open(raster).ReadAsArray())
    gdal.Unlink("/vsimem/scene.tif")


@pytest.fixture
def mask_of(context, feedback, provider, raster):
    def write(mask):
        job = (
            Segment()
            .create()
            .build_job(
                {"INPUT": raster, "MODELS": "urban", "MASK": mask, "OUTPUT": "c.tif"},
                context,
                feedback,
            )
        )
        # The layer must not outlive its data source, so only values are handed out.
        source = ogr.Open(job.mask)
        layer = source.GetLayer(0)
        return (
            layer.GetSpatialRef().GetAuthorityCode(None),
            layer.GetFeatureCount(),
            layer.GetExtent(),
        )

    return write


def memory_mask(*wkts: str) -> QgsVectorLayer:
    layer = QgsVectorLayer("Polygon?crs=EPSG:4326&field=name:string", "mask", "memory")
    for wkt in wkts:
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


SQUARE = "POLYGON((87 27, 88 27, 88 28, 87 28, 87 27))"
OTHER = "POLYGON((80 27, 81 27, 81 28, 80 28, 80 27))"


def test_mask_keeps_its_own_crs(mask_of):
    assert mask_of(memory_mask(SQUARE)) == ("4326", 1, (87.0, 88.0, 27.0, 28.0))


def test_only_selected_polygons_when_asked(mask_of):
    layer = memory_mask(SQUARE, OTHER)
    layer.selectByIds([2])
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)

    assert mask_of(layer)[1] == 2
    assert mask_of(chosen) == ("4326", 1, (80.0, 81.0, 27.0, 28.0))


def test_mask_file(mask_of, polygons_factory, tmp_path):
    assert mask_of(polygons_factory(tmp_path / "mask.gpkg", count=2))[:2] == ("32645", 2)


def test_ring_that_crosses_itself_is_a_mask(mask_of, context):
    context.setInvalidGeometryCheck(Qgis.InvalidGeometryCheck.AbortOnInvalid)

    assert mask_of(memory_mask("POLYGON((0 0, 1 1, 1 0, 0 1, 0 0))"))[1] == 1


def test_empty_mask_is_an_error(mask_of):
    with pytest.raises(InputError, match="The mask has no polygons"):
        mask_of(memory_mask())


def test_copied_files_are_temporary(exporting, virtual_layer, tmp_path, context):
    exporting.run(INPUT=virtual_layer, MODELS="urban", OUTPUT=str(tmp_path / "c.tif"))

    copied = Path(exporting.workers.jobs[-1].input)
    assert context.temporaryFolder() or "processing" in str(copied)
    assert tmp_path not in copied.parents
