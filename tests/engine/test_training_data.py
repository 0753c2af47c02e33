"""Labelled rasters of users: what labels mean, what is ignored, and what is refused."""

from __future__ import annotations

from contextlib import ExitStack

import numpy as np
import pytest
import shapely
from affine import Affine

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import TrainingClass, TrainingData, TrainSegmentationJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.train.blocks import split_sites
from sat_dl_plugin.engine.train.label_meanings import IGNORED_ID, LabelClass, match_classes
from sat_dl_plugin.engine.train.labelled import open_inputs
from sat_dl_plugin.engine.train.prepared import load_prepared, prepare
from sat_dl_plugin.engine.train.scenes import IGNORED, Meaning, exactly, nothing_of
from sat_dl_plugin.engine.train.statistics import RunningMoments
from sat_dl_plugin.engine.train.survey import survey
from tests.engine.training_scenes import (
    LEFT,
    PIXEL_M,
    TOP,
    UTM,
    box,
    drawn,
    picture,
    squares,
    write_polygons,
    write_raster,
)

SIDE = 256
BRIGHT = squares(SIDE, 12)


class Listener(SilentReporter):
    def __init__(self):
        self.warnings = []
        self.infos = []

    def log(self, text, level="info"):
        (self.warnings if level == "warning" else self.infos).append(text)


@pytest.fixture
def image(tmp_path):
    return write_raster(tmp_path / "scene.tif", picture(SIDE, BRIGHT))


@pytest.fixture
def polygons(tmp_path):
    return write_polygons(tmp_path / "labels.gpkg", [box(*entry) for entry in BRIGHT], [1] * 12)


def job_of(*datasets, **changes):
    return TrainSegmentationJob(datasets, "model.onnx", **changes)


def surveyed(job, reporter=None):
    """Return what is found on the inputs of a job: all label values by their pixels."""
    with ExitStack() as stack:
        inputs = open_inputs(job, stack, reporter or SilentReporter())
        sites = survey(inputs, reporter or SilentReporter())
    return inputs, sites


def pixels_of(site):
    """Return pixels by the sorted values of a label set."""
    sets = site.data.sets.sets
    return {tuple(sorted(sets[index])): count for index, count in site.pixels.items()}


def read_all(data, raster):
    with data.drawing(raster, raster.grid) as drawing:
        return drawing.read(raster.grid.window)


class TestDrawing:
    def test_what_no_label_covers_is_background(self, image, polygons) -> None:
        _, (site,) = surveyed(job_of(TrainingData((image,), polygons)))

        assert pixels_of(site) == {(): SIDE**2 - 12 * 400, (1,): 12 * 400}

    def test_outside_of_the_area_everything_is_ignored(self, image, polygons, tmp_path) -> None:
        area = write_polygons(tmp_path / "area.gpkg", [box(0, 0, 100, 64)])
        _, (site,) = surveyed(job_of(TrainingData((image,), polygons, area=area)))

        inside = drawn(SIDE, BRIGHT)[0, :64, :100]
        pixels = pixels_of(site)
        assert pixels[(1,)] == inside.sum()
        assert pixels[()] == 6400 - inside.sum()
        assert site.window.width < SIDE or site.window.height <= SIDE

    def test_of_a_labelling_grid_only_the_tiles_that_are_done_count(
        self, image, polygons, tmp_path
    ) -> None:
        tiles = [box(0, 0, 100, 64), box(100, 0, 200, 64), box(0, 64, 100, 128)]
        states = ["done", "todo", "doing"]
        area = write_polygons(tmp_path / "tiles.gpkg", tiles, states, field="state")
        listener = Listener()
        _, (site,) = surveyed(job_of(TrainingData((image,), polygons, area=area)), listener)

        inside = drawn(SIDE, BRIGHT)[0, :64, :100]
        pixels = pixels_of(site)
        assert pixels[(1,)] == inside.sum()
        assert pixels[()] == 6400 - inside.sum()
        assert sum("only these count as labelled" in text for text in listener.infos) == 1

    def test_labels_in_another_crs_lie_at_the_same_place(self, image, tmp_path) -> None:
        from pyproj import Transformer

        to_degrees = Transformer.from_crs(UTM, "EPSG:4326", always_xy=True).transform
        moved = [shapely.transform(box(*e), to_degrees, interleaved=False) for e in BRIGHT]
        labels = write_polygons(tmp_path / "degrees.geojson", moved, [1] * 12, crs="EPSG:4326")
        _, (site,) = surveyed(job_of(TrainingData((image,), labels)))

        wrong = (site.thinned == site.data.sets.index(frozenset([1]))) != drawn(SIDE, BRIGHT)[0]
        assert wrong.mean() < 0.002

    def test_nodata_is_ignored_whatever_labels_say(self, polygons, tmp_path) -> None:
        values = picture(SIDE, BRIGHT).astype("float32")
        values[:, :128] = np.nan
        image = write_raster(tmp_path / "holes.tif", values)
        _, (site,) = surveyed(job_of(TrainingData((image,), polygons)))

        assert (site.thinned[:128] == 0).all()
        assert (site.thinned[128:] > 0).all()
        assert site.labelled_pixels == 128 * SIDE

    def test_overlapping_polygons_give_a_pixel_both_classes(self, image, tmp_path) -> None:
        labels = write_polygons(
            tmp_path / "both.gpkg", [box(0, 0, 100, 50), box(50, 0, 150, 50)], [1, 2]
        )
        _, (site,) = surveyed(job_of(TrainingData((image,), labels), overlapping=True))

        pixels = pixels_of(site)
        assert (pixels[(1,)], pixels[(1, 2)], pixels[(2,)]) == (2500, 2500, 2500)

    def test_unclassed_polygons_are_ignored(self, image, tmp_path) -> None:
        listener = Listener()
        labels = write_polygons(
            tmp_path / "gaps.gpkg",
            [box(0, 0, 10, 10), box(20, 0, 30, 10)],
            np.array(["house", None], dtype=object),
            field="kind",
        )
        _, (site,) = surveyed(job_of(TrainingData((image,), labels, "kind")), listener)

        assert pixels_of(site)[(IGNORED_ID,)] == 100
        assert any("without a class: 1" in text for text in listener.warnings)

    def test_text_classes_are_named_by_their_text(self, image, tmp_path) -> None:
        labels = write_polygons(
            tmp_path / "text.gpkg",
            [box(0, 0, 10, 10), box(20, 0, 30, 10)],
            np.array(["pool", "Building"], dtype=object),
            field="kind",
        )
        inputs, _ = surveyed(job_of(TrainingData((image,), labels, "kind")))

        names = inputs.datasets[0].names
        assert {names.label(1).name, names.label(11).name} == {"Building", "pool"}

    def test_one_class_needs_no_field(self, image, tmp_path) -> None:
        labels = write_polygons(tmp_path / "plain.gpkg", [box(0, 0, 10, 10)])
        data = TrainingData((image,), labels, classes={"*": "building"})
        _, (site,) = surveyed(job_of(data))

        assert pixels_of(site)[(1,)] == 100
        with pytest.raises(InputError, match="Nothing says which class"):
            surveyed(job_of(TrainingData((image,), labels)))

    def test_a_painted_mask_lies_on_the_image_of_its_size(self, image, tmp_path) -> None:
        mask = write_raster(tmp_path / "mask.png.tif", drawn(SIDE, BRIGHT), crs=None)
        _, (site,) = surveyed(job_of(TrainingData((image,), mask)))

        assert pixels_of(site)[(1,)] == 12 * 400

    def test_folders_pair_rasters_and_labels_by_name(self, tmp_path) -> None:
        (tmp_path / "images").mkdir()
        (tmp_path / "masks").mkdir()
        for name, bright in (("a", BRIGHT[:3]), ("b", BRIGHT[3:])):
            write_raster(tmp_path / "images" / f"{name}.tif", picture(SIDE, bright))
            write_raster(tmp_path / "masks" / f"{name}.png.tif", drawn(SIDE, bright))
            (tmp_path / "masks" / f"{name}.png.tif").rename(tmp_path / "masks" / f"{name}.tif")
        data = TrainingData((str(tmp_path / "images"),), str(tmp_path / "masks"))
        _, sites = surveyed(job_of(data))

        assert [pixels_of(site)[(1,)] for site in sites] == [3 * 400, 9 * 400]
        (tmp_path / "masks" / "b.tif").unlink()
        with pytest.raises(InputError, match=r"has no labels for .*b\.tif"):
            surveyed(job_of(data))

    def test_files_of_one_data_set_agree_on_what_names_mean(self, tmp_path) -> None:
        (tmp_path / "images").mkdir()
        (tmp_path / "labels").mkdir()
        for name, kind in (("a", "pool"), ("b", "pier")):
            write_raster(tmp_path / "images" / f"{name}.tif", picture(64, []))
            write_polygons(
                tmp_path / "labels" / f"{name}.gpkg",
                [box(0, 0, 10, 10)],
                np.array([kind], dtype=object),
                field="class_name",
            )
        data = TrainingData((str(tmp_path / "images"),), str(tmp_path / "labels"))
        inputs, sites = surveyed(job_of(data))

        (first,), (second,) = ([k for k in pixels_of(site) if k] for site in sites)
        assert first != second
        names = inputs.datasets[0].names
        assert names.label(first[0]).name == "pool"
        assert names.label(second[0]).name == "pier"

    def test_a_finer_raster_is_averaged_to_the_pixels_of_the_network(
        self, polygons, tmp_path
    ) -> None:
        fine = np.kron(picture(SIDE, BRIGHT), np.ones((1, 2, 2), dtype="uint8"))
        half = Affine(PIXEL_M / 2, 0, LEFT, 0, -PIXEL_M / 2, TOP)
        image = write_raster(tmp_path / "fine.tif", fine, transform=half)
        _, (site,) = surveyed(job_of(TrainingData((image,), polygons), gsd_m=PIXEL_M))

        assert site.grid.width == pytest.approx(SIDE, abs=1)
        assert pixels_of(site)[(1,)] == pytest.approx(12 * 400, rel=0.02)
        values, _ = site.training.read(_source(image), (1, 2, 3), Window(0, 0, 64, 64))
        assert np.abs(values.astype(int) - picture(SIDE, BRIGHT)[:, :64, :64]).mean() < 2

    def test_pixels_in_degrees_become_square_on_the_ground(self, tmp_path) -> None:
        degrees = Affine(1e-5, 0, 25.0, 0, -1e-5, 60.0)
        image = write_raster(
            tmp_path / "north.tif", picture(200, []), crs="EPSG:4326", transform=degrees
        )
        plot = shapely.box(25.0002, 59.9982, 25.0012, 59.9996)
        labels = write_polygons(tmp_path / "plot.gpkg", [plot], [1], crs="EPSG:4326")
        _, (site,) = surveyed(job_of(TrainingData((image,), labels)))

        # At 60 degrees north a degree of longitude is half as long as one of latitude.
        assert site.grid.height / site.grid.width == pytest.approx(2.0, rel=0.02)
        share = pixels_of(site)[(1,)] / site.labelled_pixels
        assert share == pytest.approx(0.0010 * 0.0014 / 0.0020**2, rel=0.02)


def _source(path):
    from sat_dl_plugin.engine.raster.source import RasterSource

    return RasterSource(path)


class TestRefusals:
    def test_labels_elsewhere(self, image, tmp_path) -> None:
        labels = write_polygons(tmp_path / "far.gpkg", [box(5000, 0, 5010, 10)], [1])
        with pytest.raises(InputError, match="outside of all images"):
            surveyed(job_of(TrainingData((image,), labels)))

    def test_an_area_elsewhere(self, image, polygons, tmp_path) -> None:
        area = write_polygons(tmp_path / "area.gpkg", [box(5000, 0, 5010, 10)])
        with pytest.raises(InputError, match="outside of all images"):
            surveyed(job_of(TrainingData((image,), polygons, area=area)))

    def test_different_numbers_of_bands(self, image, polygons, tmp_path) -> None:
        other = write_raster(tmp_path / "two.tif", picture(SIDE, BRIGHT, bands=2))
        with pytest.raises(InputError, match=r"3 bands and .*two.tif 2"):
            surveyed(job_of(TrainingData((image, other), polygons)))

    def test_bytes_beside_reflectance(self, image, polygons, tmp_path) -> None:
        other = write_raster(tmp_path / "wide.tif", picture(SIDE, BRIGHT, dtype="uint16"))
        with pytest.raises(InputError, match="values of different kinds"):
            surveyed(job_of(TrainingData((image, other), polygons)))

    def test_a_field_with_names_of_objects(self, image, tmp_path) -> None:
        many = [box(i, 0, i + 1, 1) for i in range(150)]
        texts = np.array([f"house {i}" for i in range(150)], dtype=object)
        labels = write_polygons(tmp_path / "many.gpkg", many, texts, field="owner")
        with pytest.raises(InputError, match="has 150 different texts"):
            surveyed(job_of(TrainingData((image,), labels, "owner")))

    def test_an_empty_class_field(self, image, tmp_path) -> None:
        nothing = np.array([None, None], dtype=object)
        labels = write_polygons(
            tmp_path / "null.gpkg", [box(0, 0, 9, 9), box(20, 0, 29, 9)], nothing, field="kind"
        )
        with pytest.raises(InputError, match="None of its 2 features has a class"):
            surveyed(job_of(TrainingData((image,), labels, "kind")))

    def test_no_data_set_and_no_labels(self, image) -> None:
        with pytest.raises(UsageError, match="No labelled raster"):
            surveyed(job_of())
        with pytest.raises(UsageError, match="has no labels"):
            surveyed(job_of(TrainingData((image,))))


class TestMeanings:
    def match(self, *datasets, stated=(), overlapping=False):
        entries = [
            (TrainingData((f"{i}.tif",), "l", classes=classes), labels)
            for i, (classes, labels) in enumerate(datasets)
        ]
        return match_classes(entries, stated, overlapping=overlapping)

    def test_labels_of_one_data_set_are_exact(self) -> None:
        network, (meanings,), _ = self.match(({}, [LabelClass(3), LabelClass(1)]))

        assert [entry.name for entry in network.classes] == ["background", "building", "road"]
        assert meanings.meaning([]) == exactly(0, 3)
        assert meanings.meaning([3]) == exactly(2, 3)
        assert meanings.meaning([IGNORED_ID]) == Meaning()

    def test_each_data_set_speaks_of_its_own_classes_only(self) -> None:
        network, (houses, roads), _ = self.match(
            ({}, [LabelClass(1, "house")]), ({}, [LabelClass(1, "road")])
        )

        assert [(entry.id, entry.name) for entry in network.classes[1:]] == [
            (1, "house"),
            (11, "road"),
        ]
        assert houses.meaning([]) == nothing_of([1])
        assert roads.meaning([]) == nothing_of([2])
        assert roads.meaning([1]) == exactly(2, 3)

    def test_overlapping_classes_have_no_background(self) -> None:
        network, (meanings,), _ = self.match(({}, [LabelClass(1), LabelClass(5)]), overlapping=True)

        assert network.channels == 2
        assert meanings.meaning([]) == Meaning(absent=frozenset({0, 1}))
        assert meanings.meaning([1, 5]) == Meaning(present=frozenset({0, 1}))

    def test_stated_meanings_rename_join_and_ignore(self) -> None:
        said = {"1": "building", "hut": "building", "9": "ignored", "0": "ignored", "4": "0"}
        network, (meanings,), notes = self.match(
            (
                said,
                [LabelClass(1), LabelClass(2, "hut"), LabelClass(9), LabelClass(7), LabelClass(4)],
            )
        )

        assert [entry.name for entry in network.classes] == ["background", "building"]
        assert meanings.meaning([1]) == meanings.meaning([2]) == exactly(1, 2)
        assert meanings.meaning([9]) == meanings.meaning([]) == Meaning()
        assert meanings.meaning([7]) == meanings.meaning([4]) == exactly(0, 2)
        assert "count as background: 7" in notes[0]

    def test_a_stated_legend_keeps_its_ids_and_colours(self) -> None:
        stated = (TrainingClass(40, "field", "#102030"), TrainingClass(2, "border"))
        network, (meanings,), _ = self.match(
            ({}, [LabelClass(11, "Field"), LabelClass(2)]), stated=stated
        )

        assert [(e.id, e.name) for e in network.classes[1:]] == [(2, "border"), (40, "field")]
        assert network.classes[2].color == "#102030"
        assert meanings.meaning([11]) == exactly(2, 3)

    def test_a_class_without_labels_is_refused(self) -> None:
        stated = (TrainingClass(1, "house"), TrainingClass(2, "pool"))
        with pytest.raises(InputError, match="No data set has labels of pool"):
            self.match(({}, [LabelClass(1, "house")]), stated=stated)

    def test_a_label_cannot_mean_an_unknown_class(self) -> None:
        with pytest.raises(UsageError, match="'barn', which is no class"):
            self.match(({"1": "barn"}, [LabelClass(1)]), stated=(TrainingClass(1, "house"),))


@pytest.fixture
def prepared(tmp_path):
    def run(job, share=0.25, gap_px=16, reporter=None):
        with ExitStack() as stack:
            inputs = open_inputs(job, stack, SilentReporter())
            sites = survey(inputs, SilentReporter())
            labels = [
                (
                    entry.data,
                    [
                        entry.names.label(value)
                        for value in sorted(set().union(*entry.sets.sets) - {IGNORED_ID})
                    ],
                )
                for entry in inputs.datasets
            ]
            _, meanings, _ = match_classes(labels, job.classes, overlapping=job.overlapping)
            keys = [{i: frozenset([i]) for i in site.pixels if i} for site in sites]
            split = split_sites(sites, keys, share, gap_px, seed=3)
            data = prepare(
                inputs,
                sites,
                meanings,
                split,
                (1.0, 2.0),
                24,
                tmp_path / "work",
                reporter or SilentReporter(),
            )
        return sites, split, data

    return run


class TestPrepared:
    def test_training_and_validation_share_no_ground(self, tmp_path, prepared) -> None:
        bright = squares(1024, 200)
        image = write_raster(tmp_path / "large.tif", picture(1024, bright))
        mask = write_raster(tmp_path / "large_mask.tif", drawn(1024, bright))
        _, split, data = prepared(job_of(TrainingData((image,), mask)))

        (group,) = data.training(["a"], [1.0])
        full, half = group.pyramids[0]
        (crops,) = data.validation(["a"]).values()
        assert split.is_split
        assert (full.scale, half.scale) == (1.0, 2.0)
        assert half.shape == (512, 512)
        seen = np.zeros((1024, 1024), dtype=bool)
        for crop, entry in zip(crops, data.crops):
            seen[Window(*entry.window).slices_in(Window(0, 0, 0, 0))] |= crop.labels != IGNORED
        assert 0.15 < seen.mean() < 0.4
        learnt = full.labels != IGNORED
        assert not (seen & learnt).any()
        # The gap: what is trained on lies at least so many pixels from what validates.
        from scipy.ndimage import distance_transform_edt

        assert distance_transform_edt(~seen)[learnt].min() > split.gap_px

    def test_every_class_is_in_both_parts(self, tmp_path, prepared) -> None:
        bright = squares(1024, 60)
        rare = box(10, 10, 50, 50), box(700, 900, 740, 940)
        image = write_raster(tmp_path / "large.tif", picture(1024, bright))
        labels = write_polygons(
            tmp_path / "two.gpkg", [*(box(*e) for e in bright), *rare], [1] * 60 + [2, 2]
        )
        sites, split, _ = prepared(job_of(TrainingData((image,), labels)))

        index = sites[0].data.sets.index(frozenset([2]))
        assert split.training_pixels[(0, index)] > 0
        assert split.validation_pixels[(0, index)] > 0

    def test_overlapping_rasters_validate_on_the_same_ground(self, tmp_path, prepared) -> None:
        bright = squares(1024, 200)
        values, mask = picture(1024, bright), drawn(1024, bright)
        (tmp_path / "i").mkdir()
        (tmp_path / "l").mkdir()
        shift = Affine(PIXEL_M, 0, LEFT + 256 * PIXEL_M, 0, -PIXEL_M, TOP)
        for name, cut, place in (("a", slice(0, 768), None), ("b", slice(256, 1024), shift)):
            write_raster(tmp_path / "i" / f"{name}.tif", values[:, :, cut], transform=place)
            write_raster(tmp_path / "l" / f"{name}.tif", mask[:, :, cut], transform=place)
        _, _, data = prepared(job_of(TrainingData((str(tmp_path / "i"),), str(tmp_path / "l"))))

        seen = np.zeros((1024, 1024), dtype=bool)
        for crop, entry in zip(data.validation(["a"])["a"], data.crops):
            rows, cols = Window(*entry.window).slices_in(Window(0, 0, 0, 0))
            left = 0 if entry.site == 0 else 256
            seen[rows, cols.start + left : cols.stop + left] |= crop.labels != IGNORED
        for site, left in ((0, 0), (1, 256)):
            learnt = data.training(["a"], [1.0])[0].pyramids[site][0].labels != IGNORED
            assert learnt.any()
            assert not (learnt & seen[:, left : left + 768]).any()

    def test_pictures_without_a_crs_are_split_too(self, tmp_path, prepared) -> None:
        bright = squares(1024, 200)
        (tmp_path / "i").mkdir()
        (tmp_path / "l").mkdir()
        for name in ("a", "b"):
            write_raster(tmp_path / "i" / f"{name}.tif", picture(1024, bright), crs=None)
            write_raster(tmp_path / "l" / f"{name}.tif", drawn(1024, bright), crs=None)
        _, split, data = prepared(job_of(TrainingData((str(tmp_path / "i"),), str(tmp_path / "l"))))

        assert split.is_split
        assert len(data.training(["a"], [1.0])[0].pyramids) == 2

    def test_statistics_are_those_of_the_training_pixels(self, tmp_path, prepared) -> None:
        bright = squares(1024, 200)
        image = write_raster(tmp_path / "large.tif", picture(1024, bright, dtype="uint16"))
        mask = write_raster(tmp_path / "large_mask.tif", drawn(1024, bright))
        _, _, data = prepared(job_of(TrainingData((image,), mask)))

        scene = data.training(["a"], [1.0])[0].pyramids[0][0]
        values = np.asarray(scene.image)[:, scene.labels != IGNORED].astype(float)
        np.testing.assert_allclose(data.scaling.mean, values.mean(axis=1))
        np.testing.assert_allclose(data.scaling.std, values.std(axis=1))
        assert data.scaling.factor == 1.0
        assert data.scaling.stored_range is None

    def test_holes_hold_the_mean(self, tmp_path, prepared) -> None:
        values = picture(512, squares(512, 40)).astype("float32")
        values[:, 100:150, 200:300] = -9999
        image = write_raster(tmp_path / "holes.tif", values, nodata=-9999)
        mask = write_raster(tmp_path / "mask.tif", drawn(512, squares(512, 40)))
        _, _, data = prepared(job_of(TrainingData((image,), mask)))

        scene = data.training(["a"], [1.0])[0].pyramids[0][0]
        inside = np.asarray(scene.image)[:, 100:150, 200:300]
        assert (scene.labels[100:150, 200:300] == IGNORED).all()
        np.testing.assert_allclose(
            inside, np.broadcast_to(np.array(data.scaling.mean)[:, None, None], inside.shape), 1e-5
        )

    def test_what_was_prepared_is_found_again(self, image, polygons, tmp_path, prepared) -> None:
        _, _, data = prepared(job_of(TrainingData((image,), polygons)))

        assert load_prepared(tmp_path / "work") == data
        (tmp_path / "work" / "prepared.json").write_text("{}")
        with pytest.raises(InputError, match="Remove the folder"):
            load_prepared(tmp_path / "work")

    def test_a_small_picture_cannot_be_split_and_is_kept_whole(self, tmp_path, prepared) -> None:
        image = write_raster(tmp_path / "small.tif", picture(64, [(5, 5, 30, 30)]))
        mask = write_raster(tmp_path / "mask.tif", drawn(64, [(5, 5, 30, 30)]))
        _, split, data = prepared(job_of(TrainingData((image,), mask)))

        assert not split.is_split
        scene = data.training(["a"], [1.0])[0].pyramids[0][0]
        assert (scene.labels != IGNORED).all()


class TestValuesThatAreHardlyMeasured:
    @pytest.mark.parametrize(("value", "warned"), [(1e30, True), (-1e30, True), (3.0, False)])
    def test_a_few_extreme_values_are_told(self, value, warned) -> None:
        values = np.random.default_rng(0).normal(0.3, 0.1, (2, 200, 300)).astype(np.float32)
        values[1, 5:8, 5:8] = value
        moments = RunningMoments(2)
        for rows in (slice(0, 90), slice(90, 200)):
            moments.add(values[:, rows], np.ones((2, 200, 300), dtype=bool)[0, rows])

        notes = moments.notes(("red", "nir"))

        assert [("nir" in note and f"{value:g}" in note) for note in notes] == [True] * warned

    def test_a_band_that_is_nearly_flat_is_no_mistake(self) -> None:
        values = np.zeros((1, 100, 100), dtype=np.float32)
        values[0, 0, :10] = 1.0
        moments = RunningMoments(1)
        moments.add(values, np.ones((100, 100), dtype=bool))

        assert moments.notes(("mask",)) == []
