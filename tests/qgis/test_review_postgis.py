"""A review layer in a real PostGIS: made, reviewed by two, killed, updated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis import processing
from qgis.core import (
    QgsProcessingException,
    QgsProject,
    QgsProviderRegistry,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.review.disagreement_table import DisagreementTable
from sat_dl_plugin.review.queue import ReviewQueue
from sat_dl_plugin.review.recovery import find_lost_work, recover
from sat_dl_plugin.review.schema import FIELDS, legend_of_layer
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.postgis_server import PostgisServer
from tests.qgis.review_layers import end, write_predictions

ROOT = Path(__file__).parents[2]
CONNECTION = "satdl test"


@pytest.fixture(scope="module")
def server(qgis_app: object) -> Iterator[PostgisServer]:
    made = PostgisServer()
    made.sql("CREATE EXTENSION postgis")
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    connection = metadata.createConnection(made.source(), {"saveUsername": True})
    metadata.saveConnection(connection, CONNECTION)
    yield made
    metadata.deleteConnection(CONNECTION)
    made.close()


@pytest.fixture
def schema(server: PostgisServer) -> Iterator[str]:
    """A schema with a name that has to be quoted."""
    name = "The maps"
    server.sql(f'CREATE SCHEMA "{name}"')
    yield name
    server.sql(f'DROP SCHEMA "{name}" CASCADE')


@pytest.fixture
def predicted(tmp_path: Path) -> str:
    return write_predictions(tmp_path / "predicted.gpkg")


@pytest.fixture
def made(schema: str, predicted: str, provider: object, context, feedback) -> str:
    """The source of a review layer with six polygons."""
    return make(context, feedback, INPUT=predicted, SCHEMA=schema)["OUTPUT"]


def make(context: Any, feedback: Any, **parameters: Any) -> dict[str, Any]:
    return processing.run(
        "satdl:reviewlayer",
        {"DATABASE": CONNECTION, "TABLE": "streets", **parameters},
        context=context,
        feedback=feedback,
    )


def opened(source: str) -> QgsVectorLayer:
    layer = QgsVectorLayer(source.removeprefix("postgres://"), "streets", "postgres")
    assert layer.isValid()
    return layer


@pytest.fixture
def session(made: str) -> Iterator[ReviewSession]:
    begun = ReviewSession(opened(made), "Maya O'Neil")
    yield begun
    end(begun)


def test_it_has_fields_style_and_classes(made: str) -> None:
    layer = opened(made)

    assert layer.featureCount() == 6
    assert layer.fields().names() == ["fid", *FIELDS]
    assert [entry.name for entry in legend_of_layer(layer)] == ["building", "road", "tree"]
    assert layer.renderer().type() == "categorizedSymbol"


def test_a_table_is_never_replaced(made: str, schema, predicted, context, feedback) -> None:
    with pytest.raises(QgsProcessingException, match="exists already"):
        make(context, feedback, INPUT=predicted, SCHEMA=schema)


def test_an_unknown_connection_is_refused(predicted, provider, context, feedback) -> None:
    with pytest.raises(QgsProcessingException, match="cannot be opened"):
        make(context, feedback, INPUT=predicted, DATABASE="nowhere")


def test_steps_are_in_the_journal_at_once(session: ReviewSession, server, schema) -> None:
    session.reject([4])
    session.undo()

    first, second = session.store.unsaved(session.id)
    assert [first.kind, second.kind] == ["done", "undone"]
    assert first.who == "Maya O'Neil"
    assert first.changes[0].before.attributes["status"] == "predicted"
    assert first.changes[0].after.attributes["status"] == "rejected"
    count = server.sql(f'SELECT count(*) FROM "{schema}".satdl_journal')  # noqa: S608
    assert count.strip() == "2"


def test_saving_settles_the_account(session: ReviewSession, made: str) -> None:
    session.accept([1, 2])
    session.save()

    assert session.store.unsaved(session.id) == []
    stored = [feature["status"] for feature in opened(made).getFeatures()]
    assert sorted(stored) == ["accepted"] * 2 + ["predicted"] * 4


def test_outlines_survive_the_journal(session: ReviewSession, made: str) -> None:
    outline = session.layer.getFeature(1).geometry().buffer(1.0, 4)
    outline.convertToMultiType()
    session.start_editing()
    with session.command("Vertex tool"):
        session.layer.changeGeometry(1, outline)
        session.layer.deleteFeature(2)

    (entry,) = session.store.unsaved(session.id)
    changed, removed = entry.changes
    assert changed.after.wkb == bytes(outline.asWkb())
    assert removed.after is None


def test_two_reviewers_never_get_the_same(made: str, wait_until: Callable) -> None:
    queues = [ReviewQueue(ReviewSession(opened(made))) for _number in range(2)]
    wait_until(lambda: all(queue.is_ready for queue in queues))
    seen: list[int] = []
    for _round in range(3):
        for queue in queues:
            assert queue.go_next()
            seen.append(queue.session.current_id)
            queue.session.accept([seen[-1]])
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]

    first, second = queues
    first.go_to(3)
    with pytest.raises(InputError, match="Somebody else"):
        second.go_to(3)
    for queue in queues:
        queue.close()
        end(queue.session)


def test_a_killed_session_is_recovered(made: str, predicted: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.qgis.review_killed", made, "postgres"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    session = ReviewSession(opened(made))
    (lost,) = find_lost_work(session)
    recovered = recover(session, lost)

    assert (recovered.steps, recovered.conflicts) == (5, ())
    statuses = {each.id(): each["status"] for each in session.layer.getFeatures()}
    assert {fid: status for fid, status in statuses.items() if fid > 0} == {
        1: "accepted",
        2: "rejected",
        3: "predicted",
        4: "corrected",
        6: "corrected",
    }
    session.save()
    end(session)


def test_predictions_are_updated(session: ReviewSession, predicted, context, feedback) -> None:
    session.accept([1])
    session.set_class([2], 1)
    session.save()
    QgsProject.instance().addMapLayer(session.layer, addToLegend=False)
    result = processing.run(
        "satdl:updatereview",
        {"REVIEW": session.layer.id(), "INPUT": predicted},
        context=context,
        feedback=feedback,
    )
    QgsProject.instance().takeMapLayer(session.layer)

    assert (result["ADDED"], result["REMOVED"], result["DISAGREEMENTS"]) == (4, 4, 1)
    (found,) = DisagreementTable(session.layer).unsettled()
    assert (found.feature, found.kind, found.class_name) == (2, "class", "road")


def test_a_reader_is_told_that_the_journal_cannot_be_written(made, server, schema) -> None:
    server.sql(f'CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA "{schema}" TO reader')
    server.sql(f'GRANT SELECT ON "{schema}".streets TO reader')
    layer = opened(made.replace("user='tester'", "user='reader'"))
    with pytest.raises(OutputError, match="permission denied"):
        ReviewSession(layer)
    server.sql("DROP OWNED BY reader; DROP ROLE reader")
