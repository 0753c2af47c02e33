"""Who gets which worker."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsApplication

from sat_dl_plugin.bridge import shared_worker
from sat_dl_plugin.bridge.runtime import find_runtime
from sat_dl_plugin.contract.errors import RuntimeSetupError
from sat_dl_plugin.contract.jobs import DescribeJob
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.processing import workers as workers_module
from sat_dl_plugin.processing.engine_algorithm import EngineAlgorithm
from sat_dl_plugin.processing.workers import RuntimeWorkers, shared_workers


class FakeShared:
    """Stands for a `SharedWorker`; what it lends is itself."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def open(self, setup: Any, idle_s: float) -> Any:
        return nullcontext((self, setup.python))

    def release(self) -> None:
        self.told.append("release")

    def close(self) -> None:
        self.told.append("close")


@pytest.fixture
def installed(qgis_app: QgsApplication, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Kind of runtime -> interpreter; a test fills it."""
    found: dict[str, Path] = {}
    monkeypatch.setattr(workers_module, "_runtime", found.get)
    monkeypatch.setattr(shared_worker, "SharedWorker", FakeShared)
    return found


def lent(opened: Any) -> Any:
    with opened as worker:
        return worker


def test_every_kind_and_the_preview_have_a_worker_of_their_own(installed):
    installed.update(infer=Path("small"), full=Path("large"))
    workers = RuntimeWorkers()

    run, again, training, preview = (
        lent(opened)
        for opened in (
            workers.open(),
            workers.open("infer"),
            workers.open("full"),
            workers.open_preview(),
        )
    )

    assert run == again
    assert len({run[0], training[0], preview[0]}) == 3
    assert [worker[1] for worker in (run, training, preview)] == [
        Path("small"),
        Path("large"),
        Path("small"),
    ]


def test_releasing_and_closing_reach_all_of_them(installed):
    installed.update(infer=Path("small"))
    workers = RuntimeWorkers()
    opened = [lent(workers.open())[0], lent(workers.open_preview())[0]]

    workers.release()
    workers.close()

    assert [shared.told for shared in opened] == [["release", "close"]] * 2


@pytest.mark.parametrize(("kind", "words"), [("infer", "Set up the runtime"), ("full", "training")])
def test_what_is_missing_is_told_with_what_to_do(installed, kind, words):
    workers = RuntimeWorkers()

    assert words in workers.missing(kind)
    with pytest.raises(RuntimeSetupError, match=words):
        workers.open(kind)


def test_nothing_is_missing_where_there_is_a_runtime(installed):
    installed.update(infer=Path("small"))

    assert RuntimeWorkers().missing() == ""
    assert RuntimeWorkers().missing("full") != ""


def test_without_a_runtime_there_is_no_preview(installed):
    with pytest.raises(RuntimeSetupError):
        RuntimeWorkers().open_preview()


def test_algorithms_use_the_shared_ones():
    assert EngineAlgorithm.workers is shared_workers()


def test_an_algorithm_asks_for_the_runtime_it_needs(
    provider, workers, raster, context, feedback, tmp_path, monkeypatch
):
    monkeypatch.setattr(EngineAlgorithm, "runtime_kind", "full")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("satdl:segment")

    algorithm.canExecute()
    algorithm.run(
        {"INPUT": raster, "MODELS": "urban", "OUTPUT": str(tmp_path / "c.tif")}, context, feedback
    )

    assert workers.kinds == ["full", "full"]


@pytest.mark.skipif(find_runtime() is None, reason="no runtime is set up")
def test_a_real_worker_stays_until_it_is_released(qgis_app):
    workers = RuntimeWorkers()
    job = DescribeJob(str(shipped("models") / "urban.onnx"))
    with workers.open() as worker:
        worker.run(job, SilentReporter())
        pid = worker.pid

    with workers.open() as worker:
        assert worker.pid == pid
        worker.run(job, SilentReporter())
        assert worker.pid == pid

    workers.close()
    with workers.open() as worker:
        assert worker.pid is None
