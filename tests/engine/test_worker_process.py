"""The worker with the engine's real jobs, as QGIS starts it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio

from sat_dl_plugin.bridge.client import WorkerClient
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import CleaningRule, CleanJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.run import run_job


@pytest.fixture
def client() -> Iterator[WorkerClient]:
    with WorkerClient(Path(sys.executable)) as opened:
        yield opened


@pytest.fixture
def classes(tmp_path: Path) -> Path:
    """A class raster of 40x40 pixels of 1 m with random specks."""
    path = tmp_path / "classes.tif"
    labels = np.random.default_rng(0).integers(0, 3, (40, 40)).astype(np.uint8)
    labels[10:30, 10:30] = 1
    profile = {"driver": "GTiff", "width": 40, "height": 40, "count": 1, "dtype": "uint8"}
    transform = rasterio.transform.from_origin(500_000.0, 3_000_000.0, 1.0, 1.0)
    with rasterio.open(path, "w", crs="EPSG:32645", transform=transform, **profile) as target:
        target.write(labels, 1)
    return path


def clean_job(classes: Path, output: Path) -> CleanJob:
    rules = {"1": CleaningRule(min_object_m2=5.0), "2": CleaningRule(min_object_m2=5.0)}
    return CleanJob(input=str(classes), output=str(output), rules=rules)


def test_hello_names_the_libraries_that_rasters_need(client: WorkerClient) -> None:
    hello = client.start()

    assert {"numpy", "onnxruntime", "rasterio", "gdal"} <= set(hello["versions"])
    assert "CPUExecutionProvider" in hello["providers"]


def test_the_worker_gives_the_same_pixels_as_the_engine(
    client: WorkerClient, classes: Path, tmp_path: Path
) -> None:
    client.run(clean_job(classes, tmp_path / "worker.tif"), SilentReporter())
    run_job(clean_job(classes, tmp_path / "here.tif"), SilentReporter())

    with rasterio.open(tmp_path / "worker.tif") as one, rasterio.open(tmp_path / "here.tif") as two:
        np.testing.assert_array_equal(one.read(), two.read())
        assert one.read().any()


def test_a_file_that_is_no_raster_is_refused_and_the_worker_lives_on(
    client: WorkerClient, classes: Path, tmp_path: Path
) -> None:
    pid = client.start()["pid"]
    text = tmp_path / "text.tif"
    text.write_text("not a raster")

    with pytest.raises(InputError):
        client.run(clean_job(text, tmp_path / "out.tif"), SilentReporter())

    client.run(clean_job(classes, tmp_path / "out.tif"), SilentReporter())
    assert client.pid == pid
