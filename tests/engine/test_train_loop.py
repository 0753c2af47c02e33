from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sat_dl_plugin.contract.errors import ModelError, UsageError  # noqa: E402
from sat_dl_plugin.engine.train.loop import Schedule, TrainingLoop  # noqa: E402


class Line(TrainingLoop):
    """Learns a straight line; the step decides what it sees."""

    def batch_loss(self, step: int) -> torch.Tensor:
        places = torch.randn(16, 1, 1, 1, generator=torch.Generator().manual_seed(step))
        return (self.network(places) - (3.0 * places + 1.0)).square().mean()


def make_trainer(checkpoint: Path | None = None, steps: int = 30, **changes) -> Line:
    torch.manual_seed(0)
    schedule = Schedule(steps=steps, batch_size=4, half_precision=False, **changes)
    return Line(torch.nn.Conv2d(1, 1, 1), schedule, checkpoint)


def test_a_few_steps_reduce_the_loss_and_the_average_follows() -> None:
    trainer = make_trainer(learning_rate=0.1)
    first = {name: value.clone() for name, value in trainer.average.network.state_dict().items()}

    losses = [trainer.train_step() for _ in range(30)]

    assert np.mean(losses[-5:]) < 0.7 * np.mean(losses[:5])
    moved = [
        not torch.equal(value, first[name])
        for name, value in trainer.average.network.state_dict().items()
    ]
    assert sum(moved) > 0.9 * len(moved)


def test_resumed_training_gives_the_weights_of_uninterrupted_training(tmp_path: Path) -> None:
    whole = make_trainer(steps=4)
    whole.run(lambda _: None)

    path = tmp_path / "run" / "checkpoint.pt"
    interrupted = make_trainer(path, steps=4)
    for _ in range(2):
        interrupted.train_step()
    interrupted.save()
    resumed = make_trainer(path, steps=4)
    assert resumed.resume()
    assert resumed.step == 2
    resumed.run(lambda _: None)

    expected = whole.average.network.state_dict()
    for name, value in resumed.average.network.state_dict().items():
        torch.testing.assert_close(value, expected[name], msg=name)
    assert [file.name for file in path.parent.iterdir()] == ["checkpoint.pt"]


def test_there_is_nothing_to_resume_without_a_checkpoint(tmp_path: Path) -> None:
    assert not make_trainer(tmp_path / "none.pt").resume()


def test_a_foreign_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.pt"
    torch.save({"network": {}}, path)

    with pytest.raises(ModelError, match="without --resume"):
        make_trainer(path).resume()


def test_the_learning_rate_rises_and_falls_to_zero() -> None:
    schedule = Schedule(steps=100, warm_up=0.1)

    shares = [schedule.learning_rate_share(schedule.done(step, 0.0)) for step in range(101)]

    assert shares.index(max(shares)) == 10
    assert shares[0] < 0.05
    assert shares[100] == pytest.approx(0.0, abs=1e-9)


def test_time_ends_a_schedule_too() -> None:
    assert Schedule(seconds=60.0).done(step=5, seconds=30.0) == 0.5
    assert Schedule(steps=10, seconds=60.0).done(step=9, seconds=30.0) == 0.9
    with pytest.raises(UsageError):
        Schedule()
