"""Actions on a review layer: one step to undo each, written down at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from qgis.core import QgsGeometry, QgsVectorLayer

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.review.changes import NewObject, ReviewChange
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import end, review_layer, square, write_predictions


@pytest.fixture
def layer(qgis_app: object, tmp_path: Path) -> QgsVectorLayer:
    return review_layer(write_predictions(tmp_path / "review.gpkg"))


@pytest.fixture
def session(layer: QgsVectorLayer) -> Iterator[ReviewSession]:
    made = ReviewSession(layer, "Maya")
    yield made
    end(made)


def statuses(layer: QgsVectorLayer) -> dict[int, str]:
    return {feature.id(): feature["status"] for feature in layer.getFeatures()}


def test_an_action_is_one_step_to_undo(session: ReviewSession) -> None:
    session.accept([1, 2])

    assert [statuses(session.layer)[fid] for fid in (1, 2, 3)] == ["accepted"] * 2 + ["predicted"]
    assert session.layer.undoStack().count() == 1
    session.undo()
    assert set(statuses(session.layer).values()) == {"predicted"}


def test_every_step_is_in_the_journal_at_once(session: ReviewSession) -> None:
    session.reject([4])
    session.undo()
    session.redo()

    entries = session.store.unsaved(session.id)
    assert [entry.kind for entry in entries] == ["done", "undone", "redone"]
    assert {entry.action for entry in entries} == {"Reject"}
    assert {entry.who for entry in entries} == {"Maya"}
    (change,) = entries[0].changes
    assert (change.feature, change.before.attributes["status"]) == ("4", "predicted")
    assert change.after.attributes["status"] == "rejected"


def test_changing_an_outline_corrects_and_measures(session: ReviewSession) -> None:
    smaller = QgsGeometry.fromWkt(square(500000, 3000000, 4))
    session.apply("Redraw", ReviewChange(geometries={1: smaller}))

    feature = session.layer.getFeature(1)
    assert feature["status"] == "corrected"
    assert feature["area_m2"] == pytest.approx(16.0, rel=2e-3)
    assert feature.geometry().isGeosEqual(smaller)


def test_changing_the_class_corrects_and_names(session: ReviewSession) -> None:
    session.set_class([1], 5)

    feature = session.layer.getFeature(1)
    assert (feature["class_id"], feature["class_name"], feature["status"]) == (
        *(5, "tree"),
        "corrected",
    )


def test_merging_is_one_step(session: ReviewSession) -> None:
    both = QgsGeometry.fromWkt(square(500000, 3000000, 18))
    session.apply("Merge", ReviewChange(geometries={1: both}, removed=[2]))

    assert sorted(statuses(session.layer)) == [1, 3, 4, 5, 6]
    session.undo()
    assert sorted(statuses(session.layer)) == [1, 2, 3, 4, 5, 6]
    assert session.layer.getFeature(1).geometry().area() == pytest.approx(64.0)


def test_added_polygons_are_added(session: ReviewSession) -> None:
    new = NewObject(QgsGeometry.fromWkt(square(500100, 3000100)), class_id=3)
    (fid,) = session.apply("Add", ReviewChange(added=[new]))

    feature = session.layer.getFeature(fid)
    assert (feature["class_name"], feature["status"]) == ("road", "added")
    assert feature["area_m2"] == pytest.approx(64.0, rel=2e-3)
    # It stays one when it is redrawn.
    session.apply("Redraw", ReviewChange(geometries={fid: new.geometry.buffer(1, 4)}))
    assert session.layer.getFeature(fid)["status"] == "added"


def test_an_outline_that_crosses_itself_is_untangled(session: ReviewSession) -> None:
    bow_tie = QgsGeometry.fromWkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")
    with pytest.raises(InputError, match="2 parts"):
        session.apply("Redraw", ReviewChange(geometries={1: bow_tie}))
    loop = QgsGeometry.fromWkt("POLYGON ((0 0, 9 0, 9 9, 4 9, 4 9, 0 9, 0 0))")
    session.apply("Redraw", ReviewChange(geometries={1: loop}))
    assert session.layer.getFeature(1).geometry().isGeosValid()


@pytest.mark.parametrize(
    ("wkt", "reason"),
    [
        ("POLYGON ((0 0, 1 0, 2 0, 0 0))", "encloses no area"),
        ("LINESTRING (0 0, 1 0)", "three corners"),
    ],
)
def test_an_outline_without_area_is_refused(session: ReviewSession, wkt: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        session.apply("Redraw", ReviewChange(geometries={1: QgsGeometry.fromWkt(wkt)}))
    assert session.layer.undoStack().count() == 0
    assert session.layer.getFeature(1).geometry().area() == pytest.approx(64.0)


def test_a_polygon_that_is_gone_is_named(session: ReviewSession) -> None:
    with pytest.raises(InputError, match="polygon 99 is not there"):
        session.accept([1, 99])
    assert statuses(session.layer)[1] == "predicted"


def test_tools_of_qgis_are_heard_and_completed(session: ReviewSession) -> None:
    layer = session.layer
    layer.startEditing()
    layer.beginEditCommand("Moved vertex")
    layer.changeGeometry(2, QgsGeometry.fromWkt(square(500010, 3000000, 6)))
    layer.endEditCommand()

    assert layer.getFeature(2)["status"] == "corrected"
    assert layer.getFeature(2)["area_m2"] == pytest.approx(36.0, rel=2e-3)
    (entry,) = session.store.unsaved(session.id)
    assert entry.action == "Moved vertex"
    assert entry.changes[0].before.wkb != entry.changes[0].after.wkb
    session.undo()
    assert layer.getFeature(2)["status"] == "predicted"
    assert layer.getFeature(2).geometry().area() == pytest.approx(64.0)


def test_saving_settles_the_account(session: ReviewSession) -> None:
    session.accept([1])
    session.save()

    assert session.store.unsaved(session.id) == []
    session.accept([2])
    assert [entry.action for entry in session.store.unsaved(session.id)] == ["Accept"]


def test_discarding_settles_the_account(session: ReviewSession) -> None:
    session.accept([1])
    session.layer.rollBack()

    assert session.store.unsaved(session.id) == []


def test_a_new_command_in_the_place_of_an_undone_one_is_new(session: ReviewSession) -> None:
    session.accept([1])
    session.undo()
    session.reject([1])

    assert [entry.kind for entry in session.store.unsaved(session.id)] == [
        *("done", "undone", "done")
    ]


def test_a_closed_session_hears_nothing(session: ReviewSession) -> None:
    heard: list[object] = []
    session.recorded.connect(heard.append)
    session.recorder.recorded.connect(heard.append)
    session.close()

    session.layer.startEditing()
    session.layer.changeAttributeValue(1, 5, "accepted")
    assert heard == []
