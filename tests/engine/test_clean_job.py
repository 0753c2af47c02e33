from __future__ import annotations

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, OutputError, UsageError
from sat_dl_plugin.contract.jobs import CleaningRule, CleanJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.provenance import legend_of, provenance_from_tags, provenance_of
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.raster.writer import class_raster
from sat_dl_plugin.engine.segment.clean_definition import clean_array
from sat_dl_plugin.engine.segment.clean_job import run_clean
from sat_dl_plugin.engine.vector import class_map

GRID = Grid(70, 60, Affine(0.5, 0, 300000, 0, -0.5, 3000000), CRS.from_epsg(32645))
LEGEND = (
    ClassCard(1, "building", "#d1495b", min_object_m2=3.1, max_hole_m2=4.1, opening_px=1),
    ClassCard(5, "tree", "#2e7d4f", min_object_m2=1.1, closing_px=2),
)
RULES = {1: CleaningRule(1, 0, 3.1, 4.1), 5: CleaningRule(0, 2, 1.1, 0)}


def labels_of(seed=0):
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal((3, 60, 70)), (0, 1.3, 1.3))
    labels = np.array([0, 1, 5], np.uint8)[noise.argmax(axis=0)]
    labels[:9, :12] = 255
    return labels


def write_classes(path, labels, legend=LEGEND, grid=GRID):
    job = CleanJob(input="x", output=str(path))
    from sat_dl_plugin.engine.raster.grid import Window

    with class_raster(path, grid, legend, provenance_of(job, (), legend=legend)) as writer:
        writer.write(Window(0, 0, grid.width, grid.height), labels)
    return str(path)


def write_plain(path, values, **options):
    values = np.atleast_3d(values.T).T
    profile = {"crs": GRID.crs, "transform": GRID.transform, **options}
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[2],
        height=values.shape[1],
        count=values.shape[0],
        dtype=values.dtype,
        **profile,
    ) as dataset:
        dataset.write(values)
    return str(path)


def read(path):
    with rasterio.open(path) as dataset:
        return dataset.read(1)


@pytest.fixture(autouse=True)
def narrow_bands(monkeypatch):
    monkeypatch.setattr(class_map, "_BAND_PIXELS", 70 * 8)
    monkeypatch.setattr(class_map, "_MIN_BAND_ROWS", 1)


def test_recorded_rules_are_applied_and_passed_on(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    out = tmp_path / "out.tif"
    result = run_clean(CleanJob(source, str(out)), SilentReporter())
    expected = clean_array(labels_of(), RULES, 0.25)
    assert (expected != labels_of()).any()
    # No limit is a multiple of 0.25 m2: the true pixel area differs a little from that.
    np.testing.assert_array_equal(read(out), expected)
    with rasterio.open(out) as dataset:
        assert dataset.nodata == 255
        assert dataset.crs == GRID.crs
        assert dataset.transform == GRID.transform
        record = provenance_from_tags(dataset.tags())
    assert record["verb"] == "clean"
    assert record["parent"]["verb"] == "clean"
    assert legend_of(record) == LEGEND
    assert result["output"] == str(out)
    assert result["legend"][1] == {"id": 5, "name": "tree", "color": "#2e7d4f"}
    for row, value in zip(result["summary"], (1, 5)):
        assert row["objects"] == ndimage.label(expected == value)[1]
        assert row["area_m2"] == pytest.approx((expected == value).sum() * 0.25, rel=2e-3)
        assert row["share"] == pytest.approx((expected == value).sum() / (expected != 255).sum())


def test_stated_rules_replace_recorded_ones_by_name_or_id(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    rules = {"building": CleaningRule(), "5": CleaningRule(min_object_m2=6.1)}
    run_clean(CleanJob(source, str(tmp_path / "o.tif"), rules), SilentReporter())
    expected = clean_array(labels_of(), {5: CleaningRule(min_object_m2=6.1)}, 0.25)
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), expected)
    with rasterio.open(tmp_path / "o.tif") as dataset:
        recorded = legend_of(provenance_from_tags(dataset.tags()))
    assert [entry.min_object_m2 for entry in recorded] == [0, 6.1]


def test_extent_and_mask_limit_the_work(tmp_path):
    labels = labels_of()
    source = write_classes(tmp_path / "in.tif", labels)
    left, top = GRID.transform @ (10, 20)
    right, bottom = GRID.transform @ (50, 44)
    mask = tmp_path / "mask.gpkg"
    circle = shapely.Point(*(GRID.transform @ (30, 32))).buffer(8)
    pyogrio.raw.write(
        mask, shapely.to_wkb(np.array([circle])), [], [], crs="EPSG:32645", geometry_type="Polygon"
    )
    job = CleanJob(source, str(tmp_path / "o.tif"), {}, (left, bottom, right, top), None, str(mask))
    run_clean(job, SilentReporter())
    rows, cols = np.mgrid[20:44, 10:50] + 0.5
    inside = np.hypot(rows - 32, cols - 30) < 15.99
    cleaned = read(tmp_path / "o.tif")
    assert cleaned.shape == (24, 40)
    assert ((cleaned == 255) == ~inside).mean() > 0.99
    part = np.where(cleaned == 255, 255, labels[20:44, 10:50]).astype(np.uint8)
    np.testing.assert_array_equal(cleaned, clean_array(part, RULES, 0.25))
    with rasterio.open(tmp_path / "o.tif") as dataset:
        assert dataset.transform == GRID.transform @ Affine.translation(10, 20)


def test_class_rasters_of_others_have_ids_for_names(tmp_path):
    labels = labels_of()
    source = write_plain(tmp_path / "in.tif", labels.astype(np.int16), nodata=255)
    job = CleanJob(source, str(tmp_path / "o.tif"), {"1": CleaningRule(min_object_m2=5.1)})
    result = run_clean(job, SilentReporter())
    expected = clean_array(labels, {1: CleaningRule(min_object_m2=5.1)}, 0.25)
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), expected)
    assert [(row["id"], row["name"]) for row in result["legend"]] == [
        (1, "class 1"),
        (5, "class 5"),
    ]


def test_names_and_colors_of_a_raster_without_provenance_are_kept(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    with rasterio.open(source, "r+") as dataset:
        dataset.update_tags(SATDL_PROVENANCE="")
    job = CleanJob(source, str(tmp_path / "o.tif"), {"tree": CleaningRule(min_object_m2=5.1)})
    result = run_clean(job, SilentReporter())
    assert result["legend"] == [
        {"id": 1, "name": "building", "color": "#d1495b"},
        {"id": 5, "name": "tree", "color": "#2e7d4f"},
    ]


def test_raster_without_georeference_is_measured_in_the_recorded_pixel_size(tmp_path):
    labels = np.zeros((6, 6), np.uint8)
    labels[:2, :2] = 1
    source = write_plain(tmp_path / "in.tif", labels, crs=None)
    for limit, left in ((4.0, 4), (4.1, 0)):
        job = CleanJob(source, str(tmp_path / "o.tif"), {"1": CleaningRule(min_object_m2=limit)})
        run_clean(job, SilentReporter())
        assert (read(tmp_path / "o.tif") == 1).sum() == left


@pytest.mark.parametrize(
    ("make", "rules", "kind", "text"),
    [
        (lambda p: write_plain(p, labels_of().astype(np.float32)), {}, InputError, "float32"),
        (lambda p: write_plain(p, np.stack([labels_of()] * 3)), {}, InputError, "3 bands"),
        (lambda p: write_plain(p, labels_of().astype(np.int16) + 9), {}, InputError, "value 264"),
        (lambda p: write_plain(p, labels_of().astype(np.int16) - 1), {}, InputError, "value -1"),
        (str, {}, InputError, "Cannot open"),
        (
            lambda p: write_classes(p, labels_of()),
            {"lake": CleaningRule(1)},
            UsageError,
            "building",
        ),
        (lambda p: write_classes(p, labels_of()), {"1": CleaningRule(-1)}, UsageError, "negative"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_left(tmp_path, make, rules, kind, text):
    source = make(tmp_path / "in.tif")
    before = sorted(tmp_path.iterdir())
    out = tmp_path / "out.tif"
    with pytest.raises(kind, match=text):
        run_clean(CleanJob(source, str(out), rules), SilentReporter())
    assert sorted(tmp_path.iterdir()) == before


def test_input_is_never_the_output(tmp_path):
    source = write_classes(tmp_path / "in.tif", labels_of())
    with pytest.raises(OutputError, match="also an input"):
        run_clean(CleanJob(source, source), SilentReporter())
    np.testing.assert_array_equal(read(source), labels_of())
