"""The self-test finds networks that do not do what their card says."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import JobCancelled, ModelError
from sat_dl_plugin.contract.jobs import DescribeJob, SelfTestJob, job_from_params
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.self_test import generated_picture
from sat_dl_plugin.engine.run import run_job
from tests.engine.onnx_networks import CLASSES, Builder, brightness, unet, whole_picture


def examined(path: Path | str, reporter=None) -> dict:
    job = SelfTestJob(str(path), device="cpu")
    return run_job(job_from_params(job.verb, job.to_params()), reporter or SilentReporter())


def test_a_good_network_passes_and_is_measured(tmp_path: Path) -> None:
    result = examined(unet(tmp_path / "good.onnx"))

    assert result["name"] == "good"
    assert result["provider"] == "CPUExecutionProvider"
    assert result["tile_px"] == [512, 512]
    assert result["network_pixels"] % 512**2 == 0
    assert result["pixels_per_s"] == pytest.approx(result["network_pixels"] / result["seconds"])
    assert 0.0 <= result["seam"] < 1e-3


def test_the_bundled_network_passes() -> None:
    result = examined("urban")

    assert result["name"] == "urban"
    assert result["seam"] < 1e-3


def test_the_picture_is_always_the_same_and_in_the_range_of_the_card() -> None:
    scaling = Scaling(factor=1 / 255, mean=(0.5, 0.4), std=(0.2, 0.1))

    first, second = (generated_picture(scaling, 2, 96, 80) for _ in range(2))

    np.testing.assert_array_equal(first, second)
    assert first.shape == (2, 96, 80)
    assert first[0].min() >= -2.5
    assert first[0].max() <= 2.5
    assert first[1].max() <= 6.0
    assert first.std() > 0.3


def test_a_network_that_gives_no_numbers_fails(tmp_path: Path) -> None:
    builder = Builder()
    logarithm = builder.node("Log", builder.node("Neg", builder.conv("input", 3, 3)))
    path = builder.save(tmp_path / "nan.onnx", logarithm, ModelCard("nan", classes=CLASSES))

    with pytest.raises(ModelError, match="not numbers"):
        examined(path)


def test_values_that_are_no_probabilities_fail(tmp_path: Path) -> None:
    path = brightness(tmp_path / "loud.onnx", scaling=Scaling(factor=1.0), activation="none")

    with pytest.raises(ModelError, match="no probabilities") as caught:
        examined(path)
    assert "activation" in caught.value.todo


def test_a_card_that_claims_too_small_a_halo_fails(tmp_path: Path) -> None:
    """The graph does not bear it out, so the card's word counts, and the self-test finds out."""
    builder = Builder()
    far = builder.conv(builder.node("GlobalAveragePool", "input"), 3, 3, 1)
    near = builder.conv("input", 3, 3, 1)
    # The mean of the tile moves every answer.
    mixed = builder.node("Add", near, far)
    card = ModelCard("seams", classes=CLASSES, activation="sigmoid", halo_px=8)
    path = builder.save(tmp_path / "seams.onnx", mixed, card)

    with pytest.raises(ModelError, match="different tiles") as caught:
        examined(path)
    assert "8 px" in caught.value.why
    assert "halo_px" in caught.value.todo


def test_without_the_claim_nothing_is_compared(tmp_path: Path) -> None:
    result = examined(whole_picture(tmp_path / "whole.onnx", side=64))

    assert result["seam"] is None
    assert result["tile_px"] == [64, 64]


def test_an_unknown_model_is_said() -> None:
    with pytest.raises(ModelError, match="no model 'nothing'"):
        examined("nothing")


def test_a_cancel_is_heard(tmp_path: Path) -> None:
    path = unet(tmp_path / "good.onnx")
    asked = threading.Event()

    class Stopping(SilentReporter):
        def check_cancelled(self) -> None:
            asked.set()
            raise JobCancelled

    with pytest.raises(JobCancelled):
        examined(path, Stopping())
    assert asked.is_set()


def test_a_fixed_batch_and_size_are_respected(tmp_path: Path) -> None:
    path = brightness(
        tmp_path / "fixed.onnx",
        classes=(ClassCard(1, "bright"), ClassCard(2, "green"), ClassCard(3, "blue")),
        shape=(1, 3, 128, 160),
    )

    result = examined(path)

    assert result["tile_px"] == [128, 160]


def test_what_the_network_does_not_tell_can_be_stated_before_it_is_described(
    tmp_path: Path,
) -> None:
    builder = Builder()
    path = builder.save(tmp_path / "plain.onnx", builder.conv("input", 3, 3))

    described = run_job(
        DescribeJob(path, changes={"classes": ["field", "river", "road"], "gsd_m": 10.0}),
        SilentReporter(),
    )

    assert [entry["name"] for entry in described["card"]["classes"]] == ["field", "river", "road"]
    assert described["card"]["gsd_m"] == 10.0
    assert described["sources"]["gsd_m"] == "stated by the user"
    assert "classes" not in described["guessed"]
