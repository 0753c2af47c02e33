from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from sat_dl_plugin.contract.errors import ModelError, UsageError  # noqa: E402
from sat_dl_plugin.engine.train.evaluation import (  # noqa: E402
    Tally,
    decide,
    mean_predictor,
    network_predictor,
    rescaled_predictor,
    score,
)
from sat_dl_plugin.engine.train.loop import Schedule  # noqa: E402
from sat_dl_plugin.engine.train.network import SegmentationNetwork  # noqa: E402
from sat_dl_plugin.engine.train.sampling import PatchGeometry, PatchSampler  # noqa: E402
from sat_dl_plugin.engine.train.scenes import (  # noqa: E402
    IGNORED,
    Scene,
    SceneGroup,
    admit,
    admit_all_but,
)
from sat_dl_plugin.engine.train.segmentation import SegmentationTrainer  # noqa: E402
from sat_dl_plugin.engine.train.tuning import (  # noqa: E402
    Sample,
    tune_cleaning,
    tune_thresholds,
)

CHANNELS = 3


def bright_building(side: int = 96) -> Scene:
    """Return a scene whose buildings are bright, roads dark and ground grey."""
    rng = np.random.default_rng(0)
    targets = np.full((side, side), admit([0]), dtype=np.uint16)
    targets[10:40, 10:50] = admit([1])
    targets[60:75, :] = admit([2])
    grey = np.select([targets == admit([1]), targets == admit([2])], [220, 30], 120)
    noise = rng.normal(0, 6, (3, side, side))
    return Scene("toy", np.clip(grey + noise, 0, 255).astype(np.uint8), targets)


def make_trainer(checkpoint: Path | None = None, steps: int = 30, **changes) -> SegmentationTrainer:
    torch.manual_seed(0)
    group = SceneGroup("toy", [[bright_building()]])
    sampler = PatchSampler([group], CHANNELS, PatchGeometry(size=32, scales=(0.8, 1.2)), seed=0)
    schedule = Schedule(steps=steps, batch_size=4, half_precision=False, **changes)
    return SegmentationTrainer(SegmentationNetwork(CHANNELS), sampler, schedule, checkpoint)


def test_a_few_steps_reduce_the_loss_and_the_average_follows() -> None:
    trainer = make_trainer(learning_rate=5e-3)
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


def test_the_most_probable_class_above_its_threshold_wins() -> None:
    probabilities = np.array(
        [[0.5, 0.1, 0.3, 0.2], [0.3, 0.5, 0.3, 0.35], [0.2, 0.4, 0.4, 0.45]], np.float32
    )

    chosen = decide(probabilities, [0.3, 0.5])

    # The third pixel's best class misses its threshold, the second best reaches its own.
    assert chosen.tolist() == [1, 1, 1, 1]
    assert decide(probabilities, [0.45, 0.42]).tolist() == [0, 1, 0, 2]


def test_scores_look_only_at_what_a_label_decides() -> None:
    chosen = np.array([1, 1, 2, 0, 1, 2], np.uint8)
    targets = np.array(
        [admit([1]), admit([0]), admit_all_but(1, 3), admit([1]), IGNORED, admit([2])], np.uint16
    )
    tally = Tally.empty(3)

    tally.add(chosen, targets)

    assert tally.hits.tolist() == [1, 1]
    assert tally.false_alarms.tolist() == [1, 0]
    assert tally.misses.tolist() == [1, 0]
    assert tally.iou().tolist() == pytest.approx([1 / 3, 1.0])
    assert tally.f1().tolist() == pytest.approx([0.5, 1.0])


def test_an_unlabelled_class_has_no_score() -> None:
    tally = Tally.empty(3)
    tally.add(np.array([2], np.uint8), np.array([admit([1])], np.uint16))

    assert np.isnan(tally.iou()[1])


def test_a_predictor_returns_the_size_of_its_image_at_any_scale() -> None:
    predict = network_predictor(SegmentationNetwork(CHANNELS))
    image = bright_building().image[:, :50, :61]
    several = mean_predictor([rescaled_predictor(predict, scale) for scale in (1.0, 0.8, 1.3)])

    probabilities = several(image)

    assert probabilities.shape == (CHANNELS, 50, 61)
    np.testing.assert_allclose(probabilities.sum(0), 1.0, atol=1e-5)


def test_scoring_a_perfect_predictor_gives_one() -> None:
    scene = bright_building()

    def perfect(_image):
        return np.stack([scene.targets == (1 << channel) for channel in range(3)]).astype("f4")

    assert score(perfect, [scene], [0.5, 0.5]).iou().tolist() == [1.0, 1.0]


def test_thresholds_move_to_where_the_classes_part() -> None:
    rng = np.random.default_rng(0)
    present = rng.random(4000) < 0.5
    building = np.where(present, rng.uniform(0.3, 0.5, 4000), rng.uniform(0.0, 0.3, 4000))
    probabilities = np.stack([1.0 - building, building]).astype(np.float32)
    targets = np.where(present, admit([1]), admit([0])).astype(np.uint16)

    (threshold,) = tune_thresholds({"toy": Sample(probabilities, targets)}, 2)

    assert threshold == pytest.approx(0.3)


def test_cleaning_is_chosen_where_it_helps_and_is_mild_where_it_does_not() -> None:
    scene = bright_building()
    clean = (scene.targets == admit([1])).astype(np.uint8)
    specks = clean.copy()
    specks[::8, 55::7] = 1

    needed = tune_cleaning({"toy": [specks]}, {"toy": [scene]}, 1, pixel_area_m2=0.25)
    mild = tune_cleaning({"toy": [clean]}, {"toy": [scene]}, 1, pixel_area_m2=0.25)

    assert needed.opening_px == 1
    assert (mild.opening_px, mild.closing_px) == (0, 0)
    assert (mild.min_object_m2, mild.max_hole_m2) == (8.0, 8.0)
