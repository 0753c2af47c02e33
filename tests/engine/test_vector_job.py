from __future__ import annotations

import json

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from pyproj import Geod
from rasterio.crs import CRS
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, UsageError
from sat_dl_plugin.contract.jobs import PolygonizeJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.writer import class_raster, probability_raster, quantize
from sat_dl_plugin.engine.vector import class_map
from sat_dl_plugin.engine.vector.job import run_polygonize

UTM = CRS.from_epsg(32645)
GRID = Grid(70, 60, Affine(0.5, 0, 300000, 0, -0.5, 3000000), UTM)
LEGEND = (ClassCard(1, "building", "#d1495b"), ClassCard(5, "tree", "#2e7d4f"))
FIELDS = ["class_id", "class_name", "confidence", "area_m2", "status", "model", "run_id"]
SAID = Provenance(
    verb="segment",
    parameters={},
    models=({"name": "urban", "version": "1", "sha256": "0", "licence": "MIT"},),
    provider="CPUExecutionProvider",
    legend=LEGEND,
)


@pytest.fixture(autouse=True)
def narrow_bands(monkeypatch):
    monkeypatch.setattr(class_map, "_BAND_PIXELS", 70 * 8)
    monkeypatch.setattr(class_map, "_MIN_BAND_ROWS", 1)


def labels_of(seed=0, shape=(60, 70)):
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal((3, *shape)), (0, 1.8, 1.8))
    labels = np.array([0, 1, 5], np.uint8)[noise.argmax(axis=0)]
    labels[:9, :12] = 255
    return labels


def write_classes(path, labels, grid=GRID, provenance=SAID):
    with class_raster(path, grid, LEGEND, provenance) as writer:
        writer.write(Window(0, 0, grid.width, grid.height), labels)
    return str(path)


def run(source, target, **options):
    return run_polygonize(PolygonizeJob(str(source), str(target), **options), SilentReporter())


def read(path):
    meta, _, wkb, columns = pyogrio.raw.read(path)
    return shapely.from_wkb(wkb), dict(zip(meta["fields"], columns)), meta


def test_layer_has_every_object_with_its_fields(tmp_path):
    labels = labels_of()
    result = run(write_classes(tmp_path / "in.tif", labels), tmp_path / "out.gpkg")
    polygons, fields, meta = read(tmp_path / "out.gpkg")
    assert list(fields) == FIELDS
    assert CRS.from_user_input(meta["crs"]) == UTM
    assert meta["geometry_type"] == "Polygon"
    objects = {value: ndimage.label(labels == value)[1] for value in (1, 5)}
    assert result["features"] == len(polygons) == sum(objects.values())
    assert set(zip(fields["class_id"], fields["class_name"])) == {(1, "building"), (5, "tree")}
    assert set(fields["status"]) == {"predicted"}
    assert set(fields["model"]) == {"urban"}
    assert all(run_id.endswith("-polygonize") for run_id in fields["run_id"])
    assert np.isnan(fields["confidence"]).all()
    for row in result["summary"]:
        of_class = fields["class_id"] == row["class_id"]
        assert row["objects"] == objects[row["class_id"]] == of_class.sum()
        assert row["area_m2"] == pytest.approx(fields["area_m2"][of_class].sum(), abs=0.1)
        pixels = (labels == row["class_id"]).sum()
        assert row["share"] == pytest.approx(pixels / (labels != 255).sum(), rel=1e-5)
    assert result["legend"][0] == {"id": 1, "name": "building", "color": "#d1495b"}
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)


def test_polygons_burn_back_to_the_raster(tmp_path):
    for name, transform in (
        ("north-up", GRID.transform),
        ("south-up", Affine(0.5, 0, 300000, 0, 0.5, 3000000)),
        ("rotated", GRID.transform @ Affine.rotation(30)),
        ("mirrored", Affine(-0.5, 0, 300000, 0, -0.5, 3000000)),
    ):
        labels = labels_of()
        grid = Grid(70, 60, transform, UTM)
        run(write_classes(tmp_path / f"{name}.tif", labels, grid), tmp_path / f"{name}.gpkg")
        polygons, fields, _ = read(tmp_path / f"{name}.gpkg")
        burnt = rasterio.features.rasterize(
            zip(polygons, fields["class_id"]), out_shape=(60, 70), transform=transform
        )
        np.testing.assert_array_equal(burnt, np.where(labels == 255, 0, labels), err_msg=name)
        assert shapely.is_valid(polygons).all()


def test_areas_are_ellipsoidal(tmp_path):
    grid = Grid(70, 60, Affine(1e-5, 0, 85.5, 0, -1e-5, 27.6), CRS.from_epsg(4326))
    run(write_classes(tmp_path / "in.tif", labels_of(), grid), tmp_path / "out.gpkg", simplify_m=2)
    polygons, fields, _ = read(tmp_path / "out.gpkg")
    geod = Geod(ellps="WGS84")
    expected = [abs(geod.geometry_area_perimeter(polygon)[0]) for polygon in polygons]
    np.testing.assert_allclose(fields["area_m2"], expected, rtol=1e-5, atol=6e-4)


@pytest.mark.parametrize("dtype", ["uint8", "float32"])
def test_confidence_is_the_mean_probability_of_the_class(tmp_path, dtype):
    labels = labels_of()
    chances = np.random.default_rng(1).random((2, 60, 70)).astype(np.float32)
    valid = labels != 255
    stored = quantize(chances, valid) if dtype == "uint8" else np.where(valid, chances, np.nan)
    with probability_raster(tmp_path / "p.tif", GRID, LEGEND, SAID, dtype) as writer:
        writer.write(GRID.window, stored)
    source = write_classes(tmp_path / "in.tif", labels)
    run(source, tmp_path / "out.gpkg", probabilities=str(tmp_path / "p.tif"))
    polygons, fields, _ = read(tmp_path / "out.gpkg")
    for polygon, class_id, confidence in zip(polygons, fields["class_id"], fields["confidence"]):
        inside = ~rasterio.features.geometry_mask([polygon], (60, 70), GRID.transform)
        mean = chances[0 if class_id == 1 else 1][inside].mean()
        assert confidence == pytest.approx(mean, abs=2e-3 if dtype == "uint8" else 1e-4)


@pytest.mark.parametrize("shape", ["pixel", "smooth", "right-angled"])
def test_simplified_neighbours_share_borders_in_every_shape(tmp_path, shape):
    source = write_classes(tmp_path / "in.tif", labels_of())
    run(source, tmp_path / "all.gpkg")
    run(source, tmp_path / "out.gpkg", simplify_m=1.0, shape=shape)
    before, _, _ = read(tmp_path / "all.gpkg")
    after, fields, _ = read(tmp_path / "out.gpkg")
    assert len(after) == len(before)
    assert shapely.get_num_coordinates(after).sum() < shapely.get_num_coordinates(before).sum()
    assert shapely.is_valid(after).all()
    assert shapely.coverage_is_valid(after)
    assert shapely.area(shapely.union_all(after)) == pytest.approx(shapely.area(after).sum())
    assert fields["area_m2"].sum() == pytest.approx(shapely.area(after).sum(), rel=2e-3)


def test_small_polygons_are_left_out(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    run(source, tmp_path / "all.gpkg")
    result = run(source, tmp_path / "out.gpkg", min_area_m2=5.0, simplify_m=0.5)
    _, fields, _ = read(tmp_path / "all.gpkg")
    expected = int((fields["area_m2"] >= 5.0).sum())
    assert 0 < expected < len(fields["area_m2"])
    assert result["features"] == expected


def test_extent_and_mask_cut_polygons(tmp_path):
    labels = np.full((60, 70), 1, np.uint8)
    left, top = GRID.transform @ (10, 20)
    right, bottom = GRID.transform @ (50, 44)
    circle = shapely.Point(*(GRID.transform @ (10, 32))).buffer(4)
    pyogrio.raw.write(
        tmp_path / "mask.gpkg",
        shapely.to_wkb(np.array([circle])),
        [],
        [],
        crs="EPSG:32645",
        geometry_type="Polygon",
    )
    run(
        write_classes(tmp_path / "in.tif", labels),
        tmp_path / "out.gpkg",
        extent=(left, bottom, right, top),
        mask=str(tmp_path / "mask.gpkg"),
    )
    (half,), _, _ = read(tmp_path / "out.gpkg")
    assert half.bounds[0] == left
    assert half.area == pytest.approx(np.pi * 16 / 2, rel=0.05)


def test_geopackage_carries_its_provenance(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    run(source, tmp_path / "out.gpkg", simplify_m=1.0)
    info = pyogrio.read_info(tmp_path / "out.gpkg")
    record = json.loads(info["layer_metadata"]["SATDL_PROVENANCE"])
    assert info["layer_name"] == "out"
    assert record["verb"] == "polygonize"
    assert record["parameters"]["simplify_m"] == 1.0
    assert record["models"][0]["name"] == "urban"
    assert record["parent"]["verb"] == "segment"
    assert record["inputs"][0]["width"] == 70


@pytest.mark.parametrize("name", ["out.geojson", "out.shp", "out.fgb", "out.gml", "out.sqlite"])
def test_other_formats(tmp_path, name):
    source = write_classes(tmp_path / "in.tif", labels_of())
    result = run(source, tmp_path / name, simplify_m=1.0)
    polygons, fields, meta = read(tmp_path / name)
    assert len(polygons) == result["features"]
    assert [field[:10] for field in fields if field not in ("fid", "gml_id")] == FIELDS
    expected = 4326 if name == "out.geojson" else 32645
    assert CRS.from_user_input(meta["crs"]).to_epsg() == expected
    assert (shapely.area(polygons) > 0).all()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_nothing_to_polygonize_gives_an_empty_layer(tmp_path):
    source = write_classes(tmp_path / "in.tif", np.full((60, 70), 255, np.uint8))
    for shape in ("pixel", "smooth", "right-angled"):
        result = run(source, tmp_path / "out.gpkg", shape=shape, simplify_m=1.0, min_area_m2=3)
        polygons, fields, _ = read(tmp_path / "out.gpkg")
        assert result["features"] == len(polygons) == 0
        assert list(fields) == FIELDS
        assert result["summary"][0]["share"] == 0


def test_raster_without_crs_is_measured_in_recorded_pixels(tmp_path):
    grid = Grid(70, 60, Affine.scale(1, -1))
    said = Provenance(verb="segment", parameters={}, legend=LEGEND, assumed_gsd_m=2.0)
    labels = np.zeros((60, 70), np.uint8)
    labels[3:5, 4:9] = 1
    run(write_classes(tmp_path / "in.tif", labels, grid, said), tmp_path / "out.gpkg")
    (polygon,), fields, _ = read(tmp_path / "out.gpkg")
    assert fields["area_m2"][0] == pytest.approx(40.0)
    # Below the origin, where QGIS draws pictures without a georeference.
    assert polygon.bounds == (4, -5, 9, -3)


def test_one_pixel_and_one_column(tmp_path):
    for width, height in ((1, 1), (1, 30), (30, 1)):
        grid = Grid(width, height, GRID.transform, UTM)
        source = write_classes(tmp_path / "in.tif", np.ones((height, width), np.uint8), grid)
        for shape in ("pixel", "smooth", "right-angled"):
            run(source, tmp_path / "out.gpkg", shape=shape, simplify_m=5.0)
            (polygon,), _, _ = read(tmp_path / "out.gpkg")
            assert polygon.is_valid
            assert polygon.area == pytest.approx(width * height / 4)


@pytest.mark.parametrize(
    ("options", "kind", "text"),
    [
        ({"shape": "round"}, UsageError, "right-angled"),
        ({"simplify_m": -1.0}, UsageError, "Simplification"),
        ({"min_area_m2": float("nan")}, UsageError, "Smallest area"),
        ({"probabilities": "small.tif"}, InputError, "70 x 60"),
        ({"probabilities": "moved.tif"}, InputError, "do not lie on"),
        ({"probabilities": "nowhere.tif"}, InputError, "nowhere"),
        ({"extent": (0.0, 0.0, 1.0, 1.0)}, InputError, "outside the raster"),
        ({"output": "out.unknown"}, UsageError, r"\.gpkg"),
        ({"output": "no/such/out.gpkg"}, OutputError, "does not exist"),
        ({"input": "nowhere.tif"}, InputError, "Cannot open"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_left(tmp_path, monkeypatch, options, kind, text):
    monkeypatch.chdir(tmp_path)
    write_classes(tmp_path / "in.tif", labels_of())
    for name, grid in (
        ("small.tif", Grid(20, 20, GRID.transform, UTM)),
        ("moved.tif", Grid(70, 60, GRID.transform @ Affine.translation(1, 0), UTM)),
    ):
        with probability_raster(tmp_path / name, grid, LEGEND, SAID) as writer:
            writer.write(grid.window, np.zeros((2, grid.height, grid.width), np.uint8))
    (tmp_path / "out.gpkg").write_text("precious")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(kind, match=text) as caught:
        run_polygonize(
            PolygonizeJob(**{"input": "in.tif", "output": "out.gpkg", **options}), SilentReporter()
        )
    assert caught.value.todo or caught.value.why
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "out.gpkg").read_text() == "precious"


def test_cancelling_leaves_nothing(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    before = sorted(tmp_path.iterdir())
    for calls in range(0, 9, 2):
        reporter = Impatient(calls)
        with pytest.raises(JobCancelled):
            run_polygonize(
                PolygonizeJob(source, str(tmp_path / "o.gpkg"), simplify_m=1.0), reporter
            )
        assert sorted(tmp_path.iterdir()) == before


class Impatient(SilentReporter):
    def __init__(self, calls):
        self._calls = calls

    def check_cancelled(self):
        if not self._calls:
            raise JobCancelled
        self._calls -= 1
