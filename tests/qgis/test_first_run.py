"""The first run of a model begins with its self-test; later ones do not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Any

import pytest
from qgis.core import QgsSettings

from sat_dl_plugin.contract.errors import JobCancelled, ModelError, WorkerDiedError
from sat_dl_plugin.contract.jobs import SelfTestJob
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.run_feedback import RunFeedback
from sat_dl_plugin.tasks import first_run, run_task, self_tests


class Engine:
    """A worker that only knows the self-test."""

    def __init__(self) -> None:
        self.tested: list[SelfTestJob] = []
        self.error: Exception | None = None

    @contextmanager
    def open(self, kind: str = "infer"):
        yield self

    def run(self, job, reporter) -> dict[str, Any]:
        self.tested.append(job)
        reporter.progress(0.5, "Measuring how fast it is")
        reporter.check_cancelled()
        if self.error is not None:
            raise self.error
        return {"pixels_per_s": 2e6, "provider": "CPUExecutionProvider"}


@pytest.fixture
def engine(monkeypatch, qgis_app) -> Engine:
    fake = Engine()
    monkeypatch.setattr(EngineAlgorithm, "workers", fake)
    monkeypatch.setattr(first_run, "needs_self_test", self_tests.needs_self_test)
    QgsSettings().remove("sat_dl/self_tests")
    return fake


def test_every_model_is_tried_once(engine):
    feedback = RunFeedback()
    phases = []
    feedback.phase_changed.connect(phases.append)

    first_run.try_new_models({"MODELS": "urban; fields", "DEVICE": "cpu"}, feedback)
    first_run.try_new_models({"MODELS": ["urban"]}, feedback)

    assert [(job.model, job.device) for job in engine.tested] == [
        ("urban", "cpu"),
        ("fields", "cpu"),
    ]
    assert phases == ["Testing urban on a small image", "Testing fields on a small image"]
    assert feedback.progress() == 0


def test_runs_without_models_try_nothing(engine):
    first_run.try_new_models({"INPUT": "x"}, RunFeedback())
    first_run.try_new_models({"MODELS": "no such model"}, RunFeedback())

    assert engine.tested == []


def test_a_failure_stops_this_run_and_no_later_one(engine):
    engine.error = ModelError("It gives no numbers", "Its weights", "Export it again")

    with pytest.raises(ModelError):
        first_run.try_new_models({"MODELS": "urban"}, RunFeedback())
    first_run.try_new_models({"MODELS": "urban"}, RunFeedback())

    assert len(engine.tested) == 1


def test_trouble_of_the_machine_is_told_and_the_run_goes_on(engine):
    engine.error = WorkerDiedError("The worker ended")
    feedback = RunFeedback()
    lines = []
    feedback.line_told.connect(lambda text, level: lines.append((text, level)))

    first_run.try_new_models({"MODELS": "urban"}, feedback)

    assert lines == [("The worker ended.", "warning")]
    assert self_tests.needs_self_test("urban")


def test_a_cancel_is_heard(engine):
    feedback = RunFeedback()
    feedback.cancel()

    with pytest.raises(JobCancelled):
        first_run.try_new_models({"MODELS": "urban"}, feedback)
    assert self_tests.needs_self_test("urban")


class Algorithm:
    """The part of an algorithm that a task runs."""

    def __init__(self) -> None:
        self.ran = False

    def runPrepared(self, parameters, context, feedback) -> dict[str, Any]:
        self.ran = True
        return {}


@pytest.mark.parametrize("works", [True, False])
def test_a_run_starts_after_the_test_and_not_at_all_when_it_fails(engine, works):
    error = ModelError("It gives no numbers")
    engine.error = None if works else error
    algorithm = Algorithm()
    task = run_task.RunTask("urban", algorithm, {"MODELS": "urban"})

    assert task.run() == works

    assert algorithm.ran == works
    assert task.feedback.error is (None if works else error)
