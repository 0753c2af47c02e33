from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("lightning")

from sat_dl_plugin.contract.card import Scaling  # noqa: E402
from sat_dl_plugin.contract.errors import JobCancelled, ModelError, UsageError  # noqa: E402
from sat_dl_plugin.engine.train import fitting  # noqa: E402
from sat_dl_plugin.engine.train.architectures import LITE, build_network  # noqa: E402
from sat_dl_plugin.engine.train.fit_settings import EpochReport, FitControl, FitSettings  # noqa: E402
from sat_dl_plugin.engine.train.fit_state import HISTORY  # noqa: E402
from sat_dl_plugin.engine.train.fitting import fit  # noqa: E402
from sat_dl_plugin.engine.train.input_scaling import InputScaling  # noqa: E402
from sat_dl_plugin.engine.train.sampling import PatchGeometry  # noqa: E402
from sat_dl_plugin.engine.train.scenes import (  # noqa: E402
    Scene,
    SceneGroup,
    exclusive_vocabulary,
)

VOCABULARY = exclusive_vocabulary(2)
SCALING = Scaling(1.0 / 255.0, (0.4,) * 3, (0.2,) * 3)


def bright_buildings(side: int = 64) -> Scene:
    """Return a scene whose buildings are bright and whose ground is grey."""
    rng = np.random.default_rng(0)
    labels = np.ones((side, side), dtype=np.uint8)
    labels[10:40, 10:40] = 2
    grey = np.where(labels == 2, 220, 90) + rng.normal(0, 6, (3, side, side))
    return Scene("toy", np.clip(grey, 0, 255).astype(np.uint8), labels)


def settings_of(epochs: int = 2, **changes) -> FitSettings:
    values = {
        "batches_per_epoch": 3,
        "batch_size": 2,
        "geometry": PatchGeometry(size=32),
        "learning_rate": 5e-3,
        **changes,
    }
    return FitSettings(epochs=epochs, **values)


def run(folder: Path, settings: FitSettings, control: FitControl | None = None, **changes):
    torch.manual_seed(0)
    scene = bright_buildings()
    parts = {
        "training": [SceneGroup("toy", [[scene]], scales=(0.8, 1.2))],
        "validation": [scene],
        **changes,
    }
    return fit(
        build_network(LITE, 3, 2, overlapping=False),
        parts["training"],
        parts["validation"],
        VOCABULARY,
        SCALING,
        settings,
        folder,
        control,
    )


def test_learning_lowers_the_loss_and_leaves_a_history(tmp_path: Path) -> None:
    told: list[EpochReport] = []
    shares: list[float] = []

    result = run(
        tmp_path, settings_of(epochs=5), FitControl(epoch=told.append, progress=shares.append)
    )

    assert told[-1].train_loss < 0.8 * told[0].train_loss
    assert [report.epoch for report in told] == [1, 2, 3, 4, 5]
    assert told[-1].step == 15
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    lines = (tmp_path / HISTORY).read_text().splitlines()
    assert [json.loads(line) for line in lines] == list(result.history)
    assert set(told[-1].iou) == {"1"}
    assert result.ended == "done"
    assert not result.network.training


def test_a_training_that_was_cancelled_goes_on_where_it_was(tmp_path: Path) -> None:
    whole = run(tmp_path / "whole", settings_of(epochs=4))
    steps = iter(range(1000))

    def give_up_late() -> None:
        if next(steps) == 7:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        run(tmp_path / "parts", settings_of(epochs=4), FitControl(check_cancelled=give_up_late))
    resumed = run(tmp_path / "parts", settings_of(epochs=4))

    assert [line["epoch"] for line in resumed.history] == [1, 2, 3, 4]
    assert resumed.best_epoch == whole.best_epoch
    for name, value in whole.network.state_dict().items():
        torch.testing.assert_close(resumed.network.state_dict()[name], value, msg=name)


@pytest.mark.parametrize("steps", [3, 4, 9])
def test_a_training_that_was_killed_within_an_epoch_loses_no_more_than_moments(
    tmp_path: Path, monkeypatch, steps: int
) -> None:
    settings = settings_of(epochs=3, batches_per_epoch=5)
    whole = run(tmp_path / "whole", settings)
    monkeypatch.setattr(fitting, "CHECKPOINT_S", 0.0)
    left = iter(range(steps))

    class Killed(BaseException):
        """Nothing is tidied up."""

    def kill(_done: float) -> None:
        if next(left, None) is None:
            raise Killed

    with pytest.raises(Killed):
        run(tmp_path / "parts", settings, FitControl(progress=kill))
    shares: list[float] = []
    resumed = run(tmp_path / "parts", settings, FitControl(progress=shares.append))

    assert [line["step"] for line in resumed.history] == [5, 10, 15]
    assert len(shares) == 15 - steps
    for name, value in whole.network.state_dict().items():
        torch.testing.assert_close(resumed.network.state_dict()[name], value, msg=name)


def test_stopping_keeps_the_best(tmp_path: Path) -> None:
    result = run(tmp_path, settings_of(epochs=50), FitControl(stopping=lambda: True))

    assert result.ended == "stopped"
    assert len(result.history) == 1
    assert result.best_epoch == 1


def test_training_ends_when_nothing_becomes_better(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(fitting.Validation, "score", lambda self, network: (1.0, {"1": 0.5}))

    result = run(tmp_path, settings_of(epochs=20, patience=2))

    assert result.ended == "no progress"
    assert (result.best_epoch, len(result.history)) == (1, 3)


def test_without_validation_the_last_epoch_is_taken(tmp_path: Path) -> None:
    result = run(tmp_path, settings_of(), validation=[])

    assert result.best_epoch == 2
    assert result.history[-1]["mean_iou"] is None


def test_a_loss_that_is_no_number_is_said(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(
        fitting, "segmentation_loss", lambda logits, *_: logits.sum() * float("nan")
    )

    with pytest.raises(ModelError, match="smaller learning rate"):
        run(tmp_path, settings_of())


def test_a_full_disk_is_said_and_names_the_folder(tmp_path: Path, monkeypatch) -> None:
    def full(*_args) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fitting, "save_weights", full)

    with pytest.raises(ModelError, match="No space left"):
        run(tmp_path, settings_of())


def test_a_state_of_another_network_cannot_be_continued(tmp_path: Path) -> None:
    run(tmp_path, settings_of(epochs=1))
    scene = bright_buildings()

    with pytest.raises(ModelError, match="Remove the folder"):
        fit(
            build_network(LITE, 3, 3, overlapping=True),
            [SceneGroup("toy", [[scene]])],
            [],
            exclusive_vocabulary(3),
            SCALING,
            settings_of(epochs=3),
            tmp_path,
        )


def test_a_frozen_encoder_stays_as_it_is(tmp_path: Path) -> None:
    torch.manual_seed(0)
    before = build_network(LITE, 3, 2, overlapping=False).state_dict()

    after = run(tmp_path, settings_of(freeze_encoder=True)).network.state_dict()

    for name, value in before.items():
        assert torch.equal(value, after[name]) == (
            name.startswith("encoder.") or name.endswith("num_batches_tracked")
        ) or not name.startswith(("encoder.", "levels.0.mix.0", "classify.weight")), name


def test_the_finder_gives_a_safe_rate_and_leaves_the_weights(tmp_path: Path) -> None:
    result = run(
        tmp_path, settings_of(epochs=1, learning_rate=None, batches_per_epoch=1, average=0.0)
    )

    low, high = fitting._SAFE_RATES
    assert low <= result.learning_rate <= high
    assert not list(tmp_path.glob(".lr_find*"))


def test_time_ends_a_training_too() -> None:
    assert FitSettings(seconds=60.0).done(step=5, seconds=30.0) == 0.5
    assert FitSettings(epochs=1, seconds=60.0).done(step=90, seconds=30.0) == 0.9
    with pytest.raises(UsageError):
        FitSettings()


@pytest.mark.parametrize("stored_range", [(0.0, 255.0), None])
def test_colours_are_changed_between_0_and_1_and_return_to_network_input(stored_range) -> None:
    scaling = Scaling(1.0 / 10_000, (0.1, 0.3), (0.02, 0.1), stored_range)
    stored = torch.tensor([1200.0, 3000.0]).reshape(1, 2, 1, 1)
    change = InputScaling(scaling, 2, torch.device("cpu"))

    found = change.standardise(change.unit(stored))

    torch.testing.assert_close(found.flatten(), torch.tensor([1.0, 0.0]), atol=1e-4, rtol=0)
