"""Networks stay open from one job of a worker to the next, and nothing else changes."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import InputError, JobCancelled
from sat_dl_plugin.contract.jobs import SegmentJob
from sat_dl_plugin.contract.limits import MEMORY_VARIABLE, THREADS_VARIABLE
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models import opened
from sat_dl_plugin.engine.models.network import FakeNetwork, OnnxNetwork
from sat_dl_plugin.engine.models.open_model import OpenModel
from sat_dl_plugin.engine.models.opened import forget_networks, keep_networks, opened_networks
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.segment import memory
from sat_dl_plugin.engine.segment.job import run_segment
from sat_dl_plugin.engine.segment.memory import MemoryLadder, memory_budget_bytes
from sat_dl_plugin.engine.segment.planning import make_members, make_plan
from tests.engine import onnx_networks
from tests.engine.test_segment_exact import GSD, write_scene

GIGABYTE = 1024**3


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep networks, as a worker does."""
    monkeypatch.setattr(opened, "_kept", opened._KeptNetworks())
    keep_networks()


@pytest.fixture
def model(tmp_path: Path) -> str:
    return onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)


@pytest.fixture
def scene(tmp_path: Path) -> str:
    return write_scene(tmp_path / "scene.tif", 120, 140)[0]


def open_and_close(*models: str, device: str = "cpu") -> list[OnnxNetwork]:
    with opened_networks(models, None, device) as networks:
        return list(networks)


class RecordingReporter(SilentReporter):
    def __init__(self) -> None:
        self.lines: list[str] = []

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append(f"{level}: {text}")


def predict(scene: str, model: str, target: Path) -> tuple[np.ndarray, np.ndarray, list[str]]:
    job = SegmentJob(
        input=scene, models=(model,), output=f"{target}.tif", probabilities=f"{target}_p.tif"
    )
    reporter = RecordingReporter()
    run_segment(job, reporter)
    with rasterio.open(job.output) as classes, rasterio.open(job.probabilities) as probabilities:
        return classes.read(), probabilities.read(), reporter.lines


def test_the_next_job_gets_the_open_network(keeping: None, model: str) -> None:
    assert open_and_close(model)[0] is open_and_close(model)[0]


def test_a_process_that_did_not_ask_keeps_nothing(model: str) -> None:
    assert open_and_close(model)[0] is not open_and_close(model)[0]
    assert opened._kept.networks == {}


def test_results_and_messages_are_those_of_a_fresh_network(
    keeping: None, scene: str, model: str, tmp_path: Path
) -> None:
    first = predict(scene, model, tmp_path / "first")
    second = predict(scene, model, tmp_path / "second")
    forget_networks()
    fresh = predict(scene, model, tmp_path / "fresh")

    for result in (second, fresh):
        np.testing.assert_array_equal(result[0], first[0])
        np.testing.assert_array_equal(result[1], first[1])
        assert result[2] == first[2]
    assert first[0].any()


def test_only_the_networks_of_the_last_job_are_kept(
    keeping: None, model: str, tmp_path: Path
) -> None:
    other = onnx_networks.brightness(tmp_path / "other.onnx")
    first, second = open_and_close(model, other)

    assert open_and_close(other) == [second]
    assert list(opened._kept.networks.values()) == [second]
    assert open_and_close(model) != [first]


def test_the_same_network_twice_is_opened_once(keeping: None, model: str) -> None:
    one, two = open_and_close(model, model)

    assert one is two


def test_another_device_or_number_of_threads_opens_anew(
    keeping: None, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = open_and_close(model)
    on_any = open_and_close(model, device="auto")
    monkeypatch.setenv(THREADS_VARIABLE, "1")
    in_one_thread = open_and_close(model, device="auto")

    assert first != on_any
    assert on_any != in_one_thread
    assert in_one_thread[0]._session.get_session_options().intra_op_num_threads == 1


def test_a_changed_network_is_opened_anew(keeping: None, model: str) -> None:
    first = open_and_close(model)
    onnx_networks.unet(Path(model), gsd_m=2 * GSD)
    os.utime(model, ns=(0, 1))

    second = open_and_close(model)

    assert second != first
    assert second[0].card.gsd_m == 2 * GSD


def test_a_changed_card_beside_is_read(keeping: None, simple_network, tmp_path: Path) -> None:
    path = simple_network("bare", classes=2)
    assert open_and_close(str(path))[0].card.gsd_m is None

    (tmp_path / "bare.json").write_text('{"name": "bare", "gsd_m": 3.0, "bands": ["a","b","c"]}')

    assert open_and_close(str(path))[0].card.gsd_m == 3.0


def test_a_cancelled_network_works_again(
    keeping: None, scene: str, model: str, tmp_path: Path
) -> None:
    before = predict(scene, model, tmp_path / "before")
    with pytest.raises(JobCancelled), opened_networks([model], None, "auto") as (network,):
        network.stop()
        network.predict(np.zeros((1, 3, 64, 64), np.float32))

    after = predict(scene, model, tmp_path / "after")

    assert list(opened._kept.networks.values()) == [network]
    np.testing.assert_array_equal(after[1], before[1])


def test_after_a_failure_nothing_is_kept(keeping: None, model: str) -> None:
    with pytest.raises(InputError), opened_networks([model], None, "cpu"):
        raise InputError("No raster")

    assert opened._kept.networks == {}


def test_a_job_that_ran_out_of_memory_leaves_nothing(keeping: None, scene: str, model: str) -> None:
    open_and_close(model)
    card = ModelCard(name="fake", classes=onnx_networks.CLASSES[1:], halo_px=8, stride_px=8)
    small = FakeNetwork(card, memory_limit_px=10_000)
    with RasterSource(scene) as source:
        members = make_members(
            source, [OpenModel.of_network(small)], {}, "fast", 0, SilentReporter()
        )
        out = make_plan(members, source.grid.window, 0).windows[0]
        ladder = MemoryLadder(source, SilentReporter())
        ladder.infer(members[0], members[0].prepare(source, out), lambda _: None)

    assert ladder.steps
    assert opened._kept.networks == {}


@pytest.mark.parametrize(
    ("free_gb", "limit_gb", "expected_gb"),
    [(100, 0, 40.0), (100, 2, 2 - 300 / 1024), (2, 100, 0.8), (100, 0.01, 0.125)],
)
def test_tiles_heed_the_limit_of_memory(
    free_gb: float, limit_gb: float, expected_gb: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_free_bytes", lambda: int(free_gb * GIGABYTE))
    monkeypatch.setenv(MEMORY_VARIABLE, str(int(limit_gb * GIGABYTE)))

    assert memory_budget_bytes() / GIGABYTE == pytest.approx(expected_gb)
