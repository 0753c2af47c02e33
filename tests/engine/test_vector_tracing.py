from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from rasterio.features import shapes
from scipy import ndimage

from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.vector import shaping
from sat_dl_plugin.engine.vector.right_angles import right_angled
from sat_dl_plugin.engine.vector.shaping import shaped
from sat_dl_plugin.engine.vector.simplification import polygons_of, simplify, thinned
from sat_dl_plugin.engine.vector.smoothing import smoothed
from sat_dl_plugin.engine.vector.tracing import OutlineTracer


def trace(labels, height=None, weights=None):
    return traced(labels, height, weights).outlines()


def traced(labels, height=None, weights=None):
    height = height or len(labels)
    tracer = OutlineTracer(labels.shape[1])
    for row in range(0, len(labels), height):
        part = None if weights is None else weights[row : row + height]
        tracer.push(labels[row : row + height], part)
    return tracer.finish()


def by_gdal(labels):
    """GDAL's polygons (4-connected), as {(class id, normalised polygon)}."""
    mask = (labels != 0) & (labels != 255)
    found = shapes(labels, mask=mask, connectivity=4)
    return sorted(
        (int(value), canonical(shapely.geometry.shape(geometry))) for geometry, value in found
    )


def canonical(polygon):
    """WKT of the polygon without collinear vertices, its rings starting at their lowest point."""
    rings = [without_straight(ring) for ring in (polygon.exterior, *polygon.interiors)]
    return shapely.Polygon(rings[0], rings[1:]).normalize().wkt


def without_straight(ring):
    points = np.array(ring.coords[:-1])
    before, after = points - np.roll(points, 1, 0), np.roll(points, -1, 0) - points
    return points[before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]]


def smooth_map(seed, rows, cols, sigma, values):
    rng = np.random.default_rng(seed)
    noise = [ndimage.gaussian_filter(rng.standard_normal((rows, cols)), sigma) for _ in values]
    return np.array(values, dtype=np.uint8)[np.argmax(noise, axis=0)]


maps = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 9), st.integers(1, 9)),
    elements=st.sampled_from([0, 1, 1, 2, 255]),
)
smooth_maps = st.builds(
    smooth_map,
    st.integers(0, 10**6),
    st.integers(3, 50),
    st.integers(3, 50),
    st.sampled_from([0.0, 0.7, 1.3, 2.5]),
    st.lists(st.sampled_from([0, 0, 1, 2, 3, 255]), min_size=2, max_size=5),
)


@settings(max_examples=500, deadline=None)
@given(labels=maps, height=st.integers(1, 9))
def test_outlines_are_those_of_gdal(labels, height):
    outlines = trace(labels, height)
    polygons = polygons_of(outlines)
    ours = sorted((int(k), canonical(p)) for k, p in zip(outlines.class_id, polygons))
    assert ours == by_gdal(labels)
    assert shapely.is_valid(polygons).all()
    np.testing.assert_array_equal(outlines.pixels, shapely.area(polygons))


@settings(max_examples=200, deadline=None)
@given(labels=smooth_maps, height=st.integers(1, 30))
def test_outlines_of_larger_maps_form_a_coverage(labels, height):
    outlines = trace(labels, height)
    polygons = polygons_of(outlines)
    ours = sorted((int(k), canonical(p)) for k, p in zip(outlines.class_id, polygons))
    assert ours == by_gdal(labels)
    assert not len(polygons) or shapely.coverage_is_valid(polygons)


def test_object_that_touches_itself_at_a_corner_has_a_hole_there():
    labels = np.array([[1, 1, 1], [1, 0, 1], [1, 1, 0]], np.uint8)
    (polygon,) = polygons_of(trace(labels))
    assert polygon.is_valid
    assert len(polygon.interiors) == 1
    assert polygon.area == 7


def test_diagonal_neighbours_are_two_objects_unless_joined_further_down():
    apart = np.array([[1, 0], [0, 1]], np.uint8)
    assert len(trace(apart)) == 2
    joined = np.array([[0, 1, 1], [1, 0, 1], [1, 1, 1]], np.uint8)
    for height in (1, 2, 3):
        (polygon,) = polygons_of(trace(joined, height))
        assert polygon.is_valid
        assert polygon.area == 7


def test_background_and_nodata_have_no_polygons():
    outlines = trace(np.array([[0, 255], [255, 0]], np.uint8))
    assert len(outlines) == 0
    assert len(polygons_of(outlines)) == 0


@pytest.mark.parametrize("height", [1, 3, 20])
def test_confidence_is_the_mean_over_the_object(height):
    labels = smooth_map(3, 20, 24, 1.2, [0, 1, 2, 255])
    weights = np.random.default_rng(0).random((20, 24)).astype(np.float32)
    weights[:, :4] = np.nan
    outlines = trace(labels, height, weights)
    assert np.isnan(outlines.confidence).any()
    for polygon, class_id, mean in zip(
        polygons_of(outlines), outlines.class_id, outlines.confidence
    ):
        inside = polygon.representative_point()
        objects, _ = ndimage.label(labels == class_id)
        own = objects == objects[int(inside.y), int(inside.x)]
        known = weights[own & ~np.isnan(weights)]
        assert mean == pytest.approx(known.mean(), rel=1e-5) if len(known) else np.isnan(mean)


def test_clusters_are_what_touches():
    outlines = trace(smooth_map(5, 60, 60, 1.0, [0, 0, 1, 2]), 7)
    polygons = polygons_of(outlines)
    one, two = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    assert (outlines.cluster[one] == outlines.cluster[two]).all()
    groups = shapely.get_num_geometries(shapely.union_all(polygons.tolist()))
    assert groups >= len(np.unique(outlines.cluster)) > 3


@settings(max_examples=100, deadline=None)
@given(labels=st.one_of(maps, smooth_maps), vertices=st.sampled_from([1, 20, 200, 10**6]))
def test_batches_are_whole_clusters_and_together_everything(labels, vertices):
    raster = traced(labels, 7)
    whole, batches = raster.outlines(), list(raster.batches(vertices))
    parts = [
        (int(k), p.normalize().wkt) for b in batches for k, p in zip(b.class_id, polygons_of(b))
    ]
    every = [(int(k), p.normalize().wkt) for k, p in zip(whole.class_id, polygons_of(whole))]
    assert sorted(parts) == sorted(every)
    clusters = [set(batch.cluster) for batch in batches]
    assert sum(map(len, clusters)) == len(set(whole.cluster))
    if vertices == 1:
        assert len(batches) == len(set(whole.cluster))


def test_selecting_polygons_keeps_them_whole():
    outlines = trace(smooth_map(5, 40, 40, 1.0, [0, 1, 2]))
    keep = outlines.pixels > 12
    assert 0 < keep.sum() < len(keep)
    expected = [p.wkt for p in polygons_of(outlines)[keep]]
    assert [p.wkt for p in polygons_of(outlines.select(keep))] == expected
    assert len(polygons_of(outlines.select(keep & False))) == 0


@settings(max_examples=200, deadline=None)
@given(labels=smooth_maps, tolerance=st.sampled_from([0.5, 0.75, 1.5, 4.0]))
def test_simplified_neighbours_share_their_borders(labels, tolerance):
    outlines = trace(labels, 16)
    simple = simplify(outlines, tolerance, SilentReporter().check_cancelled)
    assert shapely.is_valid(simple).all()
    if len(simple):
        assert shapely.coverage_is_valid(simple)
        union = shapely.area(shapely.union_all(simple))
        assert union == pytest.approx(shapely.area(simple).sum())


def test_simplifying_each_polygon_alone_would_tear_borders():
    """The test above can fail: this is what it protects from."""
    outlines = trace(smooth_map(2, 50, 50, 2.0, [1, 2, 3]))
    alone = shapely.simplify(polygons_of(outlines), 1.5)
    assert not shapely.coverage_is_valid(alone)


def test_full_coverage_has_neither_gaps_nor_overlaps_after_simplification():
    labels = smooth_map(11, 80, 90, 2.0, [1, 2, 3, 4])
    simple = simplify(trace(labels, 16), 2.0, SilentReporter().check_cancelled)
    whole = shapely.union_all(simple)
    # The corners of the raster itself may be cut, its inside may not.
    assert len(whole.interiors) == 0
    assert shapely.area(simple).sum() == pytest.approx(whole.area)
    assert whole.area > 80 * 90 - 30


@settings(max_examples=150, deadline=None)
@given(labels=smooth_maps)
def test_thinning_removes_vertices_and_keeps_the_coverage(labels):
    outlines = trace(labels)
    thin = thinned(outlines)
    polygons = polygons_of(thin)
    assert len(thin.x) <= len(outlines.x)
    assert shapely.is_valid(polygons).all()
    assert not len(polygons) or shapely.coverage_is_valid(polygons)


@settings(max_examples=150, deadline=None)
@given(labels=smooth_maps, shape=st.sampled_from(["smooth", "right-angled"]))
def test_every_shape_is_a_valid_coverage(labels, shape):
    outlines = trace(labels, 16)
    size = (labels.shape[1], labels.shape[0])
    polygons = shaped(outlines, shape, 0.0, size, SilentReporter())
    assert len(polygons) == len(outlines)
    assert shapely.is_valid(polygons).all()
    assert not shapely.is_empty(polygons).any()
    assert not len(polygons) or shapely.coverage_is_valid(polygons)


def disk(size, radius):
    row, col = np.mgrid[:size, :size] + 0.5
    return (np.hypot(row - size / 2, col - size / 2) < radius).astype(np.uint8)


def test_smooth_circle_is_rounder_than_its_pixels_and_as_large():
    outlines = trace(disk(60, 22))
    (smooth,) = smoothed(outlines, (60, 60), SilentReporter().check_cancelled)
    assert smooth.area == pytest.approx(np.pi * 22**2, rel=0.01)
    assert smooth.length == pytest.approx(2 * np.pi * 22, rel=0.02)
    (pixels,) = polygons_of(outlines)
    assert pixels.length > 1.2 * smooth.length
    assert smooth.hausdorff_distance(pixels) < 0.75


def test_smoothing_leaves_the_edge_of_the_raster_alone():
    labels = smooth_map(4, 30, 40, 2.0, [1, 2])
    smooth = smoothed(trace(labels), (40, 30), SilentReporter().check_cancelled)
    assert shapely.union_all(smooth).equals_exact(shapely.box(0, 0, 40, 30).normalize(), 1e-9) or (
        shapely.area(smooth).sum() == pytest.approx(1200)
    )


def tilted_house(angle, size=90):
    row, col = np.mgrid[:size, :size] + 0.5 - size / 2
    u = col * np.cos(angle) + row * np.sin(angle)
    v = row * np.cos(angle) - col * np.sin(angle)
    return (((abs(u) < 30) & (abs(v) < 14)) | ((abs(u + 18) < 12) & (abs(v - 10) < 20))).astype(
        np.uint8
    )


@pytest.mark.parametrize("degrees", [0, 7, 20, 33, 45, 70])
def test_tilted_house_gets_its_right_angles_back(degrees):
    labels = tilted_house(np.radians(degrees))
    (house,) = shaped(trace(labels), "right-angled", 0.0, (90, 90), SilentReporter())
    assert len(house.exterior.coords) - 1 == 6
    assert house.area == pytest.approx(labels.sum(), rel=0.05)
    edges = np.diff(np.array(house.exterior.coords), axis=0)
    directions = np.degrees(np.arctan2(edges[:, 1], edges[:, 0]))
    np.testing.assert_allclose((directions - degrees + 45) % 90 - 45, 0, atol=2.0)
    corners = np.abs(np.diff(np.append(directions, directions[0]))) % 180
    np.testing.assert_allclose(corners, 90, atol=1e-6)


def test_round_things_and_touching_things_are_not_forced_into_right_angles():
    labels = disk(60, 10)
    labels[:, 40:50], labels[:, 50:58] = 2, 3
    polygons = shaped(trace(labels), "right-angled", 0.0, (60, 60), SilentReporter())
    round_one = polygons[np.argmin(shapely.area(polygons))]
    assert len(round_one.exterior.coords) > 6
    assert shapely.coverage_is_valid(polygons)


def test_right_angled_neighbours_do_not_run_into_each_other(monkeypatch):
    labels = np.zeros((60, 60), np.uint8)
    row, col = np.mgrid[:60, :60]
    # A house without one corner, where something small stands that would be run over.
    labels[10:40, 10:50] = 1
    labels[(row + col < 26) & (labels == 1)] = 0
    labels[11:12, 11:12] = 2
    outlines = trace(labels)
    polygons = shaped(outlines, "right-angled", 0.0, (60, 60), SilentReporter())
    assert shapely.coverage_is_valid(polygons)
    monkeypatch.setattr(shaping, "_undo_overlaps", lambda squared, polygons: 0)
    careless = shaped(outlines, "right-angled", 0.0, (60, 60), SilentReporter())
    assert not shapely.coverage_is_valid(careless)


def test_right_angles_of_nothing():
    assert len(right_angled(np.empty(0, dtype=object))) == 0
