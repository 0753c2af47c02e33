"""A QGIS that is killed while a layer is reviewed loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from osgeo import ogr
from qgis.core import QgsFeature, QgsVectorLayer

from sat_dl_plugin.review.recovery import LostWork, find_lost_work, forget, recover
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import end, review_layer, write_predictions

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def left_behind(qgis_app: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a layer whose reviewer was killed after six unsaved steps, one undone."""
    folder = tmp_path_factory.mktemp("killed")
    path = write_predictions(folder / "review.gpkg")
    done = subprocess.run(
        [sys.executable, "-m", "tests.qgis.review_killed", path],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return folder


@pytest.fixture
def killed(left_behind: Path, tmp_path: Path) -> str:
    """The layer of `left_behind`, with the logs that SQLite left, too."""
    for file in left_behind.iterdir():
        shutil.copy(file, tmp_path)
    return str(tmp_path / "review.gpkg")


@pytest.fixture
def session(killed: str) -> Iterator[ReviewSession]:
    made = ReviewSession(review_layer(killed))
    yield made
    end(made)


def the_lost_work(session: ReviewSession) -> LostWork:
    (lost,) = find_lost_work(session)
    return lost


def by_id(layer: QgsVectorLayer) -> dict[int, QgsFeature]:
    return {feature.id(): feature for feature in layer.getFeatures()}


def test_what_was_saved_is_not_offered(session: ReviewSession) -> None:
    lost = the_lost_work(session)

    assert lost.who == "Maya"
    assert [step.action for step in lost.steps] == [
        *("Reject", "Add", "Change the class", "Merge", "Moved vertex")
    ]


def test_everything_is_done_again(session: ReviewSession) -> None:
    recovered = recover(session, the_lost_work(session))

    assert (recovered.steps, recovered.conflicts) == (5, ())
    now = by_id(session.layer)
    (added,) = [fid for fid in now if fid < 0]
    assert {fid: feature["status"] for fid, feature in now.items()} == {
        1: "accepted",
        2: "rejected",
        3: "predicted",
        4: "corrected",
        6: "corrected",
        added: "added",
    }
    assert (now[added]["class_id"], now[added]["class_name"]) == (5, "tree")
    assert now[4].geometry().equals(now[added].geometry())
    assert now[6].geometry().area() == pytest.approx(36.0)
    assert find_lost_work(session) == []


def test_recovered_steps_can_be_undone_one_by_one(session: ReviewSession) -> None:
    recover(session, the_lost_work(session))

    assert session.layer.undoStack().count() == 5
    session.undo()
    assert by_id(session.layer)[6].geometry().area() == pytest.approx(64.0)
    session.layer.undoStack().setIndex(0)
    assert {feature["status"] for feature in session.layer.getFeatures()} == {
        *("accepted", "predicted")
    }


def test_what_was_recovered_can_be_saved(session: ReviewSession) -> None:
    recover(session, the_lost_work(session))
    session.save()

    stored = {feature["status"] for feature in session.layer.dataProvider().getFeatures()}
    assert stored == {"accepted", "rejected", "predicted", "corrected", "added"}
    assert session.store.unsaved(session.id) == []


def test_recovered_steps_outlive_a_second_end(session: ReviewSession, killed: str) -> None:
    recover(session, the_lost_work(session))

    steps = session.store.unsaved(session.id)
    assert [step.action for step in steps] == [
        *("Reject", "Add", "Change the class", "Merge", "Moved vertex")
    ]


def test_what_somebody_changed_meanwhile_is_left_alone(session: ReviewSession, killed: str) -> None:
    source = ogr.Open(killed, 1)
    table = source.GetLayer(0)
    feature = table.GetFeature(2)
    feature["status"] = "accepted"
    table.SetFeature(feature)
    table.DeleteFeature(6)
    source = None
    session.layer.reload()
    recovered = recover(session, the_lost_work(session))

    assert recovered.conflicts == ("2", "6")
    assert by_id(session.layer)[2]["status"] == "accepted"


def test_lost_work_can_be_left(session: ReviewSession) -> None:
    forget(session, the_lost_work(session))

    assert find_lost_work(session) == []
    assert session.layer.undoStack().count() == 0


def test_a_session_at_work_is_not_lost(session: ReviewSession) -> None:
    other = ReviewSession(review_layer(session.layer.source()))
    other.accept([3])

    assert [mark.session for mark in session.presence.others()] == [other.id]
    assert [lost.who for lost in find_lost_work(session)] == ["Maya"]
    end(other)
