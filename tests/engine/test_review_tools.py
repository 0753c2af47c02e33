"""The array functions of the smart tools, against shapes that are known."""

import numpy as np
import pytest
import shapely
from scipy import ndimage

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.review.brushing import brushed
from sat_dl_plugin.engine.review.cutting import part_at, parts_of
from sat_dl_plugin.engine.review.growing import border_step, grown
from sat_dl_plugin.engine.review.outlining import (
    beside,
    divided,
    drawn,
    keeping_borders,
    moved_out,
    outline_of,
    smoothed_outline,
    squared,
)
from sat_dl_plugin.engine.review.snapping import edge_path, reshaped


def boxes(shape, *slices, value=0.9, blur=0.0):
    """Return probabilities that are high in some rectangles."""
    surface = np.full(shape, 0.02, dtype=np.float32)
    for rows, cols in slices:
        surface[rows, cols] = value
    return ndimage.gaussian_filter(surface, blur) if blur else surface


def iou(one, two):
    return shapely.area(one & two) / shapely.area(one | two)


# Growing


def test_an_object_is_grown_to_its_own_border_and_not_into_another():
    surface = boxes((40, 60), np.s_[5:15, 5:20], np.s_[5:15, 30:50])
    found = grown(surface, (10, 10)).mask
    assert found[5:15, 5:20].all()
    assert found.sum() == 150


def test_without_a_threshold_the_steepest_border_is_taken():
    # A roof on a courtyard that the network half believes in.
    surface = boxes((40, 40), np.s_[4:36, 4:36], value=0.3)
    surface[10:30, 10:30] = 0.95
    assert grown(surface, (20, 20)).mask.sum() == 20 * 20
    low = grown(surface, (20, 20), 0.2)
    assert low.mask.sum() == 32 * 32
    assert low.threshold == 0.2


def test_a_lower_threshold_never_makes_an_object_smaller():
    rng = np.random.default_rng(3)
    surface = ndimage.gaussian_filter(rng.random((64, 64)).astype(np.float32), 3)
    surface = (surface - surface.min()) / np.ptp(surface)
    seed = tuple(int(value) for value in np.unravel_index(surface.argmax(), surface.shape))
    masks = [grown(surface, seed, level).mask for level in (0.8, 0.6, 0.4)]
    for small, large in zip(masks, masks[1:]):
        assert (large | small == large).all()
        assert large.sum() > small.sum()


def test_an_object_does_not_grow_through_a_barrier():
    surface = boxes((20, 60), np.s_[5:15, 5:55])
    barrier = np.zeros(surface.shape, dtype=bool)
    barrier[:, 25:30] = True
    found = grown(surface, (10, 10), None, barrier).mask
    assert found.sum() == 10 * 20
    assert not (found & barrier).any()


def test_small_holes_are_filled_and_courtyards_stay():
    surface = boxes((60, 60), np.s_[5:55, 5:55])
    surface[8:10, 8:10] = 0.0
    surface[20:40, 20:40] = 0.0
    found = grown(surface, (7, 30), 0.5).mask
    assert found[8:10, 8:10].all()
    assert not found[25, 25]


def test_a_click_beside_a_faint_object_finds_it():
    surface = boxes((30, 30), np.s_[10:20, 10:20], value=0.35)
    assert grown(surface, (15, 8)).mask.sum() == 100


def test_where_nothing_is_probable_nothing_grows():
    assert not grown(np.zeros((9, 9), dtype=np.float32), (4, 4)).mask.any()


def test_the_step_of_a_border_is_the_mean_fall_of_the_probability():
    surface = boxes((20, 20), np.s_[5:15, 5:15], value=0.82)
    assert border_step(surface, surface > 0.5) == (pytest.approx(0.8, abs=1e-6), 40)
    assert border_step(surface, np.ones_like(surface, dtype=bool)) == (0.0, 0)


def test_of_two_borders_as_steep_the_plain_one_is_taken():
    # A house, and everything around it that a faint road joins to it.
    surface = boxes((80, 80), np.s_[30:50, 30:50], value=0.9)
    surface[39:41, :] = np.maximum(surface[39:41, :], 0.5)
    surface[:, 39:41] = np.maximum(surface[:, 39:41], 0.5)
    surface[10:12, :] = surface[68:70, :] = 0.5
    assert grown(surface, (40, 40)).mask.sum() == 20 * 20


# Brushing


def everywhere(surface):
    return np.ones(surface.shape, dtype=bool)


def test_a_brush_paints_the_object_under_the_stroke_and_not_beyond_it():
    surface = boxes((60, 80), np.s_[20:40, 10:50], blur=1.0)
    stroke = np.array([[16.0, 30.0], [44.0, 30.0]])
    painted = brushed(surface, stroke, 18.0, everywhere(surface))
    truth = surface > 0.46
    assert (painted & truth).sum() / (painted | truth).sum() > 0.9


def test_a_brush_cannot_leak_beyond_its_width():
    # A roof and the yard around it, of which the network is as sure.
    surface = boxes((60, 80), np.s_[5:55, 5:75])
    stroke = np.array([[30.0, 30.0], [50.0, 30.0]])
    painted = brushed(surface, stroke, 8.0, everywhere(surface))
    rows, cols = np.nonzero(painted)
    assert (rows.min(), rows.max()) == (22, 38)
    assert 22 <= cols.min() <= 25
    assert 55 <= cols.max() <= 58


def test_a_brush_leaves_thin_arms_out():
    surface = boxes((60, 80), np.s_[20:40, 10:50], np.s_[40:55, 20:22], np.s_[28:31, 50:60])
    stroke = np.array([[16.0, 30.0], [44.0, 30.0]])
    painted = brushed(surface, stroke, 24.0, everywhere(surface))
    assert painted[20:40, 10:50].all()
    assert painted.sum() < 20 * 40 + 5


def test_where_the_network_sees_nothing_the_brush_paints_its_whole_width():
    surface = np.full((40, 60), 0.02, dtype=np.float32)
    painted = brushed(surface, np.array([[10.0, 20.0], [50.0, 20.0]]), 5.0, everywhere(surface))
    assert painted[16:25, 12:48].all()
    assert not painted[:14].any()


def test_a_brush_paints_only_where_it_may():
    surface = boxes((40, 40), np.s_[10:30, 10:30])
    allowed = everywhere(surface)
    allowed[:, 20:] = False
    painted = brushed(surface, np.array([[15.0, 20.0], [25.0, 20.0]]), 12.0, allowed)
    assert painted.sum() == 20 * 10
    assert not brushed(surface, np.array([[30.0, 20.0]]), 4.0, allowed & False).any()


def test_a_stroke_outside_paints_nothing():
    surface = boxes((20, 20), np.s_[5:15, 5:15])
    assert not brushed(surface, np.array([[-9.0, 3.0]]), 5.0, everywhere(surface)).any()


# Cutting


def test_a_click_on_an_annex_takes_the_annex():
    surface = boxes((60, 80), np.s_[10:50, 10:50], np.s_[25:35, 58:70])
    surface[28:32, 50:58] = 0.9
    inside = surface > 0.5
    part = part_at(surface, inside, (30, 64))
    assert part[25:35, 60:70].mean() > 0.95
    assert not part[10:50, 10:48].any()


def test_a_click_on_a_faint_part_takes_it_up_to_the_step():
    surface = boxes((40, 80), np.s_[5:35, 5:50], value=0.95)
    surface[5:35, 50:75] = 0.45
    inside = surface > 0.3
    part = part_at(surface, inside, (20, 63))
    truth = np.zeros_like(inside)
    truth[5:35, 50:75] = True
    assert (part & truth).sum() / (part | truth).sum() > 0.9


def test_the_part_grows_with_its_reach():
    surface = boxes((40, 120), np.s_[10:30, 5:115])
    inside = surface > 0.5
    sizes = [part_at(surface, inside, (20, 105), reach).sum() for reach in (0.5, 1.0, 2.0)]
    assert sizes[0] < sizes[1] < sizes[2]


def test_no_part_outside_of_the_object():
    surface = boxes((20, 20), np.s_[5:15, 5:15])
    assert not part_at(surface, surface > 0.5, (1, 1)).any()


def test_touching_objects_are_parted_where_the_probability_dips():
    surface = boxes((40, 80), np.s_[5:35, 5:38], np.s_[5:35, 42:75], value=0.95)
    surface[5:35, 38:42] = 0.55
    inside = surface > 0.4
    labels = parts_of(surface, inside)
    assert len(np.unique(labels)) == 2
    assert len(np.unique(labels[5:35, 5:38])) == 1
    assert len(np.unique(labels[5:35, 42:75])) == 1


def test_round_objects_are_parted_at_their_neck():
    rows, cols = np.ogrid[:60, :100]
    one = (rows - 30) ** 2 + (cols - 30) ** 2 < 20**2
    two = (rows - 30) ** 2 + (cols - 66) ** 2 < 20**2
    labels = parts_of(np.full((60, 100), 0.9, dtype=np.float32), one | two)
    assert labels[30, 30] != labels[30, 66]
    assert set(np.unique(labels)) == {1, 2}
    assert (labels[:, :46] == labels[30, 30]).all()


def test_as_many_parts_as_were_asked_for():
    surface = boxes((30, 130), *(np.s_[5:25, left : left + 20] for left in (5, 29, 53, 77, 101)))
    surface[10:20, 5:121] = np.maximum(surface[10:20, 5:121], 0.6)
    for count in (2, 3, 4):
        assert len(np.unique(parts_of(surface, surface > 0.4, count))) == count
    assert len(np.unique(parts_of(surface, surface > 0.4))) == 5


def test_one_round_object_has_one_part():
    rows, cols = np.ogrid[:40, :40]
    disc = (rows - 20) ** 2 + (cols - 20) ** 2 < 15**2
    assert (parts_of(disc.astype(np.float32), disc) == 1).all()


# Snapping


def test_a_stroke_beside_an_edge_lands_on_it():
    surface = boxes((60, 60), np.s_[20:60, 10:50], blur=1.0)
    path = edge_path(surface, np.array([[14.0, 17.0], [46.0, 23.5]]), 6.0)
    assert np.abs(path[1:-1, 1] - 20).max(initial=0.0) <= 0.75
    assert path[0, 0] < path[-1, 0]


def test_a_path_follows_a_bend():
    rows, cols = np.ogrid[:100, :100]
    disc = ((rows - 50) ** 2 + (cols - 50) ** 2 < 30**2).astype(np.float32)
    angles = np.linspace(0.2, 1.4, 12)
    stroke = np.stack([50 + 32.5 * np.cos(angles), 50 + 32.5 * np.sin(angles)], axis=1)
    path = edge_path(ndimage.gaussian_filter(disc, 1.0), stroke, 6.0)
    away = np.hypot(*(path - 50).T)
    np.testing.assert_allclose(away, 30, atol=1.2)


def test_a_border_runs_along_the_path_between_its_ends():
    polygon = shapely.box(0, 0, 40, 40)
    path = np.array([[10.0, 40.0], [12.0, 50.0], [28.0, 50.0], [30.0, 40.0]])
    changed = reshaped(polygon, path)
    assert shapely.area(changed) == pytest.approx(1600 + 180)
    inwards = np.array([[10.0, 41.0], [12.0, 30.0], [28.0, 30.0], [30.0, 41.0]])
    assert shapely.area(reshaped(polygon, inwards)) < 1500


def test_a_path_across_the_start_of_the_ring_changes_the_near_side():
    polygon = shapely.box(0, 0, 40, 40)
    for corner in polygon.exterior.coords[:4]:
        x, y = corner
        sign_x, sign_y = (1 if x else -1), (1 if y else -1)
        path = np.array(
            [
                [x - sign_x * 10, y],
                [x - sign_x * 5, y - sign_y * 5],
                [x, y - sign_y * 10],
            ]
        )
        assert shapely.area(reshaped(polygon, path)) == pytest.approx(1600 - 50)


def test_the_border_of_a_hole_can_be_changed_too():
    polygon = shapely.box(0, 0, 40, 40) - shapely.box(10, 10, 30, 30)
    path = np.array([[12.0, 30.0], [14.0, 35.0], [26.0, 35.0], [28.0, 30.0]])
    changed = reshaped(polygon, path)
    assert shapely.area(changed) == pytest.approx(1200 - 70)
    assert len(changed.interiors) == 1


def test_a_stroke_outside_is_refused():
    with pytest.raises(InputError, match="outside"):
        edge_path(np.zeros((9, 9), dtype=np.float32), np.array([[90.0, 90.0], [95.0, 90.0]]), 3.0)


# Outlines


def test_an_outline_has_the_area_of_its_pixels():
    mask = np.zeros((30, 30), dtype=bool)
    mask[5:20, 5:25] = True
    mask[10:12, 10:12] = False
    assert shapely.area(outline_of(mask, "pixel")) == 15 * 20 - 4
    assert len(outline_of(mask, "pixel").interiors) == 1
    assert shapely.is_empty(outline_of(np.zeros((4, 4), dtype=bool)))


def test_pixels_drawn_are_those_whose_centres_are_inside():
    mask = drawn([shapely.box(2, 3, 7, 9)], (20, 20))
    assert mask.sum() == 5 * 6
    assert mask[3:9, 2:7].all()
    assert not drawn([], (4, 4)).any()


def test_pieces_share_the_cut_and_keep_the_outer_border():
    polygon = shapely.Point(30, 30).buffer(20.3)
    labels = np.ones((60, 60), dtype=np.int32)
    labels[:, 28:] = 2
    labels[40:, :] = 3
    pieces = divided(polygon, labels)
    assert len(pieces) == 3
    assert sum(shapely.area(piece) for piece in pieces) == pytest.approx(polygon.area)
    assert shapely.area(shapely.union_all(pieces)) == pytest.approx(polygon.area)
    assert pieces[0].intersection(pieces[1]).length > 10


def test_an_object_beside_another_shares_its_border_and_never_overlaps():
    neighbour = shapely.box(20, 0, 40, 30)
    for right in (19.5, 20.0, 21.7):
        changed = beside(shapely.box(0, 5, right, 25), [neighbour])
        assert shapely.area(changed & neighbour) == 0
        assert shapely.length(changed & neighbour) == pytest.approx(20, abs=2)
    apart = shapely.box(0, 5, 15, 25)
    assert beside(apart, [neighbour]).equals(apart)


def test_what_keeps_its_borders_keeps_those_it_shared():
    before = shapely.box(0, 0, 20, 20)
    neighbour = shapely.box(20, -10, 40, 30)
    for distance in (-2.0, 2.0):
        changed = keeping_borders(
            moved_out(before, distance, is_angular=True), before, [neighbour], distance
        )
        assert shapely.area(changed & neighbour) == 0
        assert shapely.covers(changed.boundary, shapely.LineString([(20, 0), (20, 20)]))


def test_right_angles_come_out_and_other_objects_are_refused():
    corners = [(0, 0), (20, 1), (20.5, 11), (30, 11.5), (30.4, 20), (0.6, 19.4)]
    turned = shapely.affinity.rotate(shapely.Polygon(corners), 27, origin=(0, 0))
    square = squared(turned, 1.5)
    edges = np.diff(shapely.get_coordinates(square), axis=0)
    angles = np.arctan2(edges[:, 1], edges[:, 0])
    np.testing.assert_allclose(np.cos(4 * (angles - angles[0])), 1.0, atol=1e-9)
    assert iou(square, turned) > 0.9
    with pytest.raises(InputError, match="right-angled"):
        squared(shapely.Polygon([(0, 0), (30, 0), (0, 30)]), 1.5)


def test_a_staircase_becomes_smooth_and_keeps_its_area():
    rows, cols = np.ogrid[:80, :80]
    steps = outline_of((rows - 40) ** 2 + (cols - 40) ** 2 < 30**2, "pixel")
    smooth = smoothed_outline(steps, 2.0)
    assert iou(smooth, steps) > 0.95
    assert shapely.length(smooth) < 0.85 * shapely.length(steps)
