"""Actions on many polygons: one step, told in parts, undone when something fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import QgsGeometry

from sat_dl_plugin.review import journal, recorder
from sat_dl_plugin.review.bulk import BulkAction
from sat_dl_plugin.review.changes import NewObject, ReviewChange
from sat_dl_plugin.review.recovery import steps_to_repeat
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import end, review_layer, square, write_predictions

COUNT = 500


@pytest.fixture
def session(qgis_app: object, tmp_path: Path) -> Iterator[ReviewSession]:
    made = ReviewSession(review_layer(write_predictions(tmp_path / "review.gpkg", COUNT)))
    yield made
    end(made)


def statuses(session: ReviewSession) -> set[str]:
    return {feature["status"] for feature in session.layer.getFeatures()}


def test_it_is_one_step_in_several_turns(session: ReviewSession, wait_until: Callable) -> None:
    action = BulkAction(session, "Accept", range(1, COUNT + 1), {"status": "accepted"})
    turns: list[int] = []
    ends: list[int] = []
    action.progressed.connect(lambda done, _all: turns.append(done))
    action.finished.connect(ends.append)
    action.start()
    assert ends == []
    wait_until(lambda: ends)

    assert (statuses(session), ends) == ({"accepted"}, [COUNT])
    assert session.layer.undoStack().count() == 1
    assert turns == sorted(turns)
    session.undo()
    assert statuses(session) == {"predicted"}


def test_the_parts_are_one_step_of_the_journal(session: ReviewSession, wait_until) -> None:
    action = BulkAction(session, "Accept", range(1, COUNT + 1), {"status": "accepted"})
    action.start()
    wait_until(lambda: not action.is_running)
    session.reject([1])

    first, second = steps_to_repeat(session.store.unsaved(session.id))
    assert (first.action, len(first.changes)) == ("Accept", COUNT)
    assert (second.action, len(second.changes)) == ("Reject", 1)


def test_undoing_many_reads_and_writes_them_not_again(
    session: ReviewSession, wait_until, monkeypatch
) -> None:
    action = BulkAction(session, "Accept", range(1, COUNT + 1), {"status": "accepted"})
    action.start()
    wait_until(lambda: not action.is_running)
    monkeypatch.setattr(journal, "MOST_AGAIN", 10)
    monkeypatch.setattr(recorder, "states_of", lambda *_what, **_how: pytest.fail("read again"))
    told = []
    session.recorded.connect(told.append)
    session.undo()
    session.redo()
    session.undo()

    assert [entry.kind for entry in told] == ["undone", "redone", "undone"]
    for entry, status in zip(told, ("predicted", "accepted", "predicted")):
        assert len(entry.changes) == COUNT
        assert {change.after.attributes["status"] for change in entry.changes} == {status}
    monkeypatch.undo()
    assert statuses(session) == {"predicted"}
    written = session.store.unsaved(session.id)
    assert [len(entry.changes) for entry in written] == [COUNT, 0, 0, 0]
    assert steps_to_repeat(written) == ()
    session.redo()
    (step,) = steps_to_repeat(session.store.unsaved(session.id))
    assert len(step.changes) == COUNT


def test_an_undone_polygon_that_was_changed_before_is_as_it_was_then(
    session: ReviewSession, wait_until
) -> None:
    session.reject([2])
    action = BulkAction(session, "Accept", range(1, COUNT + 1), {"status": "accepted"})
    action.start()
    wait_until(lambda: not action.is_running)
    told = []
    session.recorded.connect(told.append)
    session.undo()
    session.undo()

    after = {change.feature: change.after.attributes["status"] for change in told[0].changes}
    assert (after["2"], after["1"]) == ("rejected", "predicted")
    (change,) = told[1].changes
    assert change.before.attributes["status"] == "rejected"
    assert change.after.attributes["status"] == "predicted"
    assert statuses(session) == {"predicted"}


def test_a_polygon_that_is_gone_undoes_everything(session: ReviewSession, wait_until) -> None:
    action = BulkAction(session, "Accept", [1, 2, COUNT + 5], {"status": "accepted"})
    errors: list[Exception] = []
    action.failed.connect(errors.append)
    action.start()
    wait_until(lambda: errors)

    assert "not there any more" in str(errors[0])
    assert statuses(session) == {"predicted"}
    assert steps_to_repeat(session.store.unsaved(session.id)) == ()
    session.accept([1])
    assert session.layer.undoStack().count() == 1


def test_stopping_keeps_what_is_done(session: ReviewSession, wait_until) -> None:
    action = BulkAction(session, "Accept", range(1, COUNT + 1), {"status": "accepted"})
    action.progressed.connect(lambda _done, _all: action.stop())
    action.start()
    wait_until(lambda: not action.is_running)

    assert session.layer.undoStack().count() == 1
    assert session.layer.getFeature(1)["status"] == "accepted"


def test_polygons_that_are_not_saved_yet_take_part(session: ReviewSession, wait_until) -> None:
    new = NewObject(QgsGeometry.fromWkt(square(500000, 3000100)), class_id=1, status="predicted")
    (fid,) = session.apply("Add", ReviewChange(added=[new]))
    action = BulkAction(session, "Accept", [1, fid], {"status": "accepted"})
    action.start()
    wait_until(lambda: not action.is_running)

    assert session.layer.getFeature(fid)["status"] == "accepted"
    added, accepted = steps_to_repeat(session.store.unsaved(session.id))
    assert {change.feature for change in accepted.changes} == {"1", added.changes[0].feature}


def test_edits_after_it_start_from_what_it_did(session: ReviewSession, wait_until) -> None:
    action = BulkAction(session, "Accept", [1, 2], {"status": "accepted"})
    action.start()
    wait_until(lambda: not action.is_running)
    session.apply("Redraw", ReviewChange(geometries={1: QgsGeometry.fromWkt(square(0, 0))}))

    (change,) = session.store.unsaved(session.id)[-1].changes
    assert change.before.attributes["status"] == "accepted"
    before = QgsGeometry()
    before.fromWkb(change.before.wkb)
    assert before.boundingBox().xMinimum() == 500000
