"""The queue of a session: order, going back, claims, other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsGeometry, QgsRectangle

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.review.changes import NewObject, ReviewChange
from sat_dl_plugin.review.queue import ReviewQueue
from sat_dl_plugin.review.queue_index import Order, QueueFilter, QueueRow
from sat_dl_plugin.review.queue_loading import QueueTask
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import end, review_layer, square, write_predictions

Opener = Callable[[str], ReviewQueue]


@pytest.fixture
def opened(qgis_app: object, wait_until: Callable) -> Iterator[Opener]:
    """Opens a session with its queue, of which there may be several."""
    queues: list[ReviewQueue] = []

    def open_queue(path: str) -> ReviewQueue:
        queue = ReviewQueue(ReviewSession(review_layer(path)))
        queues.append(queue)
        wait_until(lambda: queue.is_ready)
        return queue

    yield open_queue
    for queue in queues:
        session = queue.session
        queue.close()
        end(session)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return write_predictions(tmp_path / "review.gpkg")


def test_it_leads_through_all_polygons(opened: Opener, path: str) -> None:
    queue = opened(path)
    seen = []
    while queue.go_next():
        seen.append((queue.session.current_id, queue.position, queue.left))
        queue.session.accept([queue.session.current_id])

    assert seen == [(fid, (fid, 6), 7 - fid) for fid in range(1, 7)]
    assert queue.session.current is None


def test_undoing_brings_a_polygon_back(opened: Opener, path: str) -> None:
    queue = opened(path)
    queue.session.accept([1, 2])
    assert queue.left == 4
    queue.session.undo()
    assert queue.left == 6
    queue.session.redo()
    assert queue.left == 4


def test_discarded_decisions_are_asked_again(
    opened: Opener, path: str, wait_until: Callable
) -> None:
    queue = opened(path)
    queue.session.accept([1, 2])
    assert queue.left == 4
    queue.session.layer.rollBack()
    wait_until(lambda: queue.is_ready)

    assert queue.left == 6


def test_passing_over_and_going_back(opened: Opener, path: str) -> None:
    queue = opened(path)
    for _step in range(3):
        queue.go_next()
    assert queue.session.current_id == 3
    assert queue.go_back()
    assert queue.go_back()
    assert queue.session.current_id == 1
    assert not queue.go_back()


def test_only_what_is_in_view(opened: Opener, path: str) -> None:
    queue = opened(path)
    queue.show_view(QgsRectangle(500021, 2999990, 500034, 3000000))
    assert queue.waiting() == [3, 4]
    queue.choose(QueueFilter(Order.LEAST_CONFIDENT, class_id=1))
    assert queue.waiting() == [1, 4]


def test_added_polygons_keep_their_place_when_saved(opened: Opener, path: str) -> None:
    queue = opened(path)
    new = NewObject(QgsGeometry.fromWkt(square(500100, 3000100)), class_id=1, status="predicted")
    queue.session.apply("Add", ReviewChange(added=[new, new]))
    assert queue.left == 8
    queue.session.save()
    assert queue.left == 8
    assert sorted(queue.waiting()) == list(range(1, 9))
    queue.session.layer.deleteFeature(8)
    assert queue.left == 7


def test_two_reviewers_never_get_the_same(opened: Opener, path: str) -> None:
    first, second = opened(path), opened(path)
    seen: dict[int, str] = {}
    for _round in range(3):
        for name, queue in (("first", first), ("second", second)):
            assert queue.go_next()
            fid = queue.session.current_id
            assert fid not in seen
            seen[fid] = name
            queue.session.accept([fid])

    assert sorted(seen) == [1, 2, 3, 4, 5, 6]


def test_what_somebody_looks_at_is_reserved(opened: Opener, path: str) -> None:
    first, second = opened(path), opened(path)
    first.go_to(3)
    with pytest.raises(InputError, match="Somebody else"):
        second.go_to(3)
    assert 3 not in second.waiting()
    first.go_next()
    second.go_to(3)
    assert second.session.current_id == 3


def test_a_claim_ends_by_itself(opened: Opener, path: str, monkeypatch) -> None:
    first, second = opened(path), opened(path)
    monkeypatch.setattr("sat_dl_plugin.review.queue.CLAIM_S", -1.0)
    first.go_to(3)
    second.go_to(3)
    assert second.session.current_id == 3


def test_what_another_program_did_is_passed_over(opened: Opener, path: str) -> None:
    queue = opened(path)
    source = ogr.Open(path, 1)
    table = source.GetLayer(0)
    table.DeleteFeature(1)
    feature = table.GetFeature(2)
    feature["status"] = "accepted"
    table.SetFeature(feature)
    source = None

    assert queue.go_next()
    assert queue.session.current_id == 3


def test_the_smallest_polygon_under_a_point(opened: Opener, path: str) -> None:
    queue = opened(path)
    inner = NewObject(QgsGeometry.fromWkt(square(500002, 2999998, 2)), class_id=1)
    (fid,) = queue.session.apply("Add", ReviewChange(added=[inner]))

    assert queue.under(500003, 2999997) == fid
    assert queue.under(500007, 2999997) == 1
    assert queue.under(500009, 2999997) is None


def test_disagreements_stay_until_they_are_settled(opened: Opener, path: str) -> None:
    queue = opened(path)
    queue.session.accept([4, 5])
    queue.set_disagreements([5])
    queue.choose(QueueFilter(Order.DISAGREEMENTS))

    assert queue.go_next()
    assert queue.session.current_id == 5
    assert (queue.position, queue.left) == ((1, 1), 1)
    queue.set_disagreements([])
    assert not queue.go_next()


def test_edits_while_it_is_read_are_not_missed(qgis_app: object, path: str, wait_until) -> None:
    session = ReviewSession(review_layer(path))
    queue = ReviewQueue(session)
    session.accept([1])
    wait_until(lambda: queue.is_ready)

    assert queue.left == 5
    queue.close()
    end(session)


def test_a_layer_that_gives_too_little_is_read_again(opened: Opener, path, monkeypatch) -> None:
    reads: list[int] = []
    rows = QueueTask._rows

    def too_few(task: QueueTask) -> Iterator[QueueRow]:
        reads.append(1)
        found = list(rows(task))
        return iter(found[:3] if len(reads) == 1 else found)

    monkeypatch.setattr(QueueTask, "_rows", too_few)
    assert (opened(path).left, len(reads)) == (6, 2)
