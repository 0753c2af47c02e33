"""The recipe of the bundled classifier of water, on the real scenes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sat_dl_plugin.contract.jobs import SegmentJob, TrainPixelClassifierJob
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.train import water

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not (DATA / "sentinel2_chips").is_dir(), reason="the training data is not here"
)


@pytest.fixture(scope="module")
def scenes():
    return water.load_scenes(DATA)


def test_splits_share_no_pixel_and_leave_shores_open(scenes):
    for scene in scenes.values():
        train, val = (scene.part(split).labels != NODATA_ID for split in ("train", "val"))
        assert not (train & val).any()
        assert ((train | val) == (scene.labels != NODATA_ID)).all()
        assert {int(value) for value in np.unique(scene.labels)} == {0, water.WATER_ID, NODATA_ID}


def test_a_quick_training_finds_water_and_runs_as_a_model(tmp_path):
    job = TrainPixelClassifierJob(
        (), "", str(tmp_path / "water.onnx"), method="linear", samples=800, balance=False
    )

    classifier, metrics = water.train_and_score(DATA, job)
    size = water.write(classifier, water.build_card(job, metrics), DATA, job)

    assert metrics["val"]["all"]["water"]["iou"] > 0.85
    assert set(metrics["unseen_place"]) == {
        "alaska",
        "boadella 2020-01-13",
        "boadella 2020-01-28",
        "village",
    }
    assert size < 20_000
    scene = str(DATA / "sentinel2_chips" / "boadella_2020-01-28_12bands.tif")
    answer = run_job(
        SegmentJob(input=scene, models=(job.output,), output=str(tmp_path / "found.tif")),
        SilentReporter(),
    )
    assert answer["summary"][0]["class_id"] == water.WATER_ID
    assert 0.15 < answer["summary"][0]["share"] < 0.3
