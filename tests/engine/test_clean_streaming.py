from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.engine.segment import clean
from sat_dl_plugin.engine.segment.clean import clean_stream, pixels_needed, rules_apply
from sat_dl_plugin.engine.segment.clean_definition import clean_array


def parse(text: str) -> np.ndarray:
    """'.' is background, '#' nodata, digits are classes."""
    values = {".": 0, "#": 255, **{str(digit): digit for digit in range(10)}}
    rows = [line.strip() for line in text.strip().splitlines()]
    return np.array([[values[char] for char in row] for row in rows], dtype=np.uint8)


def stream(labels, rules, heights, folder, pixel_area_m2=1.0):
    edges = np.cumsum([0, *heights])
    bands = [labels[first:last].copy() for first, last in zip(edges[:-1], edges[1:])]
    parts = list(clean_stream(bands, labels.shape[1], rules, pixel_area_m2, folder))
    assert [row for row, _ in parts] == list(np.cumsum([0] + [len(p) for _, p in parts[:-1]]))
    return np.concatenate([part for _, part in parts])


def blobs(rng, rows, cols, sigma, classes, nodata_share):
    noise = [ndimage.gaussian_filter(rng.standard_normal((rows, cols)), sigma) for _ in classes]
    best = np.argmax(noise, axis=0)
    labels = np.array(classes, dtype=np.uint8)[best]
    holes = ndimage.gaussian_filter(rng.standard_normal((rows, cols)), sigma)
    labels[holes > np.quantile(holes, 1 - nodata_share)] = 255
    return labels


RULE = st.builds(
    CleaningRule,
    opening_px=st.integers(0, 3),
    closing_px=st.integers(0, 3),
    min_object_m2=st.sampled_from([0.0, 2.0, 5.0, 12.0, 40.0]),
    max_hole_m2=st.sampled_from([0.0, 2.0, 5.0, 12.0, 60.0]),
)


@settings(max_examples=400, deadline=None)
@given(
    data=st.data(),
    rows=st.integers(1, 40),
    cols=st.integers(1, 30),
    sigma=st.sampled_from([0.0, 0.6, 1.2, 2.0]),
    seed=st.integers(0, 2**31),
    nodata_share=st.sampled_from([0.0, 0.0, 0.1, 0.5]),
    rules=st.dictionaries(st.sampled_from([3, 1, 2, 254]), RULE, max_size=4),
)
def test_bands_give_what_the_whole_array_gives(
    tmp_path_factory, data, rows, cols, sigma, seed, nodata_share, rules
):
    rng = np.random.default_rng(seed)
    classes = data.draw(st.sampled_from([[0, 1], [0, 1, 2], [0, 0, 1, 2, 3], [1, 2], [0, 254, 7]]))
    labels = blobs(rng, rows, cols, sigma, classes, nodata_share)
    heights = []
    while sum(heights) < rows:
        heights.append(data.draw(st.integers(1, rows - sum(heights))))
    folder = tmp_path_factory.getbasetemp()
    expected = clean_array(labels, rules, 1.0)
    np.testing.assert_array_equal(stream(labels, rules, heights, folder), expected)


def test_map_of_many_classes_and_radii(tmp_path):
    rng = np.random.default_rng(3)
    labels = blobs(rng, 90, 120, 2.0, list(range(21)), 0.1)
    rules = {
        k: CleaningRule(k % 3, (k + 1) % 4, float(k * 3), float(k * 5)) for k in range(20, 0, -1)
    }
    expected = clean_array(labels, rules, 1.0)
    assert (expected != labels).mean() > 0.05
    np.testing.assert_array_equal(stream(labels, rules, [40, 50], tmp_path), expected)


def test_wide_bands_are_worked_off_in_steps(tmp_path, monkeypatch):
    labels = blobs(np.random.default_rng(5), 60, 50, 1.2, [0, 1, 2], 0.05)
    rules = {1: CleaningRule(1, 2, 6.0, 9.0), 2: CleaningRule(2, 1, 9.0, 6.0)}
    monkeypatch.setattr(clean, "_MIN_STEP_ROWS", 1)
    monkeypatch.setattr(clean, "_STEP_PIXELS", 150)
    parts = list(clean.clean_stream([labels], 50, rules, 1.0, tmp_path))
    assert len(parts) > 10
    np.testing.assert_array_equal(
        np.concatenate([part for _, part in parts]), clean_array(labels, rules, 1.0)
    )


CASES = {
    "opening removes what is thinner than the disk": (
        CleaningRule(opening_px=1),
        """
        .......
        .111.1.
        .111.1.
        .111.1.
        """,
        """
        .......
        ..1....
        .111...
        .111...
        """,
    ),
    "nodata and the edge do not erode": (
        CleaningRule(opening_px=1),
        """
        11##...
        11##.1.
        11##...
        """,
        """
        11##...
        11##...
        11##...
        """,
    ),
    "closing bridges a gap but takes no other class": (
        CleaningRule(closing_px=1),
        """
        11.112..
        11.11#..
        11.11...
        """,
        """
        11.112..
        11111#..
        11.11...
        """,
    ),
    "closing grows into neither nodata nor the edge": (
        CleaningRule(closing_px=2),
        """
        .1....
        .1..##
        .1....
        """,
        """
        .1....
        .1..##
        .1....
        """,
    ),
    "small objects go and diagonal neighbours are other objects": (
        CleaningRule(min_object_m2=4),
        """
        11.1..
        11..1.
        ..1...
        1.11..
        """,
        """
        11....
        11....
        ......
        ......
        """,
    ),
    "small holes are filled, bays and larger holes are not": (
        CleaningRule(max_hole_m2=3),
        """
        1111111.
        1.11..1.
        111111..
        1...1111
        1111.1.1
        """,
        """
        1111111.
        1111111.
        111111..
        1...1111
        1111.1.1
        """,
    ),
    "a hole with another class or nodata in it stays": (
        CleaningRule(max_hole_m2=9),
        """
        11111111
        1.2.11#1
        1...11.1
        11111111
        """,
        """
        11111111
        1.2.11#1
        1...11.1
        11111111
        """,
    ),
    "an object too small to stay becomes part of the hole": (
        CleaningRule(max_hole_m2=10, min_object_m2=2),
        """
        11111
        1...1
        1.1.1
        1...1
        11111
        """,
        """
        11111
        11111
        11111
        11111
        11111
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("height", [1, 2, 99])
def test_meaning_of_the_rules(name, height, tmp_path):
    rule, before, after = CASES[name]
    labels, expected = parse(before), parse(after)
    np.testing.assert_array_equal(clean_array(labels, {1: rule}, 1.0), expected)
    heights = [height] * (len(labels) // height) + [len(labels) % height]
    heights = [h for h in heights if h]
    np.testing.assert_array_equal(stream(labels, {1: rule}, heights, tmp_path), expected)


def test_areas_are_square_metres(tmp_path):
    labels = parse("""
        11..
        11..
    """)
    rule = {1: CleaningRule(min_object_m2=1.0)}
    np.testing.assert_array_equal(clean_array(labels, rule, 0.25), labels)
    assert not clean_array(labels, rule, 0.2).any()
    assert pixels_needed(100.0, 1.0 - 1e-9) == 100


def test_first_rule_wins_where_two_classes_claim_a_pixel(tmp_path):
    labels = blobs(np.random.default_rng(1), 60, 60, 0.8, [0, 0, 0, 1, 2], 0.0)
    both = [(1, CleaningRule(closing_px=3)), (2, CleaningRule(closing_px=2))]
    one_first = stream(labels, dict(both), [25, 35], tmp_path)
    two_first = stream(labels, dict(both[::-1]), [25, 35], tmp_path)
    differ = one_first != two_first
    assert differ.any()
    assert (one_first[differ] == 1).all()
    assert (two_first[differ] == 2).all()


def test_rules_that_cannot_change_anything():
    assert not rules_apply({})
    assert not rules_apply({1: CleaningRule()})
    assert rules_apply({1: CleaningRule(), 2: CleaningRule(max_hole_m2=1)})


@pytest.mark.parametrize("rules", [{0: CleaningRule()}, {255: CleaningRule()}])
def test_rules_for_background_and_nodata_are_refused(rules):
    with pytest.raises(UsageError, match="cleaning rule for class"):
        clean_array(np.zeros((2, 2), np.uint8), rules, 1.0)


def test_no_file_is_left_in_the_spill_folder(tmp_path):
    stream(np.ones((9, 9), np.uint8), {1: CleaningRule(1, 1, 4, 4)}, [4, 5], tmp_path)
    assert not list(tmp_path.iterdir())
