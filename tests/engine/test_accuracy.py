"""Scores agree with scikit-learn, whatever the reference is and wherever it lies."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, UsageError
from sat_dl_plugin.contract.jobs import AccuracyJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.analyse import aligned
from sat_dl_plugin.engine.analyse.accuracy import run_accuracy
from sat_dl_plugin.engine.analyse.aligned import AlignedClasses
from sat_dl_plugin.engine.analyse.object_matching import ObjectMatcher
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.writer import class_raster
from sat_dl_plugin.engine.vector import class_map

UTM = CRS.from_epsg(32645)
GRID = Grid(60, 50, Affine(0.5, 0, 300000, 0, -0.5, 3000000), UTM)
LEGEND = (ClassCard(1, "building", "#d1495b"), ClassCard(5, "tree", "#2e7d4f"))
SAID = Provenance(verb="segment", parameters={}, legend=LEGEND)
SCORES = ("iou", "precision", "recall", "f1")


@pytest.fixture(autouse=True)
def narrow_bands(monkeypatch):
    monkeypatch.setattr(class_map, "_BAND_PIXELS", 60 * 8)
    monkeypatch.setattr(class_map, "_MIN_BAND_ROWS", 1)


def blobs(seed, shape=(50, 60), classes=(0, 1, 5)):
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal((len(classes), *shape)), (0, 1.5, 1.5))
    return np.array(classes, np.uint8)[noise.argmax(axis=0)]


def disturbed(labels, seed):
    rng = np.random.default_rng(seed)
    return np.where(rng.random(labels.shape) < 0.3, blobs(seed, labels.shape), labels)


def write_classes(path, labels, grid=GRID, provenance=SAID):
    with class_raster(path, grid, provenance.legend, provenance) as writer:
        writer.write(Window(0, 0, grid.width, grid.height), labels)
    return str(path)


def write_plain(path, labels, grid=GRID, **options):
    """Write a raster as other software does: no legend, any data type and nodata."""
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=grid.width,
        height=grid.height,
        count=1,
        dtype=labels.dtype,
        transform=grid.transform,
        crs=grid.crs,
        **options,
    ) as dataset:
        dataset.write(labels, 1)
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


def run(source, reference, target, **options):
    job = AccuracyJob(str(source), str(reference), str(target), **options)
    return run_accuracy(job, SilentReporter())


def rows_of(result):
    return {row["class_id"]: row for row in result["scores"]}


def test_scores_are_those_of_scikit_learn(tmp_path):
    metrics = pytest.importorskip("sklearn.metrics")
    reference = blobs(1)
    found = disturbed(reference, 2)
    reference[:6, :20], found[30:, 50:] = 255, 255
    result = run(
        write_classes(tmp_path / "in.tif", found),
        write_classes(tmp_path / "truth.tif", reference),
        tmp_path / "out.csv",
    )

    counted = (reference != 255) & (found != 255)
    truth, guess = reference[counted], found[counted]
    ids = [0, 1, 5]
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        truth, guess, labels=ids
    )
    iou = metrics.jaccard_score(truth, guess, labels=ids, average=None)
    rows = rows_of(result)
    for place, class_id in enumerate(ids):
        expected = (iou[place], precision[place], recall[place], f1[place])
        assert [rows[class_id][name] for name in SCORES] == pytest.approx(expected, abs=1e-6)
        assert rows[class_id]["reference"] == support[place]
    for name, values in zip(SCORES, (iou, precision, recall, f1)):
        assert result["means"][name] == pytest.approx(values[1:].mean())
    assert result["overall_accuracy"] == pytest.approx(metrics.accuracy_score(truth, guess))
    assert result["compared_pixels"] == counted.sum()
    matrix = metrics.confusion_matrix(truth, guess, labels=ids)
    assert result["confusion"] == {"ids": ids, "counts": matrix.tolist()}
    assert [[rows[row][f"as_{column}"] for column in ids] for row in ids] == matrix.tolist()


def test_classes_of_one_side_count_where_they_can(tmp_path):
    found, reference = np.zeros((2, 50, 60), np.uint8)
    found[:10], reference[:5] = 1, 1
    found[20:30], reference[40:] = 5, 7
    result = run(
        write_plain(tmp_path / "in.tif", found),
        write_plain(tmp_path / "truth.tif", reference),
        tmp_path / "out.gpkg",
    )

    rows = rows_of(result)
    assert (rows[5]["iou"], rows[5]["precision"], rows[5]["recall"]) == (0, 0, None)
    assert (rows[7]["iou"], rows[7]["precision"], rows[7]["recall"]) == (0, None, 0)
    assert result["means"]["iou"] == pytest.approx(0.5 / 3)
    assert result["means"]["precision"] == pytest.approx((0.5 + 0) / 2)
    assert result["means"]["recall"] == pytest.approx((1 + 0) / 2)
    table = pyogrio.raw.read(tmp_path / "out.gpkg")
    assert table[0]["geometry_type"] is None
    written = dict(zip(table[0]["fields"], table[3]))
    assert written["class_id"].tolist() == [0, 1, 5, 7]
    assert np.isnan(written["recall"][2])


@pytest.mark.parametrize("ending", ["csv", "xlsx", "dbf", "geojson"])
def test_every_format_has_the_table(ending, tmp_path):
    source = write_classes(tmp_path / "in.tif", blobs(1))
    run(source, source, tmp_path / f"out.{ending}")

    meta, _, _, columns = pyogrio.raw.read(tmp_path / f"out.{ending}")
    table = dict(zip(meta["fields"], columns))
    assert [float(value) for value in table["iou"]] == [1.0, 1.0, 1.0]
    assert list(table["class_name"]) == ["background", "building", "tree"]


def test_reference_of_other_type_nodata_and_extent(tmp_path):
    reference = blobs(1).astype(np.int16)
    reference[:, :7] = -999
    wide = np.full((50 + 9, 60 + 5), 5, np.int16)
    wide[4:54, 3:63] = reference
    grid = Grid(65, 59, GRID.transform @ Affine.translation(-3, -4), UTM)
    result = run(
        write_classes(tmp_path / "in.tif", blobs(1)),
        write_plain(tmp_path / "truth.tif", wide, grid, nodata=-999),
        tmp_path / "out.csv",
    )

    assert result["means"]["iou"] == 1.0
    assert result["compared_pixels"] == 50 * 53


def test_extent_and_mask_limit_what_is_counted(tmp_path):
    found, reference = blobs(1), blobs(3)
    reference[10:30, 20:40] = found[10:30, 20:40]
    mask = write_polygons(tmp_path / "mask.gpkg", [box(0, 0, 40, 30)], fid2=[1])
    result = run(
        write_classes(tmp_path / "in.tif", found),
        write_classes(tmp_path / "truth.tif", reference),
        tmp_path / "out.csv",
        extent=(300010.0, 2999900.0, 300030.0, 2999995.0),
        mask=mask,
    )

    assert result["compared_pixels"] == 20 * 20
    assert result["overall_accuracy"] == 1.0


@pytest.mark.parametrize(
    "transform",
    [
        Affine(0.31, 0, 299995, 0, -0.27, 3000003),
        Affine(2.0, 0, 299990, 0, 2.0, 2999960),
        Affine(0.5, 0, 300000, 0, -0.5, 3000000) @ Affine.rotation(20),
    ],
    ids=["finer", "coarser south-up", "rotated"],
)
def test_nearest_pixel_on_another_grid(tmp_path, transform, monkeypatch):
    monkeypatch.setattr(aligned, "_PART_PX", 16)
    monkeypatch.setattr(aligned, "_MOST_SOURCE_PIXELS", 200)
    grid = Grid(130, 140, transform, UTM)
    labels = blobs(4, (140, 130))
    path = write_classes(tmp_path / "truth.tif", labels, grid)
    with class_map.ClassMap(path) as source:
        read = AlignedClasses(source, GRID).read(GRID.window)

    cols, rows = np.meshgrid(np.arange(60) + 0.5, np.arange(50) + 0.5)
    x, y = GRID.transform @ (cols, rows)
    col, row = np.floor(np.array(~transform @ (x, y))).astype(int)
    inside = (col >= 0) & (col < 130) & (row >= 0) & (row < 140)
    expected = np.full((50, 60), 255, np.uint8)
    expected[inside] = labels[row[inside], col[inside]]
    np.testing.assert_array_equal(read, expected)


def test_reference_in_another_crs(tmp_path):
    to_degrees = Transformer.from_crs(UTM, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform([299995, 300035], [2999970, 3000005])
    pixel = 2e-6
    degrees = Grid(
        round((lon[1] - lon[0]) / pixel),
        round((lat[1] - lat[0]) / pixel),
        Affine(pixel, 0, lon[0], 0, -pixel, lat[1]),
        CRS.from_epsg(4326),
    )
    # Stripes of known places, far wider than a pixel.
    cols, rows = np.meshgrid(np.arange(degrees.width) + 0.5, np.arange(degrees.height) + 0.5)
    x, y = to_degrees.transform(*(degrees.transform @ (cols, rows)), direction="INVERSE")
    labels = (np.floor(x / 5) % 2 + 5 * (np.floor(y / 5) % 2 > 0)).astype(np.uint8)
    path = write_plain(tmp_path / "truth.tif", labels, degrees)
    with class_map.ClassMap(path) as source:
        read = AlignedClasses(source, GRID).read(GRID.window)

    cols, rows = np.meshgrid(np.arange(60) + 0.5, np.arange(50) + 0.5)
    x, y = GRID.transform @ (cols, rows)
    expected = (np.floor(x / 5) % 2 + 5 * (np.floor(y / 5) % 2 > 0)).astype(np.uint8)
    # Pixel borders of the degree grid reach at most a quarter of a metre over a stripe's.
    clear = (np.abs(x % 5 - 2.5) < 2.2) & (np.abs(y % 5 - 2.5) < 2.2) & (read != 255)
    np.testing.assert_array_equal(read[clear], expected[clear])
    assert clear.mean() > 0.5


def test_painted_mask_without_georeference(tmp_path):
    labels = blobs(1)
    with rasterio.open(
        tmp_path / "truth.png", "w", driver="PNG", width=60, height=50, count=1, dtype="uint8"
    ) as dataset:
        dataset.write(labels, 1)
    source = write_classes(tmp_path / "in.tif", labels)
    part = (300010.0, 2999980.0, 300030.0, 2999995.0)
    result = run(source, tmp_path / "truth.png", tmp_path / "out.csv", extent=part)

    assert result["compared_pixels"] == 40 * 30
    assert result["overall_accuracy"] == 1.0


POLYGONS = [box(2, 2, 12, 10), box(20, 5, 30, 25), box(40, 30, 55, 45)]


@pytest.mark.parametrize(
    "columns",
    [
        {"kind": ["building", "Tree ", "vegetation"]},
        {"kind": ["1", "5", "5"]},
        {"kind": [1, 5, 5]},
        {"kind": [1.0, 5.0, 5.0]},
    ],
    ids=["names", "ids as text", "ids", "ids as fractions"],
)
@pytest.mark.parametrize("crs", ["EPSG:32645", "EPSG:4326"])
def test_polygon_reference(tmp_path, columns, crs):
    legend = (LEGEND[0], ClassCard(5, "vegetation", "#2e7d4f"))
    labels = np.zeros((50, 60), np.uint8)
    labels[2:10, 2:12], labels[5:25, 20:30], labels[30:45, 40:55] = 1, 5, 5
    polygons = POLYGONS
    if crs != "EPSG:32645":
        move = Transformer.from_crs(UTM, crs, always_xy=True).transform
        polygons = [shapely.transform(one, move, interleaved=False) for one in POLYGONS]
    reference = write_polygons(tmp_path / "truth.gpkg", polygons, crs, **columns)
    source = write_classes(
        tmp_path / "in.tif", labels, provenance=Provenance("segment", {}, legend=legend)
    )
    result = run(source, reference, tmp_path / "out.csv", class_field="kind")

    assert result["compared_pixels"] == 50 * 60
    assert result["overall_accuracy"] == 1.0
    assert rows_of(result)[5]["class_name"] == "vegetation"


def test_polygons_without_class_and_rejected_ones(tmp_path):
    labels = np.zeros((50, 60), np.uint8)
    labels[2:10, 2:12] = 1
    reference = write_polygons(
        tmp_path / "truth.gpkg",
        POLYGONS,
        class_id=np.array([1, np.nan, 5]),
        status=np.array(["accepted", "added", "rejected"], dtype=object),
    )
    result = run(write_classes(tmp_path / "in.tif", labels), reference, tmp_path / "out.csv")

    # The second says that it does not know, the third that there is nothing.
    assert result["compared_pixels"] == 50 * 60 - 200
    assert result["overall_accuracy"] == 1.0


def test_polygons_compared_with_a_reference_raster(tmp_path):
    labels = np.zeros((50, 60), np.uint8)
    labels[2:10, 2:12] = 1
    polygons = write_polygons(
        tmp_path / "in.gpkg", POLYGONS[:2], class_id=[1, 1], class_name=["building"] * 2
    )
    result = run(polygons, write_plain(tmp_path / "truth.tif", labels), tmp_path / "out.csv")

    row = rows_of(result)[1]
    assert (row["class_name"], row["correct"], row["predicted"]) == ("building", 80, 280)
    assert row["precision"] == pytest.approx(80 / 280, abs=1e-6)


@pytest.mark.parametrize(
    ("columns", "options", "words"),
    [
        ({"kind": ["house", "tree", "shed"]}, {"class_field": "kind"}, "'house', 'shed'.*building"),
        ({"kind": ["", "", None]}, {"class_field": "kind"}, "is empty.*None of its 3 features"),
        ({"kind": [1, 300, 5]}, {"class_field": "kind"}, "has the value 300.*0 to 254"),
        ({"kind": [1.5, 1, 5]}, {"class_field": "kind"}, "has the value 1.5"),
        ({"kind": [1, 1, 5]}, {"class_field": "sort"}, "no field 'sort'.*'kind'"),
        ({"kind": [1, 1, 5]}, {}, "no field class_id or class_name"),
    ],
)
def test_unusable_class_field_is_explained(tmp_path, columns, options, words):
    values = {name: np.array(each, dtype=object) if isinstance(each[0], str) else each
              for name, each in columns.items()}  # fmt: skip
    reference = write_polygons(tmp_path / "truth.gpkg", POLYGONS, **values)
    source = write_classes(tmp_path / "in.tif", blobs(1))
    with pytest.raises(InputError, match=words) as caught:
        run(source, reference, tmp_path / "out.csv", **options)
    assert caught.value.todo
    assert not (tmp_path / "out.csv").exists()


def test_broken_and_empty_geometries_are_repaired_or_left_out(tmp_path):
    bow = shapely.Polygon([GRID.transform @ at for at in ((2, 2), (12, 12), (12, 2), (2, 12))])
    reference = write_polygons(
        tmp_path / "truth.gpkg", [bow, shapely.Polygon(), None], class_id=[1, 1, 1]
    )
    result = run(write_classes(tmp_path / "in.tif", blobs(1)), reference, tmp_path / "out.csv")

    assert 40 <= rows_of(result)[1]["reference"] <= 60


def test_what_cannot_be_compared_is_refused(tmp_path):
    source = write_classes(tmp_path / "in.tif", blobs(1))
    far = Grid(60, 50, Affine(0.5, 0, 400000, 0, -0.5, 3000000), UTM)
    elsewhere = write_classes(tmp_path / "far.tif", blobs(1), far)
    polygons = write_polygons(tmp_path / "p.gpkg", POLYGONS, class_id=[1, 1, 5])
    floats = write_plain(tmp_path / "f.tif", np.zeros((50, 60), np.float32))
    target = tmp_path / "out.csv"
    with pytest.raises(InputError, match=r"cannot be compared.*No pixel has a class on both"):
        run(source, elsewhere, target)
    outside = write_polygons(tmp_path / "q.gpkg", [box(90, 0, 99, 9)], class_id=[1])
    with pytest.raises(InputError, match=r"q\.gpkg lie outside of .*in\.tif"):
        run(source, outside, target)
    with pytest.raises(UsageError, match="Neither the input nor the reference is a raster"):
        run(polygons, polygons, target)
    with pytest.raises(InputError, match=r"not a class raster.*float32"):
        run(source, floats, target)
    with pytest.raises(InputError, match=r"Cannot read .*nowhere\.gpkg"):
        run(source, tmp_path / "nowhere.gpkg", target)
    with pytest.raises(OutputError, match="also an input"):
        run(source, elsewhere, elsewhere)
    with pytest.raises(UsageError, match=r"No table format is known for out\.shp"):
        run(source, source, tmp_path / "out.shp")
    assert not target.exists()


def expected_objects(reference, found, class_id):
    """Match objects the long way: every pair, with labels of scipy."""
    first, count = ndimage.label(reference == class_id)
    second, other = ndimage.label(found == class_id)
    matches = 0
    for one in range(1, count + 1):
        for two in np.unique(second[first == one]):
            if two:
                both = ((first == one) & (second == two)).sum()
                either = ((first == one) | (second == two)).sum()
                matches += both / either >= 0.5
    return matches, count, other


def test_objects_match_as_pairs_of_labels_do(tmp_path):
    reference = blobs(5)
    found = np.roll(reference, (1, 1), axis=(0, 1))
    reference[:4, :30], found[45:, 40:] = 255, 255
    result = run(
        write_classes(tmp_path / "in.tif", found),
        write_classes(tmp_path / "truth.tif", reference),
        tmp_path / "out.csv",
        objects=True,
    )

    ignored = (reference == 255) | (found == 255)
    reference[ignored] = found[ignored] = 255
    rows = rows_of(result)
    f1 = []
    for class_id in (1, 5):
        matches, count, other = expected_objects(reference, found, class_id)
        row = rows[class_id]
        assert (row["obj_match"], row["obj_ref"], row["obj_pred"]) == (matches, count, other)
        assert 0 < matches < count
        f1.append(2 * matches / (count + other))
        assert row["obj_f1"] == pytest.approx(f1[-1], abs=1e-6)
    assert result["means"]["object_f1"] == pytest.approx(np.mean(f1))


def test_no_object_matches_twice():
    whole, halves = np.full((1, 4), 1, np.uint8), np.array([[1, 1, 5, 1]], np.uint8)
    reference = np.concatenate([whole, np.full((1, 4), 0, np.uint8)])
    found = np.concatenate([halves, np.full((1, 4), 0, np.uint8)])
    matcher = ObjectMatcher()
    for row in range(2):
        matcher.push(reference[row : row + 1], found[row : row + 1])
    score = matcher.scores()[1]
    # The left half overlaps by exactly one half, the right one by a quarter.
    assert (score.right, score.support, score.found) == (1, 1, 2)


class Tags(HTMLParser):
    """Checks that tags nest, and collects the text."""

    def __init__(self):
        super().__init__()
        self.open, self.text = [], []

    def handle_starttag(self, tag, attributes):
        names = dict(attributes)
        assert not {"src", "href"} & set(names)
        if tag not in ("meta", "rect", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_report_is_one_page_with_everything_escaped(tmp_path):
    legend = (ClassCard(1, "<script>alert(1)</script>", "#d1495b"), LEGEND[1])
    source = write_classes(
        tmp_path / "a & b.tif",
        blobs(1),
        provenance=Provenance(
            "segment", {}, models=({"name": "urban", "version": "1"},), legend=LEGEND
        ),
    )
    truth = write_classes(
        tmp_path / "truth.tif", blobs(2), provenance=Provenance("segment", {}, legend=legend)
    )
    result = run(truth, source, tmp_path / "out.csv", report=str(tmp_path / "r.html"), objects=True)

    text = (tmp_path / "r.html").read_text(encoding="utf-8")
    page = Tags()
    page.feed(text)
    assert page.open == []
    shown = " ".join(page.text)
    assert result["report"] == str(tmp_path / "r.html")
    assert "<script>alert(1)</script>" in shown
    assert "<script>" not in text
    assert "a & b.tif" in shown
    assert "is called '<script>alert(1)</script>' and 'building'" in shown
    for heading in ("Scores in pixels", "Scores in objects", "Confusion matrix"):
        assert heading in shown
    assert f"{100 * result['means']['iou']:.1f}" in shown
    assert "prefers-color-scheme: dark" in text


def test_cancel_leaves_nothing(tmp_path):
    class Impatient(SilentReporter):
        def check_cancelled(self):
            raise JobCancelled

    source = write_classes(tmp_path / "in.tif", blobs(1))
    job = AccuracyJob(source, source, str(tmp_path / "o.csv"), report=str(tmp_path / "r.html"))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(JobCancelled):
        run_accuracy(job, Impatient())
    assert sorted(tmp_path.iterdir()) == before


def test_result_crosses_a_process(tmp_path):
    source = write_classes(tmp_path / "in.tif", blobs(1))
    result = run(source, source, tmp_path / "out.csv", objects=True)
    assert json.loads(json.dumps(result, allow_nan=False)) == result
