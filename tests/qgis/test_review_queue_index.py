"""The order of the queue, by itself."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sat_dl_plugin.review.queue_index import Order, QueueFilter, QueueIndex, QueueRow


def row(fid: int, confidence: float = 0.5, **changes) -> QueueRow:
    values = {
        "class_id": 1,
        "is_open": True,
        "area_m2": 10.0,
        "box": (10.0 * fid, 0.0, 10.0 * fid + 8, 8.0),
        **changes,
    }
    return QueueRow(fid, confidence=confidence, **values)


def in_order(index: QueueIndex, choice: QueueFilter) -> list[int]:
    """Return what `next` leads to when every polygon is decided on."""
    found: list[int] = []
    current = index.next(None, choice)
    while current is not None:
        found.append(current)
        index.close([current])
        current = index.next(current, choice)
    return found


def test_the_least_confident_comes_first() -> None:
    index = QueueIndex([row(1, 0.9), row(2, 0.1), row(3, math.nan), row(4, 0.5)])

    assert in_order(index, QueueFilter()) == [3, 2, 4, 1]


def test_the_largest_comes_first() -> None:
    index = QueueIndex([row(1, area_m2=5.0), row(2, area_m2=50.0), row(3, area_m2=math.nan)])

    assert in_order(index, QueueFilter(Order.LARGEST)) == [2, 1, 3]


def test_classes_follow_each_other() -> None:
    index = QueueIndex([row(1, 0.9, class_id=2), row(2, 0.8), row(3, 0.1, class_id=2), row(4, 0.3)])

    assert in_order(index, QueueFilter(Order.BY_CLASS)) == [4, 2, 3, 1]


def test_one_class_only() -> None:
    index = QueueIndex([row(1, class_id=2), row(2)])

    assert in_order(index, QueueFilter(class_id=2)) == [1]


def test_tiles_follow_each_other() -> None:
    # Four far groups in a square, each with many objects of mixed confidence.
    corners = {0: (0.0, 1000.0), 1: (1000.0, 1000.0), 2: (1000.0, 0.0), 3: (0.0, 0.0)}
    rows = []
    for number in range(100):
        x, y = corners[number % 4]
        rows.append(row(number + 1, (number * 37 % 100) / 100, box=(x, y, x + 8, y + 8)))
    order = in_order(QueueIndex(rows), QueueFilter(Order.BY_TILE))

    groups = [(fid - 1) % 4 for fid in order]
    assert len(groups) == 100
    assert sum(first != second for first, second in zip(groups, groups[1:])) == 3
    assert [groups[at] for at in (0, 25, 50, 75)] == [0, 1, 2, 3]


def test_only_what_touches_the_view() -> None:
    index = QueueIndex([row(1), row(2), row(3)])

    assert in_order(index, QueueFilter(view=(21.0, 0.0, 34.0, 5.0))) == [2, 3]


def test_disagreements_are_a_queue_of_their_own() -> None:
    index = QueueIndex([row(1, is_open=False), row(2), row(3, is_open=False)])
    index.choose({1, 3})

    choice = QueueFilter(Order.DISAGREEMENTS)
    assert index.waiting(choice) == [1, 3]
    index.choose({3})
    assert index.waiting(choice) == [3]


def test_passing_over_comes_back_at_the_end() -> None:
    index = QueueIndex([row(1, 0.1), row(2, 0.2), row(3, 0.3)])

    assert index.next(1, QueueFilter()) == 2
    assert index.next(3, QueueFilter()) == 1
    assert index.next(1, QueueFilter(), without={2}) == 3
    index.close([2, 3])
    assert index.next(1, QueueFilter()) is None


def test_the_position_counts_what_was_decided() -> None:
    index = QueueIndex([row(1, 0.1), row(2, 0.2), row(3, 0.3)])
    index.close([1])

    assert index.position(2, QueueFilter()) == (2, 3)
    assert index.position(None, QueueFilter()) == (0, 3)
    assert index.count_waiting(QueueFilter()) == 2
    index.close([1], is_open=True)
    assert index.count_waiting(QueueFilter()) == 3


def test_polygons_come_change_and_go() -> None:
    index = QueueIndex([row(1, 0.5)])
    for fid in range(2, 200):
        index.put(row(-fid, fid / 1000))
    index.put(row(1, 0.0))
    index.remove(-2)

    assert len(index) == 198
    assert index.waiting(QueueFilter())[:3] == [1, -3, -4]
    assert index.row(-2) is None
    assert index.row(-3) == row(-3, 0.003)


def test_what_lies_under_a_point() -> None:
    small = row(3, area_m2=1.0, box=(12.0, 2.0, 13.0, 3.0))
    index = QueueIndex([row(1), row(2), small])

    assert index.at(12.5, 2.5) == [3, 1]
    assert index.at(500.0, 500.0) == []


@pytest.mark.parametrize("order", list(Order))
def test_an_empty_queue_has_no_next(order: Order) -> None:
    assert QueueIndex().next(None, QueueFilter(order)) is None


@pytest.mark.parametrize("order", list(Order))
def test_every_polygon_is_visited_once(order: Order) -> None:
    random = np.random.default_rng(7)
    rows = [
        row(
            int(fid),
            float(random.random()),
            class_id=int(random.integers(1, 4)),
            area_m2=float(random.random()),
            box=(*(corner := random.random(2) * 1000), *(corner + 5)),
        )
        for fid in random.permutation(np.arange(1, 301))
    ]
    index = QueueIndex(rows)
    index.choose({entry.fid for entry in rows})
    if order is Order.DISAGREEMENTS:
        assert sorted(index.waiting(QueueFilter(order))) == list(range(1, 301))
    else:
        assert sorted(in_order(index, QueueFilter(order))) == list(range(1, 301))
