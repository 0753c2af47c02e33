"""Chips: what is labelled, ignored and split, in every format, and what is refused."""

from __future__ import annotations

import csv
import itertools
import json
from collections import namedtuple
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.features import rasterize

from sat_dl_plugin.contract.errors import InputError, JobCancelled, OutputError, UsageError
from sat_dl_plugin.contract.jobs import ChipsJob, job_from_params
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.chips import folder as chip_folder
from sat_dl_plugin.engine.chips.instances import cut_instances
from sat_dl_plugin.engine.chips.split import LEFT_OUT, TRAIN, VALIDATION, split_chips
from sat_dl_plugin.engine.run import run_job

UTM = "EPSG:32645"
LEFT, TOP, PIXEL_M = 300000.0, 3000000.0, 0.5


class Listener(SilentReporter):
    def __init__(self):
        self.warnings = []
        self.infos = []

    def log(self, text, level="info"):
        (self.warnings if level == "warning" else self.infos).append(text)


def box(left, top, right, bottom):
    """Return a polygon on the ground from pixels of the image."""
    return shapely.box(
        LEFT + left * PIXEL_M, TOP - bottom * PIXEL_M, LEFT + right * PIXEL_M, TOP - top * PIXEL_M
    )


def write_image(path, side=128, bands=3, dtype="uint16", crs=UTM, left=LEFT, **options):
    values = np.random.default_rng(4).integers(1, 250, (bands, side, side)).astype(dtype)
    values = options.pop("values", values)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=side,
        height=side,
        count=bands,
        dtype=dtype,
        transform=Affine(PIXEL_M, 0, left, 0, -PIXEL_M, TOP),
        crs=CRS.from_user_input(crs) if crs else None,
        **options,
    ) as dataset:
        dataset.write(values)
        dataset.set_band_description(1, "red")
    return str(path)


def write_polygons(path, polygons, classes=None, crs=UTM, field="class_id"):
    fields = {} if classes is None else {field: np.array(classes)}
    pyogrio.raw.write(
        str(path),
        shapely.to_wkb(np.array(polygons, dtype=object)),
        list(fields.values()),
        list(fields),
        geometry_type="Polygon",
        crs=crs,
    )
    return str(path)


@pytest.fixture
def image(tmp_path):
    return write_image(tmp_path / "scene.tif", nodata=0)


@pytest.fixture
def labels(tmp_path):
    polygons = [box(2, 2, 30, 20), box(60, 60, 110, 100), box(100, 5, 126, 60)]
    return write_polygons(tmp_path / "labels.gpkg", polygons, [1, 3, 1])


@pytest.fixture
def export(image, labels, tmp_path):
    def run(reporter=None, **changes):
        values = {
            "inputs": (image,),
            "labels": labels,
            "output": str(tmp_path / "chips"),
            "size": 16,
            **changes,
        }
        return run_job(ChipsJob(**values), reporter or Listener())

    return run


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def rows_of(folder):
    with (folder / "index.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def window_of(row):
    return tuple(int(row[name]) for name in ("col_off", "row_off", "width", "height"))


def test_chips_are_the_image_and_its_labels(export, image, tmp_path):
    result = export(validation=0, size=32, stride=24)

    folder = tmp_path / "chips"
    rows = rows_of(folder)
    assert result["chips"] == {"train": 25, "val": 0}
    with rasterio.open(image) as whole:
        values = whole.read()
        expected = rasterize(
            [(box(2, 2, 30, 20), 1), (box(60, 60, 110, 100), 3), (box(100, 5, 126, 60), 1)],
            out_shape=whole.shape,
            transform=whole.transform,
        )
        for row in rows:
            col, top, width, height = window_of(row)
            place = (slice(top, top + height), slice(col, col + width))
            with rasterio.open(folder / "images" / f"{row['name']}.tif") as chip:
                assert (chip.read() == values[:, place[0], place[1]]).all()
                assert (chip.dtypes[0], chip.nodata, chip.crs) == ("uint16", 0, whole.crs)
                assert chip.descriptions[0] == "red"
                assert chip.transform == whole.transform @ Affine.translation(col, top)
            with rasterio.open(folder / "labels" / f"{row['name']}.tif") as chip:
                assert (chip.read(1) == expected[place]).all()
                assert (chip.dtypes[0], chip.nodata) == ("uint8", 255)
            assert float(row["class_3"]) == pytest.approx((expected[place] == 3).mean(), abs=1e-5)
    assert {(0, 0), (96, 96)} <= {window_of(row)[:2] for row in rows}


def test_classes_may_have_names_of_their_own(export, tmp_path):
    names = np.array(["Llama shed", "road", "Alpaca shed"], dtype=object)
    polygons = [box(2, 2, 30, 20), box(60, 60, 110, 100), box(100, 5, 126, 60)]
    listener = Listener()

    export(listener, labels=write_polygons(tmp_path / "n.gpkg", polygons, names), validation=0)

    statistics = json.loads((tmp_path / "chips" / "statistics.json").read_text())
    pixels = {row["name"]: (row["id"], row["pixels"]["train"]) for row in statistics["classes"]}
    assert pixels["Alpaca shed"] == (11, 26 * 55)
    assert pixels["Llama shed"] == (12, 28 * 18)
    assert pixels["road"] == (3, 50 * 40)
    assert "Classes of the labels: 3 road, 11 Alpaca shed, 12 Llama shed." in listener.infos


def test_statistics_are_those_of_the_pixels(export, image, tmp_path):
    export(validation=0)

    statistics = json.loads((tmp_path / "chips" / "statistics.json").read_text())
    with rasterio.open(image) as whole:
        values = whole.read().reshape(3, -1)
    assert [row["mean"] for row in statistics["bands"]] == pytest.approx(values.mean(axis=1))
    assert [row["std"] for row in statistics["bands"]] == pytest.approx(values.std(axis=1))
    pixels = {row["name"]: row["pixels"]["train"] for row in statistics["classes"]}
    built = 28 * 18 + 26 * 55
    assert (pixels["building"], pixels["road"]) == (built, 50 * 40)
    assert pixels["background"] == 128 * 128 - built - 2000
    assert statistics["provenance"]["parameters"]["size"] == 16


def test_what_was_not_labelled_is_ignored_and_never_background(export, tmp_path):
    area = write_polygons(tmp_path / "area.gpkg", [box(0, 0, 40, 24)])

    export(area=area, validation=0)

    folder = tmp_path / "chips"
    rows = rows_of(folder)
    assert {window_of(row)[:2] for row in rows} == set(itertools.product((0, 16, 32), (0, 16)))
    for row in rows:
        col, top, *_ = window_of(row)
        with rasterio.open(folder / "labels" / f"{row['name']}.tif") as chip:
            outside = np.ones((16, 16), bool)
            outside[: max(0, 24 - top), : max(0, 40 - col)] = False
            assert ((chip.read(1) == 255) == outside).all()
        assert float(row["ignored"]) == pytest.approx(outside.mean(), abs=1e-6)


def test_of_a_labelling_grid_only_the_tiles_that_are_done_count(export, tmp_path):
    tiles = [box(0, 0, 64, 64), box(64, 0, 128, 64), box(0, 64, 64, 128)]
    area = write_polygons(tmp_path / "tiles.gpkg", tiles, ["doing", "done", "todo"], field="state")
    listener = Listener()

    export(listener, area=area, validation=0)

    rows = rows_of(tmp_path / "chips")
    windows = {window_of(row)[:2] for row in rows if float(row["ignored"]) < 1}
    assert windows == set(itertools.product(range(64, 128, 16), range(0, 64, 16)))
    assert any("grid of 3 tiles, of which 1 are done" in text for text in listener.infos)


def test_it_says_when_all_counts_as_labelled(export):
    listener = Listener()

    export(listener)

    assert any("labelled completely" in text for text in listener.infos)


def test_nodata_is_ignored_and_empty_chips_are_left_out(labels, export, tmp_path):
    values = np.full((3, 128, 128), 9, np.uint16)
    values[:, :, 40:] = 0
    image = write_image(tmp_path / "half.tif", nodata=0, values=values)

    export(inputs=(image,), validation=0)

    rows = rows_of(tmp_path / "chips")
    assert {window_of(row)[0] for row in rows} == {0, 16, 32}
    assert all(float(row["ignored"]) == 0.5 for row in rows if window_of(row)[0] == 32)


@pytest.mark.parametrize("stride", [0, 8, 11])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_pixel_is_in_both_splits(stride, seed, export, image, tmp_path):
    # The same ground in two images, the pixels of which do not coincide.
    second = write_image(tmp_path / "later.tif", left=LEFT + 3.2, nodata=0)

    result = export(inputs=(image, second), stride=stride, seed=seed)

    assert min(result["chips"].values()) > 0
    covered = {TRAIN: [], VALIDATION: []}
    for row in rows_of(tmp_path / "chips"):
        with rasterio.open(tmp_path / "chips" / "images" / f"{row['name']}.tif") as chip:
            covered[row["split"]].append(shapely.box(*chip.bounds))
    train, validation = (shapely.union_all(boxes) for boxes in covered.values())
    assert train.intersection(validation).area == pytest.approx(0, abs=1e-6)


def test_split_keeps_to_the_share_and_to_the_seed():
    windows = [
        (c * 10.0, r * 10.0, c * 10 + 10.0, r * 10 + 10.0) for c in range(40) for r in range(40)
    ]
    boxes, labelled = np.array(windows), np.full(1600, 100)

    splits = split_chips(boxes, labelled, 25, seed=3)

    assert LEFT_OUT not in splits
    assert splits.count(VALIDATION) / 1600 == pytest.approx(0.25, abs=0.07)
    assert splits == split_chips(boxes, labelled, 25, seed=3)
    assert splits != split_chips(boxes, labelled, 25, seed=4)


def test_the_same_job_writes_the_same_chips(export, tmp_path):
    export(output=str(tmp_path / "a"), stride=12)
    export(output=str(tmp_path / "b"), stride=12)

    names = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*.tif"))
    assert names
    for name in ("index.csv", *names):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_coco_has_the_objects_of_each_chip(export, tmp_path):
    export(format="coco", validation=0, size=64)

    content = json.loads((tmp_path / "chips/annotations/instances_train.json").read_text())
    assert [(c["id"], c["name"]) for c in content["categories"]] == [(1, "building"), (3, "road")]
    names = {entry["id"]: entry["file_name"] for entry in content["images"]}
    found = {
        (names[a["image_id"]], a["category_id"]): (a["bbox"], a["area"])
        for a in content["annotations"]
    }
    assert found == {
        ("scene_000000_000000.tif", 1): ([2, 2, 28, 18], 28 * 18),
        ("scene_000000_000000.tif", 3): ([60, 60, 4, 4], 16),
        ("scene_000000_000064.tif", 1): ([36, 5, 26, 55], 26 * 55),
        ("scene_000000_000064.tif", 3): ([0, 60, 46, 4], 46 * 4),
        ("scene_000064_000000.tif", 3): ([60, 0, 4, 36], 4 * 36),
        ("scene_000064_000064.tif", 3): ([0, 0, 46, 36], 46 * 36),
    }
    assert all((tmp_path / "chips/labels" / name).exists() for name in names.values())


def test_coco_objects_end_where_the_area_does(export, tmp_path):
    area = write_polygons(tmp_path / "area.gpkg", [box(0, 0, 12, 12)])

    export(format="coco", validation=0, size=64, area=area)

    content = json.loads((tmp_path / "chips/annotations/instances_train.json").read_text())
    assert [entry["bbox"] for entry in content["annotations"]] == [[2, 2, 10, 10]]


def test_yolo_has_outlines_from_0_to_1(export, tmp_path):
    export(format="yolo", validation=30, size=32)

    folder = tmp_path / "chips"
    assert (folder / "classes.txt").read_text() == "building\nroad\n"
    assert 'names:\n  0: "building"\n  1: "road"\n' in (folder / "data.yaml").read_text()
    lists = {split: (folder / f"{split}.txt").read_text().split() for split in ("train", "val")}
    rows = rows_of(folder)
    for split, files in lists.items():
        assert files == [f"./images/{r['name']}.tif" for r in rows if r["split"] == split]
    line = (folder / "labels" / "scene_000000_000000.txt").read_text().split()
    corners = np.array(line[1:], dtype=float).reshape(-1, 2) * 32
    assert line[0] == "0"
    assert (
        shapely.Polygon(corners).equals_exact(shapely.box(2, 2, 30, 20).normalize(), 1e-3)
        or shapely.Polygon(corners).symmetric_difference(shapely.box(2, 2, 30, 20)).area < 0.01
    )


def test_holes_are_cut_open():
    ring = shapely.box(0, 0, 9, 9).difference(shapely.box(3, 3, 6, 6))

    (instance,) = cut_instances([(1, np.array([ring]))], 16, None)

    assert instance.area == pytest.approx(72)
    assert all(not polygon.interiors for polygon in instance.polygons)
    assert shapely.union_all(instance.polygons).symmetric_difference(ring).area < 1e-9


def test_class_rasters_are_labels_too(image, export, tmp_path):
    classes = np.zeros((1, 128, 128), np.uint8)
    classes[0, 10:20, 10:30] = 7
    classes[0, 64:] = 255
    path = write_image(tmp_path / "classes.tif", bands=1, dtype="uint8", nodata=255, values=classes)

    export(labels=path, format="coco", validation=0, size=32)

    content = json.loads((tmp_path / "chips/annotations/instances_train.json").read_text())
    assert [entry["bbox"] for entry in content["annotations"]] == [[10, 10, 20, 10]]
    assert {window_of(row)[1] for row in rows_of(tmp_path / "chips")} == {0, 32}


def test_odd_labels_are_repaired_ignored_or_skipped_with_a_count(export, tmp_path):
    bow = shapely.Polygon([(LEFT, TOP - 5), (LEFT + 5, TOP), (LEFT + 5, TOP - 5), (LEFT, TOP)])
    labels = write_polygons(
        tmp_path / "odd.gpkg",
        [bow, box(20, 20, 40, 40), box(60, 60, 80, 80), shapely.Polygon()],
        np.array(["building", None, "road", "road"], dtype=object),
        field="kind",
    )
    listener = Listener()

    export(listener, labels=labels, class_field="kind", validation=0)

    said = " ".join(listener.warnings)
    assert "crosses itself: 1" in said
    assert "without a class: 1" in said
    assert "without an area: 1" in said
    ignored = [r for r in rows_of(tmp_path / "chips") if float(r["ignored"])]
    assert {window_of(row)[:2] for row in ignored} == set(itertools.product((16, 32), (16, 32)))


def test_thin_classes_are_said(export, tmp_path):
    labels = write_polygons(tmp_path / "thin.gpkg", [box(0, 0, 3, 1), box(20, 0, 90, 50)], [1, 2])
    listener = Listener()

    export(listener, labels=labels, validation=0)

    assert any("only 3 pixels" in text for text in listener.warnings)


def test_too_little_ground_for_a_validation_is_said(export, tmp_path):
    area = write_polygons(tmp_path / "area.gpkg", [box(0, 0, 10, 10)])
    listener = Listener()

    result = export(listener, area=area)

    assert result["chips"] == {"train": 1, "val": 0}
    assert any("too little ground" in text for text in listener.warnings)


def far_away(tmp_path):
    return {"labels": write_polygons(tmp_path / "far.gpkg", [box(9000, 0, 9010, 10)], [1])}


def area_far_away(tmp_path):
    return {"area": write_polygons(tmp_path / "far.gpkg", [box(9000, 0, 9010, 10)])}


def unknown_field(tmp_path):
    return {"class_field": "species"}


def all_null(tmp_path):
    nothing = np.array([None], dtype=object)
    return {"labels": write_polygons(tmp_path / "n.gpkg", [box(0, 0, 9, 9)], nothing)}


def other_bands(tmp_path):
    images = [write_image(tmp_path / f"{bands}.tif", bands=bands) for bands in (3, 4)]
    return {"inputs": tuple(images)}


def no_common_crs(tmp_path):
    images = [write_image(tmp_path / f"{code}.tif", crs=f"EPSG:{code}") for code in (32645, 32644)]
    return {
        "inputs": tuple(images),
        "labels": write_polygons(tmp_path / "n.gpkg", [box(0, 0, 9, 9)], [1], crs=None),
    }


def only_nodata(tmp_path):
    values = np.zeros((3, 128, 128), np.uint16)
    return {"inputs": (write_image(tmp_path / "void.tif", nodata=0, values=values),)}


def too_small(tmp_path):
    return {"size": 256}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (far_away, "outside of all images"),
        (area_far_away, "outside of all images"),
        (unknown_field, "has no field 'species'"),
        (all_null, "is empty"),
        (other_bands, "3 bands"),
        (no_common_crs, "CRS of the labels"),
        (only_nodata, "No chip would have a label"),
        (too_small, "smaller than a chip"),
    ],
)
def test_bad_input_is_refused_in_words_and_leaves_nothing(case, said, export, tmp_path):
    changes = case(tmp_path)
    before = set(tmp_path.iterdir())

    with pytest.raises(InputError) as caught:
        export(**changes)

    assert said in str(caught.value)
    assert caught.value.todo
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "changes", [{"inputs": ()}, {"size": 3}, {"stride": -1}, {"format": "x"}, {"validation": 101}]
)
def test_impossible_numbers_are_refused(changes, export):
    with pytest.raises(UsageError):
        export(**changes)


def test_labels_without_crs_are_taken_to_be_in_that_of_the_images(export, tmp_path):
    labels = write_polygons(tmp_path / "n.gpkg", [box(0, 0, 9, 9)], [1], crs=None)
    listener = Listener()

    export(listener, labels=labels)

    assert any("no CRS" in text for text in listener.warnings)


def test_a_folder_of_ours_is_replaced_and_other_files_stay(export, tmp_path):
    folder = tmp_path / "chips"
    export(format="yolo")
    (folder / "notes.md").write_text("mine")

    export(validation=0, size=64)

    assert (folder / "notes.md").read_text() == "mine"
    assert not (folder / "classes.txt").exists()
    assert len(list((folder / "images").iterdir())) == 4
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_other_folders_are_refused_unless_told(export, tmp_path):
    folder = tmp_path / "chips"
    folder.mkdir()
    (folder / "thesis.doc").write_text("mine")

    with pytest.raises(OutputError, match="not empty"):
        export()
    export(overwrite=True)
    assert (folder / "thesis.doc").read_text() == "mine"
    assert rows_of(folder)


def test_images_of_others_are_never_replaced(export, tmp_path):
    photos = tmp_path / "chips" / "images"
    photos.mkdir(parents=True)

    with pytest.raises(OutputError, match="already has images"):
        export(overwrite=True)
    assert photos.exists()


def test_inputs_inside_the_folder_are_refused(export, tmp_path):
    with pytest.raises(OutputError, match="lies in the folder"):
        export(output=str(tmp_path))


def test_a_full_disk_is_said_before_anything_is_written(export, monkeypatch, tmp_path):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(chip_folder.shutil, "disk_usage", lambda _: usage(9, 9, 1000))

    with pytest.raises(OutputError, match="disk space"):
        export()
    assert not (tmp_path / "chips").exists()


def test_a_cancel_leaves_nothing(export, tmp_path):
    class Impatient(Listener):
        def check_cancelled(self):
            if list(tmp_path.rglob("*_000016.tif")):
                raise JobCancelled("stop")

    before = set(tmp_path.iterdir())
    with pytest.raises(JobCancelled):
        export(Impatient())
    assert set(tmp_path.iterdir()) == before


def test_a_failing_move_brings_the_old_chips_back(export, monkeypatch, tmp_path):
    export(validation=0)
    before = names_in(tmp_path / "chips" / "images")
    replace = chip_folder.Path.replace

    def fail_late(self, target):
        if self.name == "index.csv" and self.parent.name == "new":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(chip_folder.Path, "replace", fail_late)
    with pytest.raises(OutputError, match="No space left"):
        export(validation=0, size=64)
    assert names_in(tmp_path / "chips" / "images") == before
    assert (tmp_path / "chips" / "statistics.json").exists()


def test_inputs_are_never_written(export, image, labels):
    before = [Path(path).read_bytes() for path in (image, labels)]

    export(format="coco")

    assert [Path(path).read_bytes() for path in (image, labels)] == before


def test_the_job_survives_json():
    job = ChipsJob(("a.tif", "b.tif"), "l.gpkg", "out", area="a.gpkg", format="yolo")

    assert job_from_params(job.verb, json.loads(json.dumps(job.to_params()))) == job
