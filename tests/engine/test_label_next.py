"""What to label next: measures of tiles, their order, and the grid layer."""

from __future__ import annotations

import math

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS
from scipy import ndimage

from sat_dl_plugin.contract.card import CARD_KEY, ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import InputError, JobCancelled, UsageError
from sat_dl_plugin.contract.jobs import LabelNextJob, SegmentJob, job_from_params
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.review.label_next_job import run_label_next
from sat_dl_plugin.engine.review.ranking import ranked
from sat_dl_plugin.engine.review.tile_facts import (
    TileFacts,
    entropy,
    picture_measures,
    uncertainty,
)
from sat_dl_plugin.engine.vector.area_of_interest import read_labelled_area

CLASSES = (ClassCard(1, "building"), ClassCard(3, "road"))
LEFT, TOP = 500_000.0, 3_000_000.0


# Measures


def test_entropy_is_one_bit_where_it_may_be_either():
    values = entropy(np.array([0.0, 0.5, 1.0, 0.25], np.float32))
    np.testing.assert_allclose(values, [0, 1, 0, 0.8113], atol=1e-4)


def test_voices_that_agree_are_unsure_without_disagreement():
    half = np.full((1, 2, 2), 0.5, np.float32)
    unsure, disagreement = uncertainty(half, entropy(half))
    np.testing.assert_allclose(unsure, 1.0, atol=1e-6)
    np.testing.assert_allclose(disagreement, 0.0, atol=1e-6)


def test_voices_that_contradict_each_other_disagree():
    voices = np.array([[[[0.0]]], [[[1.0]]]], np.float32)
    mean, mean_entropy = voices.mean(axis=0), entropy(voices).mean(axis=0)
    unsure, disagreement = uncertainty(mean, mean_entropy)
    assert unsure[0, 0] == pytest.approx(1.0, abs=1e-4)
    assert disagreement[0, 0] == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("size", [7, 16, 40])
def test_windows_need_not_fit_the_tiles(size):
    rng = np.random.default_rng(0)
    values = rng.random((2, 50, 61)).astype(np.float32)
    valid = rng.random((50, 61)) > 0.3
    facts = TileFacts(61, 50, size, 2)
    for row in range(0, 50, 13):
        for col in range(0, 61, 23):
            window = Window(col, row, min(23, 61 - col), min(13, 50 - row))
            part = np.s_[row : row + window.height, col : col + window.width]
            facts.add(window, values[(slice(None), *part)], valid[part])
    for tile_row in range(math.ceil(50 / size)):
        for tile_col in range(math.ceil(61 / size)):
            part = np.s_[
                tile_row * size : (tile_row + 1) * size, tile_col * size : (tile_col + 1) * size
            ]
            assert facts.valid_pixels()[tile_row, tile_col] == valid[part].sum()
            inside = values[(slice(None), *part)][:, valid[part]]
            np.testing.assert_allclose(
                facts.means()[:, tile_row, tile_col], inside.mean(axis=1), rtol=1e-5
            )


def test_texture_tells_stripes_from_plain_ground():
    stripes = np.zeros((1, 32, 32), np.float32)
    stripes[:, :, ::2] = 10.0
    plain = np.full((1, 32, 32), 5.0, np.float32)
    of_stripes, of_plain = (
        [float(measure.mean()) for measure in picture_measures(values)]
        for values in (stripes, plain)
    )
    assert of_stripes[0] == of_plain[0]
    assert of_stripes[2] > 9 > of_plain[2] == 0.0
    # At four pixels stripes of two look alike again.
    assert of_stripes[3] == 0.0


# Order


def test_the_unsure_come_first_without_diversity():
    unsure = np.array([0.1, 0.9, 0.5, 0.7])
    order, worth = ranked(unsure, np.zeros((4, 1)), np.zeros(4, bool), 0.0)
    assert order.tolist() == [1, 3, 2, 0]
    assert worth[1] == pytest.approx(1.0)


def test_a_twin_of_what_was_chosen_waits():
    unsure = np.array([0.9, 0.89, 0.6])
    looks = np.array([[0.0], [0.001], [5.0]])
    order, _ = ranked(unsure, looks, np.zeros(3, bool), 1.0)
    assert order.tolist() == [0, 2, 1]


def test_what_is_known_is_not_ranked_but_keeps_its_twins_waiting():
    unsure = np.array([0.0, 0.9, 0.8])
    looks = np.array([[0.0], [0.001], [5.0]])
    known = np.array([True, False, False])
    order, worth = ranked(unsure, looks, known, 1.0)
    assert order.tolist() == [2, 1]
    assert worth[0] == 0.0


def test_all_tiles_are_ranked_also_when_nothing_is_unsure():
    order, worth = ranked(np.zeros(5), np.arange(5.0)[:, None], np.zeros(5, bool), 0.5)
    assert sorted(order.tolist()) == [0, 1, 2, 3, 4]
    assert (worth > 0).all()


def test_the_tiles_beyond_the_limit_follow(monkeypatch):
    monkeypatch.setattr("sat_dl_plugin.engine.review.ranking._MOST_CHOSEN", 2)
    order, _ = ranked(np.linspace(0, 1, 6), np.zeros((6, 1)), np.zeros(6, bool), 0.0)
    assert order.tolist() == [5, 4, 3, 2, 1, 0]


# The job


@pytest.fixture
def network(net, tmp_path):
    """A network whose probability is the brightness, and one that is always sure."""

    def write(name="brightness", gain=1.0):
        made = net(bands=1)
        scaled = made.node("Mul", ["x", made.constant(gain)])
        other = made.node("Mul", [scaled, made.constant(0.0)], 1)
        out = made.node("Clip", [made.concat(scaled, other), *_limits(made)], 2)
        card = ModelCard(
            name=name,
            classes=CLASSES,
            bands=("band1",),
            scaling=Scaling(factor=1 / 255),
            halo_px=0,
        )
        return str(made.save(tmp_path / f"{name}.onnx", out, metadata={CARD_KEY: card.to_json()}))

    return write


def _limits(made):
    return [made.constant(0.0), made.constant(1.0)]


@pytest.fixture
def scene(tmp_path):
    """A picture of 4 x 3 tiles of 16 pixels: sure everywhere but in two of them."""
    rng = np.random.default_rng(1)
    values = np.where(rng.random((48, 64)) < 0.5, 0, 255).astype(np.uint8)
    values[16:32, 32:48] = 128
    values[0:16, 0:16] = 64
    return write_raster(tmp_path / "scene.tif", values)


def write_raster(path, values, nodata=None):
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[1],
        height=values.shape[0],
        count=1,
        dtype=values.dtype,
        crs=CRS.from_epsg(32645),
        nodata=nodata,
        transform=Affine(0.5, 0, LEFT, 0, -0.5, TOP),
    ) as dataset:
        dataset.write(values[None])
    return str(path)


def run(scene, models, target, reporter=None, segment=None, **options):
    part = SegmentJob(input=scene, models=tuple(models), output="", **(segment or {}))
    job = LabelNextJob(part, str(target), size=16, **options)
    job = job_from_params(job.verb, job.to_params())
    return run_label_next(job, reporter or SilentReporter())


def read(path):
    meta, _, wkb, columns = pyogrio.raw.read(path)
    table = dict(zip(meta["fields"], columns))
    return shapely.from_wkb(wkb), table, meta


def tile_at(tiles, col, row):
    """Return the index of the tile at a place counted in tiles."""
    middle = shapely.Point(LEFT + 8 * col + 4, TOP - 8 * row - 4)
    (index,) = np.flatnonzero(shapely.contains(tiles, middle))
    return int(index)


def test_the_unsure_tile_comes_first(tmp_path, scene, network):
    target = tmp_path / "next.gpkg"
    result = run(scene, [network()], target, diversity=0.0)
    assert result == {"output": str(target), "tiles": 12, "left": 12}
    tiles, table, meta = read(target)
    assert meta["geometry_type"] == "Polygon"
    assert "32645" in meta["crs"]
    assert set(table["state"]) == {"todo"}
    assert sorted(table["rank"]) == list(range(1, 13))
    np.testing.assert_allclose(shapely.area(tiles), 64.0)
    assert table["rank"][tile_at(tiles, 2, 1)] == 1
    assert table["rank"][tile_at(tiles, 0, 0)] == 2
    # The road is impossible everywhere, and the mean is over the classes.
    assert table["entropy"][tile_at(tiles, 2, 1)] == pytest.approx(0.5, abs=0.01)
    assert table["disagreement"].max() < 1e-4


def test_networks_that_disagree_make_a_tile_worth_labelling(tmp_path, scene, network):
    target = tmp_path / "next.gpkg"
    run(scene, [network(), network("half", 0.3)], target, diversity=0.0)
    tiles, table, _ = read(target)
    dark = tile_at(tiles, 0, 0)
    assert table["disagreement"][dark] < table["disagreement"][tile_at(tiles, 2, 1)]
    assert table["disagreement"].max() > 0.05


def test_flips_show_where_a_network_depends_on_the_side(tmp_path, scene, net):
    made = net(bands=1)
    # It sees only the pixel to the left.
    kernel = made.constant([[[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]]])
    shifted = made.node("Conv", ["x", kernel], 1, pads=[1, 1, 1, 1])
    out = made.node("Clip", [made.concat(shifted, shifted), *_limits(made)], 2)
    card = ModelCard(
        name="left", classes=CLASSES, bands=("band1",), scaling=Scaling(1 / 255), halo_px=8
    )
    path = made.save(tmp_path / "left.onnx", out, metadata={CARD_KEY: card.to_json()})
    for flips in (True, False):
        target = tmp_path / f"flips{flips}.gpkg"
        run(scene, [str(path)], target, flips=flips)
        tiles, table, _ = read(target)
        noisy, plain = tile_at(tiles, 3, 2), tile_at(tiles, 2, 1)
        if flips:
            assert table["disagreement"][noisy] > 0.2 > table["disagreement"][plain]
        else:
            assert table["disagreement"].max() < 1e-4


def test_states_of_an_earlier_grid_are_taken_over(tmp_path, scene, network):
    first, second = tmp_path / "first.gpkg", tmp_path / "second.gpkg"
    run(scene, [network()], first)
    tiles, table, _ = read(first)
    states = table["state"].copy()
    done, doing = tile_at(tiles, 2, 1), tile_at(tiles, 0, 0)
    states[done], states[doing] = "done", "doing"
    pyogrio.raw.write(
        first,
        shapely.to_wkb(tiles),
        [states],
        ["state"],
        geometry_type="Polygon",
        crs="EPSG:32645",
        driver="GPKG",
        layer="other",
    )
    result = run(scene, [network()], second, done=f"{first}|layername=other")
    assert (result["tiles"], result["left"]) == (12, 11)
    tiles, table, _ = read(second)
    assert table["state"][tile_at(tiles, 2, 1)] == "done"
    assert table["state"][tile_at(tiles, 0, 0)] == "doing"
    ranks = table["rank"]
    assert np.isnan(ranks[tile_at(tiles, 2, 1)])
    assert sorted(ranks[~np.isnan(ranks)]) == list(range(1, 12))


def test_any_polygons_are_what_was_labelled_in_their_own_crs(tmp_path, scene, network):
    import pyproj

    area = shapely.box(LEFT, TOP - 8, LEFT + 16, TOP)
    to_degrees = pyproj.Transformer.from_crs("EPSG:32645", "EPSG:4326", always_xy=True)
    area = shapely.transform(area, to_degrees.transform, interleaved=False)
    path = tmp_path / "area.geojson"
    pyogrio.raw.write(
        path, shapely.to_wkb([area]), [], [], geometry_type="Polygon", crs="EPSG:4326"
    )
    result = run(scene, [network()], tmp_path / "next.gpkg", done=str(path))
    assert result["left"] == 10


def test_extent_mask_and_missing_data_leave_tiles_out(tmp_path, scene, network):
    extent = (LEFT, TOP - 16, LEFT + 16, TOP)
    result = run(scene, [network()], tmp_path / "part.gpkg", segment={"extent": extent})
    assert result["tiles"] == 4
    values = np.full((48, 64), 128, np.uint8)
    values[:, 32:] = 7
    holes = write_raster(tmp_path / "holes.tif", values, nodata=7)
    assert run(holes, [network()], tmp_path / "holes.gpkg")["tiles"] == 6
    mask = tmp_path / "mask.gpkg"
    pyogrio.raw.write(
        mask,
        shapely.to_wkb([shapely.box(LEFT, TOP - 8, LEFT + 8, TOP)]),
        [],
        [],
        geometry_type="Polygon",
        crs="EPSG:32645",
    )
    result = run(scene, [network()], tmp_path / "in.gpkg", segment={"mask": str(mask)})
    assert result["tiles"] == 1


def test_small_windows_give_the_same_numbers(tmp_path, scene, network):
    tables = []
    for tile in (0, 24):
        target = tmp_path / f"t{tile}.gpkg"
        run(scene, [network()], target, segment={"tile": tile})
        tables.append(read(target)[1])
    np.testing.assert_allclose(tables[0]["entropy"], tables[1]["entropy"], atol=1e-3)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"diversity": 1.5}, "Diversity"),
        ({"segment": {"models": ()}}, "No model"),
        ({"size": 4}, "impossible"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, scene, network, options, text):
    segment = SegmentJob(
        **{"input": scene, "models": (network(),), "output": "", **options.pop("segment", {})}
    )
    job = LabelNextJob(segment, str(tmp_path / "x.gpkg"), **{"size": 16, **options})
    with pytest.raises(UsageError, match=text):
        run_label_next(job, SilentReporter())


def test_a_raster_without_data_has_no_tiles(tmp_path, network):
    empty = write_raster(tmp_path / "empty.tif", np.zeros((32, 32), np.uint8), nodata=0)
    with pytest.raises(InputError, match="no tile"):
        run(empty, [network()], tmp_path / "x.gpkg")


def test_cancelling_leaves_nothing(tmp_path, scene, network):
    class Canceller(SilentReporter):
        def progress(self, fraction, phase):
            self.phase = phase

        def check_cancelled(self):
            if getattr(self, "phase", "") == "Ranking tiles":
                raise JobCancelled

    model = network()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(JobCancelled):
        run(scene, [model], tmp_path / "x.gpkg", Canceller())
    assert sorted(tmp_path.iterdir()) == before


def test_texture_of_smooth_noise_is_between(tmp_path):
    noise = np.random.default_rng(0).random((1, 64, 64)).astype(np.float32)
    smooth = ndimage.gaussian_filter(noise, (0, 2, 2))
    fine = [list(picture_measures(values))[2].mean() for values in (noise, smooth)]
    assert fine[0] > 3 * fine[1] > 0


def test_the_area_of_training_is_the_tiles_that_are_done(tmp_path):
    boxes = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 0, 3, 1)]

    def written(name, states):
        path = str(tmp_path / name)
        columns = [] if states is None else [np.array(states, dtype=object)]
        names = [] if states is None else ["state"]
        pyogrio.raw.write(
            path, shapely.to_wkb(boxes), columns, names, geometry_type="Polygon", crs="EPSG:32645"
        )
        return path

    class Listener(SilentReporter):
        def log(self, text, level="info"):
            told.append(text)

    told = []
    log = Listener()

    def area(path):
        return shapely.area(read_labelled_area(path, log)[1]).sum()

    assert area(written("grid.gpkg", ["done", "todo", "done"])) == 2
    assert "grid of 3 tiles, of which 2 are done" in told.pop()
    # A state of something else says nothing about labels.
    assert area(written("states.gpkg", ["Bavaria", None, "Saxony"])) == 3
    assert area(written("plain.gpkg", None)) == 3
    assert not told
    with pytest.raises(InputError, match="No tile"):
        area(written("nothing.gpkg", ["todo", "todo", "doing"]))
