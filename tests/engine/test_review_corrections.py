"""The job `correct`: from clicks on a layer to polygons in its CRS."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
import shapely.errors
from affine import Affine
from pyproj import Transformer
from rasterio.crs import CRS
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import CorrectionJob, job_from_params
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.writer import probability_raster, quantize
from sat_dl_plugin.engine.review import surface
from sat_dl_plugin.engine.review.correction_job import run_correct

UTM = "EPSG:32645"
DEGREES = "EPSG:4326"
LEGEND = (ClassCard(1, "building"), ClassCard(8, "water"))
LEFT, TOP, PIXEL = 500_000.0, 3_000_000.0, 0.5


@pytest.fixture(autouse=True)
def nothing_open():
    """Let the files of one test be deleted after it."""
    yield
    surface.close_surface()


def probabilities(shape=(400, 400)):
    """Return a house, a pair of touching ones, and a pond."""
    values = np.full((2, *shape), 0.02, dtype=np.float32)
    values[0, 50:90, 50:100] = 0.9
    values[0, 150:190, 50:90] = 0.9
    values[0, 150:190, 94:130] = 0.9
    values[0, 150:190, 90:94] = 0.5
    values[1, 250:350, 200:330] = 0.8
    return values


def write(path, values, crs=UTM, grid=None, valid=None):
    rows, cols = values.shape[1:]
    transform = Affine(PIXEL, 0, LEFT, 0, -PIXEL, TOP)
    grid = grid or Grid(cols, rows, transform, CRS.from_user_input(crs))
    record = Provenance("segment", {}, legend=LEGEND)
    with probability_raster(path, grid, LEGEND, record) as raster:
        raster.write(Window(0, 0, cols, rows), quantize(values, valid))
    return str(path)


@pytest.fixture
def raster(tmp_path):
    return write(tmp_path / "probabilities.tif", probabilities())


def place(col, row):
    """Return the coordinates of a pixel place."""
    return (LEFT + col * PIXEL, TOP - row * PIXEL)


def box(left, top, right, bottom):
    """Return a rectangle of pixels on the ground."""
    return shapely.Polygon(
        [place(left, top), place(right, top), place(right, bottom), place(left, bottom)]
    )


def wkb(geometry):
    return shapely.to_wkb(geometry, hex=True)


def run(raster, tool, **options):
    job = CorrectionJob(**{"tool": tool, "probabilities": raster, "crs": UTM, **options})
    # As it crosses the pipe to the worker.
    result = run_correct(job_from_params("correct", job.to_params()), SilentReporter())
    return result, [shapely.from_wkb(text) for text in result["polygons"]]


def iou(one, two):
    return shapely.area(one & two) / shapely.area(one | two)


def test_a_click_gives_the_object_its_class_and_its_confidence(raster):
    result, (found,) = run(raster, "grow", points=(place(70, 70),), shape="pixel")
    assert found.equals(box(50, 50, 100, 90))
    assert result["class_id"] == 1
    assert result["confidence"] == [pytest.approx(0.9, abs=0.003)]
    assert not result["is_cut_off"]
    result, (found,) = run(raster, "grow", points=(place(300, 300),), shape="pixel")
    assert result["class_id"] == 8
    assert found.equals(box(200, 250, 330, 350))


def test_a_stated_class_is_grown_and_the_threshold_is_obeyed(raster):
    result, (found,) = run(raster, "grow", points=(place(70, 170),), class_id=1, level=0.4)
    assert result["level"] == pytest.approx(0.4)
    assert iou(found, box(50, 150, 130, 190)) > 0.97
    _, (found,) = run(raster, "grow", points=(place(70, 170),), class_id=1, level=0.6)
    assert iou(found, box(50, 150, 90, 190)) > 0.97


@pytest.mark.parametrize("shape", ["pixel", "smooth", "right-angled"])
def test_neighbours_are_not_overlapped(raster, shape):
    neighbour = box(80, 40, 140, 100)
    _, (found,) = run(
        raster, "grow", points=(place(60, 70),), neighbours=(wkb(neighbour),), shape=shape
    )
    assert found.is_valid
    assert shapely.area(found & neighbour) < 1e-6
    assert iou(found, box(50, 50, 80, 90)) > 0.9


def test_what_is_there_is_extended(raster):
    half = box(40, 55, 70, 85)
    _, (found,) = run(raster, "grow", points=(place(90, 70),), polygon=wkb(half), shape="pixel")
    assert iou(found, half | box(50, 50, 100, 90)) > 0.999


def test_what_lies_apart_is_not_joined(raster):
    apart = box(20, 60, 45, 80)
    with pytest.raises(InputError, match="does not touch"):
        run(raster, "grow", points=(place(70, 70),), polygon=wkb(apart), class_id=1)


def test_a_large_step_still_stops_at_neighbours(raster):
    house, wall = box(50, 50, 100, 90), box(115, 40, 118, 100)
    _, (found,) = run(raster, "offset", polygon=wkb(house), neighbours=(wkb(wall),), level=40.0)
    assert shapely.area(found & wall) < 1e-6
    assert found.bounds[0] < house.bounds[0] - 9


@pytest.mark.parametrize("crs", [UTM, DEGREES])
def test_shared_vertices_stay_the_very_same(raster, crs):
    there = Transformer.from_crs(UTM, crs, always_xy=True).transform
    whole, neighbour = (
        shapely.transform(each, there, interleaved=False)
        for each in (box(50, 150, 130, 190), box(130, 140, 160, 200))
    )
    _, parts = run(
        raster, "split", class_id=1, crs=crs, polygon=wkb(whole), neighbours=(wkb(neighbour),)
    )
    before = {tuple(point) for point in shapely.get_coordinates(whole)}
    after = {tuple(point) for point in shapely.get_coordinates(parts)}
    assert before <= after


def test_layers_in_degrees_get_degrees(raster):
    there = Transformer.from_crs(UTM, DEGREES, always_xy=True)
    point = there.transform(*place(70, 70))
    _, (found,) = run(raster, "grow", points=(point,), crs=DEGREES, shape="pixel")
    back = shapely.transform(
        found,
        Transformer.from_crs(DEGREES, UTM, always_xy=True).transform,
        interleaved=False,
    )
    assert iou(back, box(50, 50, 100, 90)) > 0.999


def test_touching_objects_are_split_and_share_the_cut(raster):
    whole = box(50, 150, 130, 190)
    result, parts = run(raster, "split", class_id=1, polygon=wkb(whole))
    assert result["level"] == 2
    assert shapely.area(shapely.union_all(parts)) == pytest.approx(whole.area)
    assert sum(part.area for part in parts) == pytest.approx(whole.area)
    left = min(parts, key=lambda part: part.bounds[0])
    assert place(88, 0)[0] < left.bounds[2] < place(96, 0)[0]


def test_the_clicked_part_goes(raster):
    whole = box(50, 150, 130, 190)
    _, (rest,) = run(raster, "cut", class_id=1, polygon=wkb(whole), points=(place(112, 170),))
    assert iou(rest, box(50, 150, 92, 190)) > 0.93


def test_a_stroke_of_the_brush_adds_an_object(raster):
    stroke = (place(58, 70), place(92, 70))
    result, (found,) = run(raster, "brush", points=stroke, class_id=1, level=24.0)
    assert iou(found, box(50, 50, 100, 90)) > 0.97
    assert (result["class_id"], result["level"]) == (1, 24.0)
    assert result["confidence"] == [pytest.approx(0.9, abs=0.02)]


def test_a_stroke_that_begins_in_a_polygon_extends_it(raster):
    half = box(40, 50, 70, 90)
    (found,) = run(
        raster,
        "brush",
        points=(place(66, 70), place(92, 70)),
        polygon=wkb(half),
        class_id=1,
        level=24.0,
    )[1]
    assert iou(found, box(40, 50, 100, 90)) > 0.97
    # What was not brushed stays as it is.
    assert shapely.covers(found.buffer(1e-6), half)


def test_what_is_brushed_overlaps_no_neighbour(raster):
    neighbour = box(80, 40, 140, 100)
    (found,) = run(
        raster,
        "brush",
        points=(place(58, 70), place(92, 70)),
        class_id=1,
        level=24.0,
        neighbours=(wkb(neighbour),),
    )[1]
    assert shapely.area(found & neighbour) < 1e-6
    assert iou(found, box(50, 50, 80, 90)) > 0.95


def test_a_stroke_of_the_eraser_takes_away_what_the_network_does_not_believe_in(raster):
    wrong = box(50, 30, 100, 90)
    (found,) = run(
        raster,
        "erase",
        points=(place(56, 40), place(94, 40)),
        polygon=wkb(wrong),
        class_id=1,
        level=16.0,
    )[1]
    assert iou(found, box(50, 50, 100, 90)) > 0.97


def test_a_stroke_across_leaves_both_pieces_and_one_over_all_leaves_none(raster):
    long = box(210, 290, 320, 310)
    stroke = (place(265, 284), place(265, 316))
    pieces = run(raster, "erase", points=stroke, polygon=wkb(long), class_id=8, level=4.0)[1]
    assert len(pieces) == 2
    assert iou(shapely.union_all(pieces), long) > 0.9
    stroke = (place(212, 300), place(318, 300))
    assert not run(raster, "erase", points=stroke, polygon=wkb(long), class_id=8, level=20.0)[1]


def test_the_border_snaps_to_the_edge(tmp_path):
    values = ndimage.gaussian_filter(probabilities(), (0, 1, 1))
    raster = write(tmp_path / "blurred.tif", values)
    wrong = box(50, 56, 100, 90)
    stroke = tuple(place(col, 52) for col in (52, 70, 98))
    _, (found,) = run(raster, "snap", class_id=1, polygon=wkb(wrong), points=stroke)
    truth = box(50, 50, 100, 90)
    assert iou(found, truth) > 0.97 > iou(wrong, truth)


def test_growing_and_shrinking_by_half_pixels(raster):
    house = box(50, 50, 100, 90)
    for steps in (-2, 2):
        _, (found,) = run(
            raster, "offset", polygon=wkb(house), level=float(steps), shape="right-angled"
        )
        assert found.equals_exact(
            box(50 - steps / 2, 50 - steps / 2, 100 + steps / 2, 90 + steps / 2), 1e-6
        ) or found.equals(box(50 - steps / 2, 50 - steps / 2, 100 + steps / 2, 90 + steps / 2))


@pytest.mark.parametrize("crs", [UTM, DEGREES, ""])
@pytest.mark.parametrize("tool", ["offset", "square", "smooth"])
def test_shaping_needs_no_probabilities(tool, crs):
    size = 20.0 if crs != DEGREES else 2e-4
    left, top = (LEFT, TOP) if crs != DEGREES else (87.0, 27.0)
    house = shapely.affinity.rotate(
        shapely.box(left, top, left + size, top + size * 0.9), 20 if crs != DEGREES else 0
    )
    _, (found,) = run("", tool, crs=crs, polygon=wkb(house))
    assert found.is_valid
    assert iou(found, house) > 0.85


def test_right_angles_in_degrees_are_right_on_the_ground():
    # At 60° north one degree of longitude is half as long as one of latitude.
    to_ground = Transformer.from_crs(DEGREES, "EPSG:32633", always_xy=True)
    to_degrees = Transformer.from_crs("EPSG:32633", DEGREES, always_xy=True)
    corners = [(0, 0), (30, 0.6), (29.5, 20), (0.4, 19.5)]
    house = shapely.affinity.rotate(shapely.Polygon(corners), 30, origin=(0, 0))
    house = shapely.affinity.translate(house, 500_000, 6_651_000)
    layer = shapely.transform(house, to_degrees.transform, interleaved=False)
    _, (found,) = run("", "square", crs=DEGREES, polygon=wkb(layer))
    ground = shapely.get_coordinates(
        shapely.transform(found, to_ground.transform, interleaved=False)
    )
    edges = np.diff(ground, axis=0)
    angles = np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))
    turns = np.diff(np.append(angles, angles[0])) % 180
    np.testing.assert_allclose(turns, 90, atol=0.5)


def test_an_object_larger_than_the_first_patch_is_found_whole(tmp_path):
    values = np.full((2, 900, 900), 0.02, dtype=np.float32)
    values[0, 100:800, 100:800] = 0.9
    raster = write(tmp_path / "large.tif", values)
    result, (found,) = run(raster, "grow", points=(place(120, 120),), shape="pixel")
    assert not result["is_cut_off"]
    assert iou(found, box(100, 100, 800, 800)) > 0.98


def test_an_object_beyond_all_patches_is_said_to_be_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr("sat_dl_plugin.engine.review.correction_job.LARGEST_SIDE_PX", 256)
    values = np.full((2, 600, 600), 0.9, dtype=np.float32)
    raster = write(tmp_path / "endless.tif", values)
    result, _ = run(raster, "grow", points=(place(300, 300),))
    assert result["is_cut_off"]


def test_a_new_raster_in_the_place_of_the_old_one_is_read(tmp_path, raster):
    run(raster, "grow", points=(place(70, 70),))
    values = probabilities()
    values[0, 50:90, 50:120] = 0.9
    write(raster, values)
    _, (found,) = run(raster, "grow", points=(place(70, 70),), shape="pixel")
    assert found.equals(box(50, 50, 120, 90))


@pytest.mark.parametrize(
    ("options", "kind", "text"),
    [
        ({"tool": "paint"}, UsageError, "unknown"),
        ({"shape": "round"}, UsageError, "unknown"),
        ({"probabilities": ""}, InputError, "needs the probabilities"),
        ({"points": ()}, UsageError, "needs a point"),
        ({"points": (place(-50, 10),)}, InputError, "no probabilities at this place"),
        ({"class_id": 7}, InputError, "know no class 7"),
        ({"probabilities": "/nowhere.tif"}, InputError, "Cannot open"),
        ({"tool": "split"}, UsageError, "No polygon"),
        ({"tool": "snap", "polygon": wkb(box(50, 50, 90, 90)), "class_id": 1}, InputError, "short"),
        (
            {"tool": "erase", "polygon": wkb(box(150, 50, 190, 90)), "class_id": 1},
            InputError,
            "outside of the object",
        ),
    ],
)
def test_what_cannot_be_done_is_explained(raster, options, kind, text):
    job = CorrectionJob(tool="grow", probabilities=raster, crs=UTM, points=(place(70, 70),))
    with pytest.raises(kind, match=text):
        run_correct(replace(job, **options), SilentReporter())


def test_outlines_that_geos_cannot_combine_are_an_error_that_is_told(raster, monkeypatch):
    def refuse(*_what, **_how):
        raise shapely.errors.GEOSException("TopologyException: Ring edge missing")

    monkeypatch.setattr("sat_dl_plugin.engine.review.correction_job.beside", refuse)
    with pytest.raises(InputError, match="cannot be combined"):
        run(raster, "grow", points=(place(70, 70),))


def test_a_place_without_data_is_refused(tmp_path):
    values = probabilities()
    valid = np.ones(values.shape[1:], dtype=bool)
    valid[:30] = False
    raster = write(tmp_path / "holes.tif", values, valid=valid)
    with pytest.raises(InputError, match="no probabilities at this place"):
        run(raster, "grow", points=(place(70, 10),))


def test_an_object_without_a_place_to_split_is_refused(raster):
    with pytest.raises(InputError, match="no place to split"):
        run(raster, "split", class_id=1, polygon=wkb(box(60, 60, 70, 70)))
