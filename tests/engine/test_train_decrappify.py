from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

torch = pytest.importorskip("torch")

from sat_dl_plugin.contract.errors import (  # noqa: E402
    DeviceMemoryError,
    InputError,
    JobCancelled,
    ModelError,
    OutputError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import (  # noqa: E402
    DecrappifyJob,
    TrainDecrappifyJob,
    job_from_params,
)
from sat_dl_plugin.contract.reporting import SilentReporter  # noqa: E402
from sat_dl_plugin.engine.models.card_sources import resolve_card  # noqa: E402
from sat_dl_plugin.engine.raster.source import RasterSource  # noqa: E402
from sat_dl_plugin.engine.run import run_job  # noqa: E402
from sat_dl_plugin.engine.train import decrappify_job, sharp_reading  # noqa: E402
from sat_dl_plugin.engine.train.decrappify import EnhancementTrainer  # noqa: E402
from sat_dl_plugin.engine.train.enhancer import EnhancementNetwork  # noqa: E402
from sat_dl_plugin.engine.train.enhancer_export import write_enhancer  # noqa: E402
from sat_dl_plugin.engine.train.enhancer_start import network_like  # noqa: E402
from sat_dl_plugin.engine.train.enhancers import build_card  # noqa: E402
from tests.engine.test_train_enhancement import perceptual_weights  # noqa: E402


class Listener(SilentReporter):
    """Keeps what is told, and cancels or ends after a number of questions."""

    def __init__(self, cancel_after: int = 0, finish_after: int = 0) -> None:
        self.lines: list[str] = []
        self.fractions: list[float] = []
        self.asked = 0
        self.steps = 0
        self._cancel_after = cancel_after
        self._finish_after = finish_after

    def progress(self, fraction: float, phase: str) -> None:
        self.fractions.append(fraction)
        self.training = phase == "Training"

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append(text)

    def check_cancelled(self) -> None:
        self.steps += any("Training on" in line for line in self.lines)
        if self._cancel_after and self.steps > self._cancel_after:
            raise JobCancelled

    def wants_to_finish(self) -> bool:
        self.asked += 1
        return bool(self._finish_after) and self.asked > self._finish_after

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def town(side: int = 200) -> np.ndarray:
    """Return roofs and streets, (3, side, side), 0 to 1."""
    rng = np.random.default_rng(7)
    blocks = rng.random((3, side // 8 + 1, side // 8 + 1)).repeat(8, 1).repeat(8, 2)
    return blocks[:, :side, :side].astype(np.float32)


def write(path: Path, values: np.ndarray, **profile: Any) -> str:
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=values.shape[2],
        height=values.shape[1],
        count=values.shape[0],
        dtype=values.dtype,
        **profile,
    ) as dataset:
        dataset.write(values)
    return str(path)


@pytest.fixture
def sharp(tmp_path: Path) -> str:
    return write(tmp_path / "sharp.tif", (town() * 255).astype(np.uint8))


def a_job(sharp: str, tmp_path: Path, **changes: Any) -> TrainDecrappifyJob:
    fields = {"steps": 4, "time_limit_s": 0.0, "batch_size": 2, "start_from": "none", **changes}
    return TrainDecrappifyJob((sharp,), str(tmp_path / "mine.onnx"), **fields)


def small_network(tmp_path: Path, scale: int = 2) -> Path:
    torch.manual_seed(3)
    network = EnhancementNetwork(scale, width=16, depth=2).eval()
    torch.nn.init.normal_(network.finish.weight, std=0.01)
    path = tmp_path / f"start-x{scale}.onnx"
    write_enhancer(network, build_card(network, "fidelity", {}), path)
    return path


def test_a_job_crosses_a_process_unchanged() -> None:
    job = TrainDecrappifyJob(("a.tif",), "b.onnx", bands={"red": 3}, start_from="x")
    assert job_from_params(job.verb, job.to_params()) == job


def test_what_was_trained_enhances_rasters(sharp: str, tmp_path: Path) -> None:
    listener = Listener()

    result = run_job(a_job(sharp, tmp_path, licence="CC0"), listener)

    card = resolve_card(Path(result["output"])).card
    assert (card.name, card.task, card.scale_factor) == ("mine", "enhancement", 2.0)
    assert card.trained_on == ("sharp.tif",)
    assert card.licence == "CC0"
    assert result["steps"] == 4
    assert 5 < result["scores"]["bicubic_psnr_db"] < 40
    assert "On what was set aside" in listener.text
    assert listener.fractions == sorted(listener.fractions)
    assert listener.fractions[-1] == 1.0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "mine.json",
        "mine.onnx",
        "sharp.tif",
    ]
    job = DecrappifyJob(sharp, result["output"], str(tmp_path / "fine.tif"))
    run_job(job, SilentReporter())
    with rasterio.open(job.output) as dataset:
        assert (dataset.width, dataset.height) == (400, 400)


@pytest.mark.parametrize(
    ("values", "profile"),
    [
        ((town() * 9000).astype(np.uint16), {}),
        (town() * 0.4, {"nodata": float("nan")}),
        (town()[:1], {}),
        ((np.concatenate([town()] * 7)[:20] * 3000).astype(np.int16), {}),
    ],
    ids=["16 bits", "reflectance", "one band", "twenty bands"],
)
def test_imagery_of_any_kind_can_be_learnt_from(
    values: np.ndarray, profile: dict[str, Any], tmp_path: Path
) -> None:
    sharp = write(tmp_path / "sharp.tif", values, **profile)
    bands = {"red": 3, "green": 2, "blue": 1} if len(values) > 3 else {}

    result = run_job(a_job(sharp, tmp_path, steps=1, bands=bands), SilentReporter())

    assert Path(result["output"]).is_file()


def test_a_cancelled_training_goes_on_where_it_was(sharp: str, tmp_path: Path) -> None:
    whole = run_job(a_job(sharp, tmp_path), SilentReporter())
    expected = network_like(Path(whole["output"]), 2).state_dict()
    Path(whole["output"]).unlink()

    with pytest.raises(JobCancelled):
        run_job(a_job(sharp, tmp_path), Listener(cancel_after=2))
    assert not (tmp_path / "mine.onnx").exists()
    listener = Listener()
    resumed = run_job(a_job(sharp, tmp_path), listener)

    assert "Continuing at step 2" in listener.text
    for name, values in network_like(Path(resumed["output"]), 2).state_dict().items():
        torch.testing.assert_close(values, expected[name], atol=1e-3, rtol=0.0)


def test_another_job_in_the_same_place_begins_anew(sharp: str, tmp_path: Path) -> None:
    with pytest.raises(JobCancelled):
        run_job(a_job(sharp, tmp_path), Listener(cancel_after=2))
    listener = Listener()

    result = run_job(a_job(sharp, tmp_path, seed=5), listener)

    assert "other settings" in listener.text
    assert result["steps"] == 4


def test_the_user_can_have_the_network_as_it_is(sharp: str, tmp_path: Path) -> None:
    result = run_job(a_job(sharp, tmp_path, steps=1000), Listener(finish_after=2))

    assert result["steps"] == 2
    assert Path(result["output"]).is_file()


def test_a_network_of_another_scale_gives_all_but_its_last_layer(tmp_path: Path) -> None:
    path = small_network(tmp_path)
    original = network_like(path, 2)
    picture = torch.rand(1, 3, 32, 32)

    other = network_like(path, 4)

    assert (other.scale, other.width, other.depth) == (4, 16, 2)
    features = [network.eval().features(picture) for network in (original, other)]
    torch.testing.assert_close(features[0], features[1])


def test_training_starts_from_the_weights_of_a_network(sharp: str, tmp_path: Path) -> None:
    path = small_network(tmp_path)
    listener = Listener()

    run_job(a_job(sharp, tmp_path, start_from=str(path), steps=1), listener)

    assert "Starting from the weights of start-x2" in listener.text
    assert "started from start-x2" in resolve_card(tmp_path / "mine.onnx").card.trained_on
    before, after = (
        network_like(file, 2).state_dict()["fine.weight"] for file in (path, tmp_path / "mine.onnx")
    )
    # One careful step moves it a little.
    assert 0.0 < float((before - after).abs().max()) < 0.01


def test_a_file_that_is_no_enhancing_network_is_refused(sharp: str, tmp_path: Path) -> None:
    path = small_network(tmp_path)
    path.write_bytes(b"no network")
    with pytest.raises(ModelError):
        run_job(a_job(sharp, tmp_path, start_from=str(path)), SilentReporter())
    with pytest.raises(ModelError):
        run_job(a_job(sharp, tmp_path, start_from="no-such-model"), SilentReporter())


def test_looks_are_learnt_with_weights_and_refused_without(sharp: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="faithful"):
        run_job(a_job(sharp, tmp_path, aim="pleasant"), SilentReporter())

    weights = perceptual_weights(tmp_path / "vgg.npz")
    job = a_job(sharp, tmp_path, aim="pleasant", perceptual_weights=str(weights), steps=1)
    result = run_job(job, SilentReporter())

    assert "pleasant to look at" in resolve_card(Path(result["output"])).card.description


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"scale": 3}, "3 times"),
        ({"aim": "beautiful"}, "beautiful"),
        ({"steps": 0}, "never end"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    changes: dict[str, Any], says: str, sharp: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=says):
        run_job(a_job(sharp, tmp_path, **changes), SilentReporter())


def test_rasters_without_anything_to_learn_from_are_refused(tmp_path: Path) -> None:
    empty = write(tmp_path / "empty.tif", np.zeros((3, 200, 200), np.uint8), nodata=0)
    with pytest.raises(InputError, match="nothing to train on"):
        run_job(a_job(empty, tmp_path), SilentReporter())
    tiny = write(tmp_path / "tiny.tif", np.full((3, 8, 8), 9, np.uint8))
    with pytest.raises(InputError, match="No picture has 96 x 96"):
        run_job(a_job(tiny, tmp_path), SilentReporter())


def test_the_model_never_takes_the_place_of_a_raster(sharp: str, tmp_path: Path) -> None:
    job = TrainDecrappifyJob((sharp,), sharp, steps=1)
    with pytest.raises(OutputError, match="also an input"):
        run_job(job, SilentReporter())


def test_a_constant_raster_gives_no_score_but_a_network(tmp_path: Path) -> None:
    flat = write(tmp_path / "flat.tif", np.full((3, 200, 200), 90, np.uint8))

    result = run_job(a_job(flat, tmp_path, steps=1), SilentReporter())

    assert result["scores"] == {}


def test_smaller_batches_are_tried_when_the_memory_runs_out(
    sharp: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitting = EnhancementTrainer.batch_loss

    def batch_loss(trainer: EnhancementTrainer, step: int) -> torch.Tensor:
        if trainer.schedule.batch_size > largest:
            raise RuntimeError("CUDA out of memory")
        return fitting(trainer, step)

    monkeypatch.setattr(EnhancementTrainer, "batch_loss", batch_loss)
    largest, listener = 1, Listener()
    result = run_job(a_job(sharp, tmp_path, batch_size=4, steps=2), listener)
    assert result["steps"] == 2
    assert "continuing with 1 patches" in listener.text

    largest = 0
    with pytest.raises(DeviceMemoryError):
        run_job(a_job(sharp, tmp_path, batch_size=4), SilentReporter())


def test_of_large_rasters_pieces_are_drawn_by_the_seed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharp_reading, "_PIECE_PX", 50)
    path = write(tmp_path / "large.tif", (town() * 255).astype(np.uint8))
    with RasterSource(path) as source:
        plans = [sharp_reading.plan_pieces(source, {}, 10_000, seed) for seed in (1, 1, 2)]
        complete = sharp_reading.plan_pieces(source, {}, 10**6, 1)
        pictures = list(plans[0])

    assert len(plans[0].windows) == 4
    assert plans[0].windows == plans[1].windows != plans[2].windows
    assert "4 of 16" in plans[0].notes[-1]
    assert sum(window.pixels for window in complete.windows) == 200 * 200
    assert all(image.pixels.shape == (3, 50, 50) for image in pictures)


def test_what_is_set_aside_is_never_learnt_from(sharp: str, tmp_path: Path) -> None:
    pictures = decrappify_job._read(a_job(sharp, tmp_path), SilentReporter())

    (kept,), (aside,) = pictures.training, pictures.validation
    joined = np.concatenate([kept.pixels, aside.pixels], axis=1)
    np.testing.assert_array_equal(joined, (town() * 255).astype(np.uint8))
