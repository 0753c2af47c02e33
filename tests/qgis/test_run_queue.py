"""Runs in the background, with a fake worker: order, cancel, failure, layers and projects gone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsProcessingFeatureSourceDefinition,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError, ModelError
from sat_dl_plugin.tasks import rates, run_queue
from sat_dl_plugin.tasks.run_queue import RunQueue, RunRequest, RunState


def test_done_run_has_results_in_a_folder_of_its_own(
    queue, layer, results_folder, request_for, wait_until
):
    finished = []
    queue.run_finished.connect(finished.append)

    run = queue.add(request_for(layer))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.DONE, run.error
    assert finished == [run]
    assert run.folder.parent == results_folder
    assert run.folder.name.startswith("banepa_urban_20")
    assert {path.name for path in run.folder.iterdir()} >= {
        "polygons.gpkg",
        "classes.tif",
        "probabilities.tif",
    }
    assert run.results["OUTPUT"] == str(run.folder / "polygons.gpkg")
    assert [entry["name"] for entry in run.legend] == ["building", "road"]
    assert [row["objects"] for row in run.summary] == [1, 2]
    assert run.fraction == 1.0
    assert "fake info" in run.log


def test_destinations_that_are_given_or_not_wanted_are_kept(
    queue, layer, tmp_path, request_for, wait_until
):
    own = str(tmp_path / "own.gpkg")

    run = queue.add(request_for(layer, OUTPUT=own, PROBABILITIES=None))
    wait_until(lambda: run.is_over)

    assert run.results["OUTPUT"] == own
    assert "PROBABILITIES" not in run.results
    assert [path.name for path in run.folder.iterdir()] == ["classes.tif"]


def test_no_empty_folder_stays_where_all_files_go_elsewhere(
    queue, layer, tmp_path, request_for, wait_until
):
    own = str(tmp_path / "own.gpkg")

    run = queue.add(request_for(layer, OUTPUT=own, CLASSES=None, PROBABILITIES=None))
    wait_until(lambda: run.is_over)

    assert not run.folder.exists()
    assert run.output_folder == tmp_path


def test_two_runs_of_one_minute_do_not_share_a_folder(queue, layer, request_for, wait_until):
    first, second = queue.add(request_for(layer)), queue.add(request_for(layer))
    wait_until(lambda: first.is_over and second.is_over)

    assert first.folder != second.folder
    assert first.results["OUTPUT"] != second.results["OUTPUT"]


def test_one_at_a_time_in_order(queue, layer, workers, request_for, wait_until):
    workers.gate.clear()
    first, second = queue.add(request_for(layer)), queue.add(request_for(layer))
    ended = []
    queue.run_finished.connect(ended.append)

    wait_until(workers.busy.is_set)
    assert (first.state, second.state) == (RunState.RUNNING, RunState.WAITING)
    assert len(workers.jobs) == 1
    workers.gate.set()
    wait_until(lambda: second.is_over)

    assert ended == [first, second]


def test_progress_and_phase_arrive_while_it_runs(queue, layer, workers, request_for, wait_until):
    workers.gate.clear()
    run = queue.add(request_for(layer))

    wait_until(lambda: run.fraction == 0.5)

    assert run.phase == "Predicting"
    assert run.state is RunState.RUNNING
    assert run.elapsed_s > 0.0


def test_cancel_of_a_waiting_run_never_reaches_a_worker(
    queue, layer, workers, request_for, wait_until
):
    workers.gate.clear()
    first, second = queue.add(request_for(layer)), queue.add(request_for(layer))
    ended = []
    queue.run_finished.connect(ended.append)
    folder = second.folder

    queue.cancel(second)

    assert second.state is RunState.CANCELLED
    assert ended == [second]
    assert not folder.exists()
    workers.gate.set()
    wait_until(lambda: first.is_over)
    assert first.state is RunState.DONE
    assert len(workers.jobs) == 1


def test_cancel_of_a_running_run_lets_the_next_one_start(
    queue, layer, workers, request_for, wait_until
):
    workers.gate.clear()
    first, second = queue.add(request_for(layer)), queue.add(request_for(layer))
    wait_until(workers.busy.is_set)

    queue.cancel(first)
    assert first.stopping
    wait_until(lambda: first.is_over)
    workers.gate.set()
    wait_until(lambda: second.is_over)

    assert (first.state, second.state) == (RunState.CANCELLED, RunState.DONE)
    assert first.error is None
    assert not first.folder.exists()


def test_cancel_leaves_no_result_that_was_finished_before(
    queue, layer, workers, request_for, wait_until
):
    workers.gate.clear()
    run = queue.add(request_for(layer))
    wait_until(workers.busy.is_set)
    (run.folder / "classes.tif").write_bytes(b"finished before the polygons")

    queue.cancel(run)

    wait_until(lambda: run.is_over)
    wait_until(lambda: not run.folder.exists())


def test_cancel_in_the_task_bar_of_qgis(queue, layer, workers, request_for, wait_until):
    workers.gate.clear()
    run = queue.add(request_for(layer))
    wait_until(workers.busy.is_set)

    (task,) = QgsApplication.taskManager().activeTasks()
    assert task.description() == "Banepa · urban"
    task.cancel()
    wait_until(lambda: run.is_over)

    assert run.state is RunState.CANCELLED


def test_failed_run_keeps_the_three_parts(queue, layer, workers, request_for, wait_until):
    workers.error = ModelError("Network broken", "It has no end", "Import it again")

    run = queue.add(request_for(layer))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.FAILED
    assert isinstance(run.error, ModelError)
    assert (run.error.what, run.error.why, run.error.todo) == (
        "Network broken",
        "It has no end",
        "Import it again",
    )
    assert not run.folder.exists()


def test_defect_in_an_algorithm_is_a_failure_too(
    queue, layer, workers, monkeypatch, request_for, wait_until
):
    def defect(*_arguments):
        raise KeyError("legend")

    monkeypatch.setattr(
        "sat_dl_plugin.processing.segment_to_polygons.SegmentToPolygons.outputs", defect
    )
    run = queue.add(request_for(layer))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.FAILED
    assert "legend" in run.error.why
    assert any("Traceback" in line for line in run.log)


def test_request_that_cannot_be_prepared_fails_at_once_and_stops_nobody(
    queue, layer, workers, request_for, wait_until
):
    ended = []
    queue.run_finished.connect(ended.append)

    wrong = queue.add(request_for(layer, MODELS="no such model"))

    assert wrong.state is RunState.FAILED
    assert isinstance(wrong.error, InputError)
    assert "no such model" in wrong.error.what
    right = queue.add(request_for(layer))
    wait_until(lambda: right.is_over)
    assert ended == [wrong, right]


def test_unknown_algorithm(queue, layer):
    run = queue.add(RunRequest("satdl:nothing", {}, "Nothing", layer.id()))

    assert run.state is RunState.FAILED
    assert "satdl:nothing" in run.error.what


def test_layer_removed_while_waiting_and_running(queue, layer, workers, request_for, wait_until):
    workers.gate.clear()
    runs = [queue.add(request_for(layer)), queue.add(request_for(layer))]
    wait_until(workers.busy.is_set)

    QgsProject.instance().removeMapLayer(layer.id())
    workers.gate.set()
    wait_until(lambda: all(run.is_over for run in runs))

    assert [run.state for run in runs] == [RunState.DONE, RunState.DONE]
    assert not any(run.project_left for run in runs)


def test_project_closed_while_running(queue, layer, workers, request_for, wait_until):
    workers.gate.clear()
    run = queue.add(request_for(layer))
    wait_until(workers.busy.is_set)

    QgsProject.instance().clear()
    workers.gate.set()
    wait_until(lambda: run.is_over)

    assert run.state is RunState.DONE
    assert run.project_left


def test_close_cancels_everything(
    provider, workers, results_folder, layer, request_for, wait_until
):
    workers.gate.clear()
    queue = RunQueue()
    runs = [queue.add(request_for(layer)), queue.add(request_for(layer))]
    wait_until(workers.busy.is_set)

    queue.close()
    wait_until(lambda: all(run.is_over for run in runs))

    assert queue.runs == []
    assert [run.state for run in runs] == [RunState.CANCELLED, RunState.CANCELLED]
    assert len(workers.jobs) == 1


def test_forget_takes_only_what_is_over(queue, layer, workers, request_for, wait_until):
    workers.gate.clear()
    run = queue.add(request_for(layer))

    queue.forget(run)
    assert queue.runs == [run]
    workers.gate.set()
    wait_until(lambda: run.is_over)
    queue.forget(run)

    assert queue.runs == []


def test_layers_become_sources_in_what_can_be_repeated(
    queue, layer, raster, request_for, wait_until
):
    run = queue.add(request_for(layer))

    QgsProject.instance().removeMapLayer(layer.id())

    assert run.portable_parameters["INPUT"] == raster
    assert run.portable_parameters["OUTPUT"].endswith("polygons.gpkg")
    wait_until(lambda: run.is_over)


@pytest.fixture
def selection():
    """The second of two polygons of a layer in memory, as a parameter."""
    mask = QgsVectorLayer("Polygon?crs=EPSG:32645", "areas", "memory")
    for left in (500000, 500004):
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(left, 2999995, left + 3, 2999999)))
        mask.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(mask)
    mask.selectByIds([2])
    return QgsProcessingFeatureSourceDefinition(mask.id(), selectedFeaturesOnly=True)


def test_selected_polygons_in_memory_become_a_file(
    queue, layer, selection, request_for, wait_until
):
    run = queue.add(request_for(layer, MASK=selection))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.DONE, run.error
    kept = QgsVectorLayer(run.portable_parameters["MASK"], "kept", "ogr")
    assert Path(run.portable_parameters["MASK"]).parent == run.folder
    assert kept.featureCount() == 1


def test_failed_run_leaves_no_mask(queue, layer, selection, workers, request_for, wait_until):
    workers.error = ModelError("Network broken")

    run = queue.add(request_for(layer, MASK=selection))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.FAILED
    assert not run.folder.exists()


def test_speed_is_learned_from_what_was_seen_of_the_network(
    queue, layer, monkeypatch, request_for, wait_until
):
    learned = []
    monkeypatch.setattr(run_queue, "learn_rate", lambda *what: learned.append(what))

    request = replace(request_for(layer), network_pixels=1e6, output_pixels=4e5, rate_key="urban")
    run = queue.add(request)
    wait_until(lambda: run.is_over)

    # The fake network tells of a quarter and of a half; the first quarter includes its start.
    (key, pixels, seconds), (end_key, end_pixels, end_seconds) = learned
    assert (key, pixels) == ("urban", 5e5)
    assert (end_key, end_pixels) == ("finishing/satdl_segmenttopolygons", 4e5)
    assert seconds > 0.0
    assert end_seconds >= 0.0
    assert seconds + end_seconds < run.elapsed_s


def test_what_is_known_of_the_speed_gives_the_time_before_the_first_progress(
    queue, layer, workers, monkeypatch, request_for
):
    monkeypatch.setattr(
        rates, "network_rate", {"urban": 1e4, "finishing/satdl_segmenttopolygons": 1e5}.get
    )
    workers.gate.clear()
    request = replace(request_for(layer), network_pixels=1e6, output_pixels=2e6, rate_key="urban")

    run = queue.add(request)

    assert run.remaining_s == pytest.approx(100.0 + 20.0, abs=1.0)


def test_details_of_a_training_are_kept_and_told(queue, training_request, wait_until):
    told = []

    run = queue.add(training_request)
    run.detail_told.connect(lambda *detail: told.append(detail))
    wait_until(lambda: run.is_over)

    assert run.state is RunState.DONE, run.error
    assert [kind for kind, _values in told] == ["training", "epoch", "epoch"]
    assert run.details == told
    assert told[2][1]["iou"] == {"building": 0.6, "road": 0.4}


def test_a_training_that_is_told_to_finish_ends_well(
    queue, training_request, workers, wait_until, tmp_path
):
    workers.gate.clear()
    run = queue.add(training_request)
    wait_until(workers.busy.is_set)

    run.finish()

    assert run.finishing
    wait_until(lambda: run.is_over)
    assert run.state is RunState.DONE, run.error
    assert not run.finishing
    assert (tmp_path / "models" / "mine.onnx").is_file()


def test_a_run_that_waits_cannot_finish(queue, layer, workers, request_for, training_request):
    workers.gate.clear()
    queue.add(request_for(layer))
    waiting = queue.add(training_request)

    waiting.finish()

    assert not waiting.finishing


def test_labels_become_a_source_in_what_can_be_repeated(queue, training_request, tmp_path):
    run = queue.add(training_request)

    assert run.portable_parameters["LABELS"] == str(tmp_path / "truth.gpkg")
