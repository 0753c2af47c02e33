"""Runs of the dock with the real engine, where a runtime is set up."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import QgsProject, QgsRasterLayer

import sat_dl_plugin
from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.errors import WorkerDiedError
from sat_dl_plugin.contract.places import shipped
from sat_dl_plugin.gui.runs.run_actions import command_line, python_call
from sat_dl_plugin.processing.workers import shared_workers
from sat_dl_plugin.tasks.run_queue import RunQueue, RunRequest, RunState

NETWORK = shipped("models") / "urban.onnx"
ROOT = Path(sat_dl_plugin.__file__).parent.parent

pytestmark = pytest.mark.skipif(
    find_runtime(RuntimeSpec()) is None or not NETWORK.is_file(),
    reason="no runtime is set up, or no network is bundled",
)


@pytest.fixture
def queue(provider, results_folder):
    """A queue whose runs a real worker carries out."""
    made = RunQueue()
    yield made
    made.close()
    shared_workers().close()


@pytest.fixture
def scene(tmp_path, raster_factory):
    """A layer of 96 x 96 pixels of half a metre, with something in it."""
    path = raster_factory(tmp_path / "it's a scene.tif", bands=3, size=96, pixel=0.5)
    noise = np.random.default_rng(7).integers(0, 255, (3, 96, 96), dtype=np.uint8)
    noise[:, 30:70, 20:60] = 220
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.WriteArray(noise)
    dataset = None
    layer = QgsRasterLayer(path, "scene")
    QgsProject.instance().addMapLayer(layer)
    yield layer
    QgsProject.instance().clear()


def request(layer, **parameters):
    return RunRequest(
        "satdl:segmenttopolygons",
        {"INPUT": layer.id(), "MODELS": str(NETWORK), **parameters},
        "scene · urban",
        layer.id(),
    )


@pytest.fixture
def done(queue, scene, wait_until):
    """A run of the scene with parameters that a shell would spoil."""
    rules = "; ".join(f"{name}: opening=0" for name in ("building", "road", "vegetation", "water"))
    run = queue.add(
        request(
            scene,
            RULES=rules,
            THRESHOLDS="building=0.3; road=0.3",
            EXTENT="500002,500046,2999954,2999998 [EPSG:32645]",
        )
    )
    wait_until(lambda: run.is_over)
    assert run.state is RunState.DONE, run.error
    return run


def content(run):
    """Return the pixels of the rasters and the polygons of a run."""
    rasters = [
        gdal.Open(str(run.folder / name)).ReadAsArray().tobytes()
        for name in ("classes.tif", "probabilities.tif")
    ]
    source = ogr.Open(str(run.folder / "polygons.gpkg"))
    polygons = sorted(
        (feature["class_name"], feature.GetGeometryRef().ExportToWkt())
        for feature in source.GetLayer(0)
    )
    assert polygons
    return [*rasters, polygons]


def forget_results(run):
    for name in ("polygons.gpkg", "classes.tif", "probabilities.tif"):
        (run.folder / name).unlink()


def test_copied_python_call_repeats_the_run(done, qgis_processing):
    before, call = content(done), python_call(done)
    QgsProject.instance().clear()
    forget_results(done)

    # As in the Python console of QGIS.
    exec(f"import processing\n{call}")  # noqa: S102 - it is what people do with it

    assert content(done) == before


@pytest.fixture
def profile(tmp_path):
    """A profile of QGIS that has nothing but this plugin; its folder."""
    plugin = tmp_path / "config" / "profiles" / "default" / "python" / "plugins" / "sat_dl_plugin"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sat_dl_plugin", plugin, ignore=ignored)
    shutil.copy(ROOT / "metadata.txt", plugin)
    for name in ("resources", "models"):
        shutil.copytree(ROOT / name, plugin / name, ignore=ignored)
    return tmp_path / "config"


@pytest.mark.skipif(shutil.which("qgis_process") is None, reason="qgis_process is not installed")
def test_copied_command_repeats_the_run(done, profile):
    before, command = content(done), command_line(done)
    forget_results(done)

    def call(*arguments):
        ended = subprocess.run(
            arguments,
            env={
                **os.environ,
                "QGIS_CUSTOM_CONFIG_PATH": str(profile),
                "QT_QPA_PLATFORM": "offscreen",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr

    call("qgis_process", "plugins", "enable", "sat_dl_plugin")
    call("sh", "-c", command)

    assert shlex.split(command)[:3] == ["qgis_process", "run", "satdl:segmenttopolygons"]
    assert content(done) == before


def test_worker_killed_in_the_middle(queue, raster_factory, tmp_path, scene, wait_until):
    large = raster_factory(tmp_path / "large.tif", bands=3, size=2048, pixel=0.5)
    killed = queue.add(request(scene, INPUT=large, QUALITY=2))
    after = queue.add(request(scene))
    wait_until(lambda: killed.phase == "Predicting" and killed.fraction > 0.0)

    os.kill(worker_pid(), signal.SIGKILL)
    wait_until(lambda: after.is_over)

    assert killed.state is RunState.FAILED
    assert isinstance(killed.error, WorkerDiedError)
    assert not killed.folder.exists()
    assert after.state is RunState.DONE, after.error


def test_cancel_leaves_no_file(queue, raster_factory, tmp_path, scene, wait_until):
    large = raster_factory(tmp_path / "large.tif", bands=3, size=2048, pixel=0.5)
    run = queue.add(request(scene, INPUT=large, QUALITY=2))
    wait_until(lambda: run.phase == "Predicting" and run.fraction > 0.0)

    queue.cancel(run)
    wait_until(lambda: run.is_over)

    assert run.state is RunState.CANCELLED
    assert not run.folder.exists()


def worker_pid() -> int:
    """Return the process that predicts for this one."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            line = (path / "cmdline").read_bytes()
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            # It ended in between.
            continue
        if b"engine.worker" in line and parent == os.getpid():
            return int(path.name)
    pytest.skip("this system does not tell of its processes")
