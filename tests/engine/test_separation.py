"""Touching objects of one class come apart where the probability has a valley."""

import numpy as np
import pyogrio
import pytest
import rasterio
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.jobs import (
    CleaningRule,
    PreviewJob,
    SegmentJob,
    SegmentToPolygonsJob,
)
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.scratch import ScratchRaster
from sat_dl_plugin.engine.segment import separation
from sat_dl_plugin.engine.segment.job import run_segment
from sat_dl_plugin.engine.segment.polygons_job import run_segment_to_polygons
from sat_dl_plugin.engine.segment.preview import run_preview
from sat_dl_plugin.engine.segment.separation import Parting, Separation, logit_steps, separated
from tests.engine import onnx_networks
from tests.engine.test_segment_exact import GSD, write_scene

LEGEND = (ClassCard(1, "building"), ClassCard(3, "road"))


def domes(shape, centres, radius):
    """Probabilities (rows, cols): 0.95 in the middle of each disc, 0.5 at its rim."""
    rows, cols = np.indices(shape)
    distance = np.min([np.hypot(rows - r, cols - c) for r, c in centres], axis=0)
    return np.clip(0.95 - 0.45 * distance / radius, 0, 1).astype(np.float32)


def decided(probability, class_id=1):
    """Probabilities (classes, rows, cols) of the legend, and the labels of one class."""
    probabilities = np.zeros((2, *probability.shape), np.float32)
    probabilities[[entry.id for entry in LEGEND].index(class_id)] = probability
    return probabilities, np.where(probability >= 0.5, class_id, 0).astype(np.uint8)


def objects(labels, class_id=1):
    """How many objects there are; those that meet at corners count as one."""
    return ndimage.label(labels == class_id, np.ones((3, 3)))[1]


def apart(probability, valley, class_id=1):
    probabilities, labels = decided(probability, class_id)
    return separated(labels, logit_steps(probabilities, labels, LEGEND), {1: Parting(valley)})


@pytest.mark.parametrize("second", [(40, 76), (76, 40), (66, 66), (66, 14), (60, 71)])
def test_two_discs_that_touch_become_two_objects(second):
    probability = domes((100, 100), [(40, 40), second], 20)
    before = decided(probability)[1]
    after = apart(probability, 1.0)
    assert objects(before) == 1
    assert objects(after) == 2
    lost = (before != after).sum()
    assert 0 < lost < 45
    assert set(np.unique(after)) == {0, 1}


def test_a_valley_that_is_less_deep_than_stated_parts_nothing():
    probability = domes((100, 100), [(40, 40), (40, 76)], 20)
    # ln(0.95 / 0.05) - ln(0.545 / 0.455) = 2.76; smoothing takes some of the peaks.
    assert objects(apart(probability, 2.2)) == 2
    np.testing.assert_array_equal(apart(probability, 3.0), decided(probability)[1])


def test_three_in_a_row_are_three_and_a_small_peak_is_none():
    probability = domes((100, 160), [(40, 40), (40, 76), (40, 112)], 20)
    assert objects(apart(probability, 1.0)) == 3
    probability[40, 50] = 0.99
    assert objects(apart(probability, 1.0)) == 3


def test_an_object_that_hardly_rises_above_the_threshold_is_none():
    probability = domes((100, 160), [(40, 40)], 20)
    probability[20:40, 90:110] = 0.7
    probabilities, labels = decided(probability)
    steps = logit_steps(probabilities, labels, LEGEND)
    kept = separated(labels, steps, {1: Parting(0.7, 0.5)})
    np.testing.assert_array_equal(kept, labels)
    after = separated(labels, steps, {1: Parting(1.0, 0.5)})
    assert objects(after) == 1
    assert after[40, 40] == 1
    unseen = np.zeros(labels.shape, bool)
    unseen[39, 95] = True
    seen_in_part = separated(labels, steps, {1: Parting(1.0, 0.5)}, unseen)
    np.testing.assert_array_equal(seen_in_part, labels)


def test_an_even_object_stays_whole():
    probability = np.full((90, 90), 0.999, np.float32)
    probability[:, 40:60] = 1.0
    probability[:10] = 0
    np.testing.assert_array_equal(apart(probability, 0.05), decided(probability)[1])


def test_a_class_without_separation_and_other_labels_stay():
    probability = domes((100, 100), [(40, 40), (40, 76)], 20)
    np.testing.assert_array_equal(apart(probability, 1.0, class_id=3), decided(probability, 3)[1])
    probabilities, labels = decided(probability)
    labels[:, 58] = 3
    labels[0] = 255
    after = separated(labels, logit_steps(probabilities, labels, LEGEND), {1: Parting(1.0)})
    np.testing.assert_array_equal(after, labels)


def test_steps_are_those_of_the_decided_class_else_of_the_most_probable():
    probabilities = np.array([[[0.6, 0.2, 0.9]], [[0.3, 0.4, 0.5]]], np.float32)
    steps = logit_steps(probabilities, np.array([[1, 0, 3]], np.uint8), LEGEND)
    expected = np.log([1.5, 0.4 / 0.6, 1.0])
    np.testing.assert_allclose(steps[0] * 0.04 - 4.0, expected, atol=0.021)
    unknown = np.full((2, 1, 1), np.nan, np.float32)
    assert logit_steps(unknown, np.full((1, 1), 255, np.uint8), LEGEND)[0, 0] == 0


def in_blocks(labels, steps, valley, folder, rows):
    height, width = labels.shape
    result = np.full(labels.shape, 9, np.uint8)
    with Separation(width, height, {1: Parting(valley, 0.5)}, folder) as parted:
        parted.note(Window(0, 0, width, height), steps)
        for row in range(0, height, rows):
            for window, block in parted.push(row, labels[row : row + rows]):
                result[window.slices_in(Window(0, 0, width, height))] = block
    return result


@pytest.mark.parametrize("rows", [7, 64, 400])
def test_blocks_part_objects_as_the_whole_does(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(separation, "_BLOCK_PX", 64)
    monkeypatch.setattr(separation, "_MARGIN_PX", 40)
    random = np.random.default_rng(5)
    probability = domes((230, 310), random.uniform(0, 300, (70, 2)), 14)
    probabilities, labels = decided(probability)
    steps = logit_steps(probabilities, labels, LEGEND)
    whole = separated(labels, steps, {1: Parting(0.5, 0.5)})
    assert objects(whole) > objects(labels) + 10
    np.testing.assert_array_equal(in_blocks(labels, steps, 0.5, tmp_path, rows), whole)
    assert not list(tmp_path.iterdir())


def test_a_long_object_is_not_cut_where_blocks_meet(tmp_path, monkeypatch):
    monkeypatch.setattr(separation, "_BLOCK_PX", 64)
    monkeypatch.setattr(separation, "_MARGIN_PX", 16)
    random = np.random.default_rng(5)
    probability = np.zeros((90, 700), np.float32)
    probability[30:60] = 0.8 + 0.05 * random.random((30, 700))
    probabilities, labels = decided(probability)
    steps = logit_steps(probabilities, labels, LEGEND)
    np.testing.assert_array_equal(in_blocks(labels, steps, 0.6, tmp_path, 90), labels)


def touching_scene(folder):
    """A scene whose second band is the probability of buildings, third of roads, in 255ths."""
    scene, values = write_scene(folder / "scene.tif", 260, 300)
    values[:] = 0
    centres = [(40, 40), (40, 76), (130, 60), (166, 60), (130, 250), (200, 200)]
    values[1] = np.rint(255 * domes((260, 300), centres, 20))
    values[2] = np.where(np.indices((260, 300))[0] > 230, values[1].max(), 0)
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(values)
    return scene


def segmented(folder, scene, model, **fields):
    job = SegmentJob(
        input=scene, models=(model,), output=str(folder / "classes.tif"), clean=True, **fields
    )
    run_segment(job, SilentReporter())
    with rasterio.open(job.output) as classes:
        return classes.read(1)


def test_the_job_parts_by_the_card_whatever_the_tiles(tmp_path, monkeypatch):
    monkeypatch.setattr(separation, "_BLOCK_PX", 128)
    monkeypatch.setattr(separation, "_MARGIN_PX", 64)
    scene = touching_scene(tmp_path)
    channels = onnx_networks.CLASSES
    plain = onnx_networks.brightness(tmp_path / "plain.onnx", channels, gsd_m=GSD)
    cards = [ClassCard(c.id, c.name, c.color, separation=float(c.id == 1)) for c in channels]
    model = onnx_networks.brightness(tmp_path / "net.onnx", tuple(cards), gsd_m=GSD)
    whole = segmented(tmp_path, scene, model)
    assert objects(segmented(tmp_path, scene, plain)) == 4
    assert objects(whole) == 6
    np.testing.assert_array_equal(segmented(tmp_path, scene, model, tile=64), whole)
    rules = {"building": CleaningRule(separation=1.0)}
    np.testing.assert_array_equal(segmented(tmp_path, scene, plain, rules=rules), whole)
    switched_off = segmented(tmp_path, scene, model, rules={"building": CleaningRule()})
    assert objects(switched_off) == 4
    preview = SegmentJob(scene, (model,), str(tmp_path / "preview.tif"), clean=True)
    run_preview(PreviewJob(preview), SilentReporter())
    with rasterio.open(preview.output) as dataset:
        np.testing.assert_array_equal(dataset.read(1), whole)


def test_polygons_come_apart(tmp_path):
    scene = touching_scene(tmp_path)
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD)
    target = str(tmp_path / "polygons.gpkg")
    segment = SegmentJob(
        scene, (model,), "", clean=True, rules={"building": CleaningRule(separation=1.0)}
    )
    run_segment_to_polygons(SegmentToPolygonsJob(segment, target), SilentReporter())
    names = _names(target)
    assert names.count("building") == 6


def _names(path):
    info = pyogrio.raw.read(path, columns=["class_name"])
    return list(info[3][0])


def test_a_scratch_raster_gives_back_what_was_written(tmp_path):
    random = np.random.default_rng(0)
    values = random.integers(1, 255, (50, 40), np.uint8)
    with ScratchRaster(40, tmp_path, 60) as scratch:
        scratch.write(Window(0, 0, 40, 30), values[:30])
        scratch.write(Window(0, 30, 25, 20), values[30:, :25])
        scratch.write(Window(25, 30, 15, 20), values[30:, 25:])
        np.testing.assert_array_equal(scratch.read(Window(0, 0, 40, 50)), values)
        np.testing.assert_array_equal(scratch.read(Window(7, 20, 25, 25)), values[20:45, 7:32])
        assert not scratch.read(Window(3, 50, 20, 10)).any()
