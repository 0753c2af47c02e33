"""Objects, areas and shares, by class and zone."""

from __future__ import annotations

import json

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from pyproj import Geod, Transformer
from rasterio.crs import CRS
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, JobCancelled, UsageError
from sat_dl_plugin.contract.jobs import AreaReportJob, PolygonizeJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.analyse.area_report import run_area_report
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.writer import class_raster
from sat_dl_plugin.engine.vector import class_map
from sat_dl_plugin.engine.vector.areas import GroundArea
from sat_dl_plugin.engine.vector.job import run_polygonize

UTM = CRS.from_epsg(32645)
GRID = Grid(60, 50, Affine(0.5, 0, 300000, 0, -0.5, 3000000), UTM)
# So large that rows at the top are of another size than those at the bottom.
DEGREES = Grid(60, 50, Affine(0.1, 0, 80, 0, -0.1, 60), CRS.from_epsg(4326))
LEGEND = (ClassCard(1, "building", "#d1495b"), ClassCard(5, "tree", "#2e7d4f"))
SAID = Provenance(verb="segment", parameters={}, legend=LEGEND)


@pytest.fixture(autouse=True)
def narrow_bands(monkeypatch):
    monkeypatch.setattr(class_map, "_BAND_PIXELS", 60 * 8)
    monkeypatch.setattr(class_map, "_MIN_BAND_ROWS", 1)


def blobs(seed=0, shape=(50, 60)):
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal((3, *shape)), (0, 1.5, 1.5))
    labels = np.array([0, 1, 5], np.uint8)[noise.argmax(axis=0)]
    labels[:9, :12] = 255
    return labels


def write_classes(path, labels, grid=GRID):
    with class_raster(path, grid, LEGEND, SAID) as writer:
        writer.write(Window(0, 0, grid.width, grid.height), labels)
    return str(path)


def box(left, top, right, bottom, grid=GRID):
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    return shapely.Polygon([grid.transform @ corner for corner in corners])


def write_polygons(path, polygons, crs="EPSG:32645", **columns):
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(polygons, dtype=object)),
        [np.array(values) for values in columns.values()],
        list(columns),
        crs=crs,
        geometry_type="Unknown",
    )
    return str(path)


def run(source, target, **options):
    return run_area_report(AreaReportJob(str(source), str(target), **options), SilentReporter())


def read(path):
    meta, _, _, columns = pyogrio.raw.read(path)
    table = dict(zip(meta["fields"], columns))
    keys = zip(table.get("zone", table["class_id"]), table["class_id"])
    return {
        (zone or "", int(class_id)): {name: values[row] for name, values in table.items()}
        for row, (zone, class_id) in enumerate(keys)
    }


def test_whole_raster(tmp_path):
    labels = blobs()
    result = run(write_classes(tmp_path / "in.tif", labels), tmp_path / "out.gpkg")

    table = read(tmp_path / "out.gpkg")
    assert sorted(table) == [("", 1), ("", 5)]
    # The scale of this place in UTM, from geodesics.
    pixel = GroundArea(GRID).of_pixels(Window(30, 25, 1, 1))[0, 0]
    for summary, class_id in zip(result["summary"], (1, 5)):
        row = table["", class_id]
        pixels = (labels == class_id).sum()
        assert row["objects"] == summary["objects"] == ndimage.label(labels == class_id)[1]
        assert row["area_m2"] == pytest.approx(pixels * pixel, abs=6e-4)
        assert row["area_m2"] == pytest.approx(summary["area_m2"], abs=1e-3)
        assert row["area_ha"] == pytest.approx(row["area_m2"] / 10_000)
        assert row["share"] == pytest.approx(pixels / (labels != 255).sum(), rel=1e-6)
        assert row["share"] == pytest.approx(summary["share"], rel=1e-6)
    assert row["valid_m2"] == pytest.approx((labels != 255).sum() * pixel, rel=1e-6)


def test_pixels_of_degrees_have_the_area_of_their_latitude(tmp_path):
    labels = np.zeros((50, 60), np.uint8)
    labels[:3], labels[-3:] = 1, 5
    run(write_classes(tmp_path / "in.tif", labels, DEGREES), tmp_path / "out.gpkg")

    table, geod = read(tmp_path / "out.gpkg"), Geod(ellps="WGS84")
    for class_id, (top, bottom) in {1: (0, 3), 5: (47, 50)}.items():
        # Parallels are no geodesics, so the sides need many points.
        ring = shapely.segmentize(box(0, top, 60, bottom, DEGREES), 0.01)
        expected = abs(geod.geometry_area_perimeter(ring)[0])
        assert table["", class_id]["area_m2"] == pytest.approx(expected, rel=1e-5)


ZONES = {"west": (0, 0, 20, 50), "east": (20, 0, 60, 50), "middle": (15, 10, 40, 30)}


@pytest.mark.parametrize("crs", ["EPSG:32645", "EPSG:4326"])
def test_zones_count_one_by_one_where_they_overlap_too(tmp_path, crs):
    labels = blobs()
    polygons = [box(*bounds) for bounds in ZONES.values()]
    if crs != "EPSG:32645":
        move = Transformer.from_crs(UTM, crs, always_xy=True).transform
        polygons = [shapely.transform(one, move, interleaved=False) for one in polygons]
    zones = write_polygons(tmp_path / "zones.gpkg", polygons, crs, name=list(ZONES))
    result = run(
        write_classes(tmp_path / "in.tif", labels),
        tmp_path / "out.gpkg",
        zones=zones,
        zone_field="name",
    )

    assert result["zones"] == 3
    table = read(tmp_path / "out.gpkg")
    pixel = GroundArea(GRID).of_pixels(Window(30, 25, 1, 1))[0, 0]
    for name, (left, top, right, bottom) in ZONES.items():
        part = labels[top:bottom, left:right]
        for class_id in (1, 5):
            row = table[name, class_id]
            whole = ndimage.label(labels == class_id)[0][top:bottom, left:right]
            pixels = (part == class_id).sum()
            assert row["objects"] == len(np.unique(whole[whole > 0]))
            assert row["area_m2"] == pytest.approx(pixels * pixel, abs=6e-4)
            assert row["share"] == pytest.approx(pixels / (part != 255).sum(), rel=1e-6)


def test_features_of_one_name_are_one_zone(tmp_path):
    zones = write_polygons(
        tmp_path / "zones.gpkg",
        [box(0, 20, 10, 30), box(50, 20, 60, 30), box(20, 20, 30, 30), box(90, 0, 99, 9)],
        name=["parts", "parts", None, "far away"],
    )
    labels = np.full((50, 60), 1, np.uint8)
    run(
        write_classes(tmp_path / "in.tif", labels),
        tmp_path / "out.csv",
        zones=zones,
        zone_field="name",
        report=str(tmp_path / "r.html"),
    )

    table = read(tmp_path / "out.csv")
    assert sorted(table) == [("no name", 1), ("no name", 5), ("parts", 1), ("parts", 5)]
    double = float(table["parts", 1]["area_m2"]) / float(table["no name", 1]["area_m2"])
    assert double == pytest.approx(2, rel=1e-4)
    assert table["parts", 1]["objects"] == "1"
    assert "zones without data: 1" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_extent_and_mask_limit_what_is_counted(tmp_path):
    mask = write_polygons(tmp_path / "mask.gpkg", [box(0, 0, 40, 30)], name=["m"])
    result = run(
        write_classes(tmp_path / "in.tif", np.full((50, 60), 1, np.uint8)),
        tmp_path / "out.csv",
        extent=(300010.0, 2999900.0, 300030.0, 2999995.0),
        mask=mask,
    )

    pixel = GroundArea(GRID).of_pixels(Window(30, 25, 1, 1))[0, 0]
    assert result["summary"][0]["area_m2"] == pytest.approx(20 * 20 * pixel, rel=1e-6)
    assert result["summary"][0]["share"] == 1.0


def test_our_polygons_count_as_their_raster_does(tmp_path):
    source = write_classes(tmp_path / "in.tif", blobs())
    polygons = str(tmp_path / "p.gpkg")
    run_polygonize(PolygonizeJob(source, polygons), SilentReporter())
    zones = write_polygons(
        tmp_path / "zones.gpkg", [box(*bounds) for bounds in ZONES.values()], name=list(ZONES)
    )
    named = {"zones": zones, "zone_field": "name"}
    from_raster = run(source, tmp_path / "raster.gpkg", **named)
    from_polygons = run(polygons, tmp_path / "polygons.gpkg", **named)

    for one, other in zip(from_raster["summary"], from_polygons["summary"]):
        assert one["class_name"] == other["class_name"]
        assert one["objects"] == other["objects"]
        assert one["area_m2"] == pytest.approx(other["area_m2"], rel=1e-5)
    expected, found = read(tmp_path / "raster.gpkg"), read(tmp_path / "polygons.gpkg")
    assert list(expected) == list(found)
    for key, row in expected.items():
        assert found[key]["area_m2"] == pytest.approx(row["area_m2"], rel=1e-5)
        assert found[key]["objects"] == row["objects"]
    # Polygons know no nodata, so shares refer to the whole zone.
    east = found["east", 1]
    assert east["share"] == pytest.approx(expected["east", 1]["share"], rel=1e-5)
    assert found["west", 1]["share"] < expected["west", 1]["share"]


def test_polygons_in_an_extent_and_a_mask(tmp_path):
    polygons = write_polygons(
        tmp_path / "p.gpkg", [box(0, 0, 40, 30), box(40, 0, 50, 10)], class_id=[1, 5]
    )
    mask = write_polygons(tmp_path / "mask.gpkg", [box(10, 0, 60, 20)], name=["m"])
    result = run(
        polygons,
        tmp_path / "out.csv",
        extent=(300000.0, 2999990.0, 300022.5, 3000000.0),
        mask=mask,
    )

    # 30 x 20 pixels of the first, 5 x 10 of the second, in a region of 35 x 20.
    shares = [row["share"] for row in result["summary"]]
    assert shares == pytest.approx([600 / 700, 50 / 700], rel=1e-5)


def test_what_cannot_be_reported_is_refused(tmp_path):
    source = write_classes(tmp_path / "in.tif", blobs())
    empty = write_classes(tmp_path / "empty.tif", np.full((50, 60), 255, np.uint8))
    target = tmp_path / "out.csv"
    far = write_polygons(tmp_path / "far.gpkg", [box(90, 0, 99, 9)], name=["far"], class_id=[1])
    plain = write_polygons(tmp_path / "plain.gpkg", [box(0, 0, 9, 9)], name=["x"])
    with pytest.raises(InputError, match=r"No zone has any data.*outside"):
        run(source, target, zones=far)
    with pytest.raises(InputError, match=r"no field 'sort'.*name, class_id"):
        run(source, target, zones=far, zone_field="sort")
    with pytest.raises(InputError, match="Cannot read the zones"):
        run(source, target, zones=str(tmp_path / "nowhere.gpkg"))
    with pytest.raises(InputError, match=r"no data to report on.*nodata"):
        run(empty, target)
    with pytest.raises(InputError, match="Nothing says which class"):
        run(plain, target)
    with pytest.raises(InputError, match="no polygons to report on"):
        run(far, target, extent=(300000.0, 2999990.0, 300001.0, 3000000.0))
    with pytest.raises(InputError, match="lies outside the polygon layer"):
        run(far, target, mask=plain)
    with pytest.raises(UsageError, match="No table format"):
        run(source, tmp_path / "out.txt")
    assert not target.exists()


def test_report_shows_classes_zones_and_history(tmp_path):
    zones = write_polygons(
        tmp_path / "zones.gpkg", [box(*bounds) for bounds in ZONES.values()],
        name=["<b>west</b>", "east", "middle"],
    )  # fmt: skip
    result = run(
        write_classes(tmp_path / "in.tif", blobs()),
        tmp_path / "out.csv",
        zones=zones,
        zone_field="name",
        report=str(tmp_path / "r.html"),
    )

    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert result["report"].endswith("r.html")
    assert "&lt;b&gt;west&lt;/b&gt;" in text
    assert "<b>west" not in text
    assert text.count("<svg") == 2
    for words in ("building", "tree", "Where this comes from", "zones.gpkg", "#d1495b"):
        assert words in text


def test_raster_without_legend_or_reference(tmp_path):
    path = tmp_path / "in.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=6, height=4, count=1, dtype="uint8"
    ) as dataset:
        dataset.write(np.full((4, 6), 7, np.uint8), 1)
    result = run(path, tmp_path / "out.csv", report=str(tmp_path / "r.html"))

    assert result["summary"][0]["class_name"] == "class 7"
    assert result["summary"][0]["area_m2"] == 24
    assert "areas assume 1 m pixels" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_cancel_leaves_nothing(tmp_path):
    class Impatient(SilentReporter):
        def check_cancelled(self):
            raise JobCancelled

    source = write_classes(tmp_path / "in.tif", blobs())
    before = sorted(tmp_path.iterdir())
    job = AreaReportJob(source, str(tmp_path / "o.csv"), report=str(tmp_path / "r.html"))
    with pytest.raises(JobCancelled):
        run_area_report(job, Impatient())
    assert sorted(tmp_path.iterdir()) == before


def test_result_crosses_a_process(tmp_path):
    result = run(write_classes(tmp_path / "in.tif", blobs()), tmp_path / "out.csv")
    assert json.loads(json.dumps(result, allow_nan=False)) == result
