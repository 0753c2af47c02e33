"""What can go wrong with a review layer under one's hands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsGeometry, QgsProject, QgsVectorLayer

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.review.changes import ReviewChange
from sat_dl_plugin.review.geopackage_store import SPARE_ENDING
from sat_dl_plugin.review.queue import ReviewQueue
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import end, review_layer, square, write_predictions


@pytest.fixture
def path(qgis_app: object, tmp_path: Path) -> Path:
    return Path(write_predictions(tmp_path / "review.gpkg"))


@pytest.fixture
def session(path: Path) -> Iterator[ReviewSession]:
    made = ReviewSession(review_layer(str(path)))
    yield made
    end(made)


def delete_field(session: ReviewSession, name: str) -> None:
    session.layer.startEditing()
    session.layer.deleteAttribute(session.layer.fields().indexFromName(name))


@pytest.mark.parametrize("name", ["confidence", "area_m2", "class_name", "model"])
def test_most_fields_can_be_missing(session: ReviewSession, name: str) -> None:
    delete_field(session, name)
    session.accept([1])
    session.set_class([2], 5)
    session.apply(
        "Redraw", ReviewChange(geometries={3: QgsGeometry.fromWkt(square(500020, 3000000, 4))})
    )
    session.save()

    assert [session.layer.getFeature(fid)["status"] for fid in (1, 2, 3)] == [
        *("accepted", "corrected", "corrected")
    ]


def test_a_queue_without_confidence_and_area(path: Path, tmp_path, wait_until: Callable) -> None:
    without = ("confidence", "area_m2", "class_name")
    session = ReviewSession(
        review_layer(write_predictions(tmp_path / "less.gpkg", without=without))
    )
    queue = ReviewQueue(session)
    wait_until(lambda: queue.is_ready)

    assert queue.waiting() == [1, 2, 3, 4, 5, 6]
    queue.close()
    end(session)


def test_a_deleted_status_is_named(session: ReviewSession) -> None:
    delete_field(session, "status")
    with pytest.raises(InputError, match="no field “status”"):
        session.accept([1])


def test_a_layer_without_its_fields_is_not_begun(path: Path, tmp_path: Path) -> None:
    layer = QgsVectorLayer(write_predictions(tmp_path / "less.gpkg", without=("class_id",)))
    with pytest.raises(InputError, match="no field “class_id”"):
        ReviewSession(layer)


def test_a_layer_of_another_format_is_refused(qgis_app: object) -> None:
    layer = QgsVectorLayer("Polygon?field=class_id:integer&field=status:string", "m", "memory")
    with pytest.raises(InputError, match="Make a review layer"):
        ReviewSession(layer)


def test_a_write_protected_layer_says_so(session: ReviewSession) -> None:
    session.layer.setReadOnly(True)
    with pytest.raises(OutputError, match="write-protected"):
        session.accept([1])
    assert session.store.unsaved(session.id) == []


def test_a_moved_file_is_told_and_nothing_is_made_in_its_place(
    session: ReviewSession, path: Path
) -> None:
    told: list[Exception] = []
    session.failed.connect(told.append)
    session.accept([1])
    for file in path.parent.glob("review.gpkg*"):
        file.rename(file.with_name(file.name.replace("review", "elsewhere")))
    session.accept([2])

    assert "not there any more" in str(told[0])
    assert not path.exists()
    # Back again, what could not be written is written after all.
    for file in path.parent.glob("elsewhere.gpkg*"):
        file.rename(file.with_name(file.name.replace("elsewhere", "review")))
    session.accept([3])
    assert len(session.store.unsaved(session.id)) == 3


def test_a_locked_geopackage_takes_the_journal_later(session: ReviewSession, path: Path) -> None:
    told: list[Exception] = []
    session.failed.connect(told.append)
    session.accept([1])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    session.accept([2])
    spare = path.with_name(path.name + SPARE_ENDING)
    assert spare.exists()
    assert len(session.store.unsaved(session.id)) == 2
    other.execute("ROLLBACK")
    other.close()
    session.accept([3])

    assert told == []
    assert not spare.exists()
    steps = session.store.unsaved(session.id)
    assert [change.feature for step in steps for change in step.changes] == ["1", "2", "3"]


def test_a_project_that_edits_in_transactions_is_told(path: Path) -> None:
    project = QgsProject.instance()
    layer = review_layer(str(path))
    project.addMapLayer(layer)
    project.setTransactionMode(Qgis.TransactionMode.AutomaticGroups)
    session = ReviewSession(layer)
    with pytest.raises(OutputError, match="Local edit buffer"):
        session.accept([1])
    project.setTransactionMode(Qgis.TransactionMode.Disabled)
    session.accept([1])

    assert len(session.store.unsaved(session.id)) == 1
    end(session)
    project.clear()


def test_a_layer_deleted_in_the_middle(session: ReviewSession, path: Path) -> None:
    session.layer.deleteFeature(1)  # Nothing happens: it is not in edit mode.
    session.start_editing()
    session.layer.deleteFeature(1)
    with pytest.raises(InputError, match="polygon 1 is not there"):
        session.accept([1])


def test_a_geometry_that_is_missing_does_no_harm(session: ReviewSession, wait_until) -> None:
    session.start_editing()
    session.layer.changeGeometry(1, QgsGeometry())
    queue = ReviewQueue(session)
    wait_until(lambda: queue.is_ready)

    assert queue.go_next()
    session.reject([session.current_id])
    queue.close()
