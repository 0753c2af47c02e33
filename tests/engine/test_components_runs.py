from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.engine.segment.components import (
    ComponentStream,
    connect,
    find_contacts,
    find_runs,
    label_runs,
)
from sat_dl_plugin.engine.vector.summary import ClassCounter, summarize

maps = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
    elements=st.sampled_from([0, 1, 2, 255]),
)


@settings(max_examples=200, deadline=None)
@given(labels=maps)
def test_runs_rebuild_the_array(labels):
    runs = find_runs(labels)
    np.testing.assert_array_equal(np.repeat(runs.value, runs.length).reshape(labels.shape), labels)
    rows = runs.start // labels.shape[1]
    np.testing.assert_array_equal(runs.first_in_rows, np.searchsorted(rows, np.arange(len(labels))))


@settings(max_examples=200, deadline=None)
@given(labels=maps)
def test_contacts_are_the_pairs_of_runs_that_lie_over_each_other(labels):
    runs = find_runs(labels)
    number = np.repeat(np.arange(len(runs.start)), runs.length).reshape(labels.shape)
    expected = set(zip(number[:-1].ravel().tolist(), number[1:].ravel().tolist()))
    contacts = find_contacts(runs)
    pairs = list(zip(contacts.above.tolist(), contacts.below.tolist()))
    assert len(pairs) == len(expected)
    assert set(pairs) == expected


def same_partition(one, two):
    pairs = set(zip(one.ravel().tolist(), two.ravel().tolist()))
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def by_scipy(labels):
    regions, first = np.zeros(labels.shape, int), 0
    for value in np.unique(labels):
        own, count = ndimage.label(labels == value)
        regions[own > 0] = own[own > 0] + first
        first += count
    return regions


@settings(max_examples=300, deadline=None)
@given(labels=maps)
def test_components_are_those_of_scipy(labels):
    runs = find_runs(labels)
    count, component = label_runs(runs, find_contacts(runs))
    expected = by_scipy(labels)
    assert count == expected.max()
    assert same_partition(np.repeat(component, runs.length).reshape(labels.shape), expected)


@settings(max_examples=300, deadline=None)
@given(labels=maps, height=st.integers(1, 12))
def test_components_of_bands_are_those_of_the_whole(labels, height):
    stream, parts, links = ComponentStream(), [], []
    for row in range(0, len(labels), height):
        band = stream.push(labels[row : row + height])
        assert band.row_off + band.overlap == row
        own = band.own_runs
        parts.append(np.repeat(band.component[own] + band.base, band.runs.length[own]))
        links.append(band.links)
    joined = np.concatenate(links)
    _, of = connect(stream.count, joined[:, 0], joined[:, 1])
    assert same_partition(of[np.concatenate(parts)].reshape(labels.shape), by_scipy(labels))


@settings(max_examples=100, deadline=None)
@given(labels=maps, height=st.integers(1, 12))
def test_counter_counts_pixels_and_objects(labels, height):
    counter = ClassCounter()
    for row in range(0, len(labels), height):
        counter.push(labels[row : row + height])
    np.testing.assert_array_equal(counter.pixels, np.bincount(labels.ravel(), minlength=256))
    objects = counter.objects()
    for value in (0, 1, 2, 255):
        assert objects[value] == ndimage.label(labels == value)[1]


def test_summary_of_an_empty_raster_has_no_share():
    nothing = np.zeros(256)
    (row,) = summarize([ClassCard(3, "road")], nothing.astype(int), nothing, 0.0)
    assert row == {
        "class_id": 3,
        "class_name": "road",
        "objects": 0,
        "area_m2": 0.0,
        "share": 0.0,
    }
    assert not ClassCounter().objects().any()
