"""What the quality modes gain on labelled pictures that no network was trained on, and cost.

    python benchmarks/quality.py DATA [--models urban buildings …] [--modes fast balanced best]

DATA holds the data sets of the recipes. Every picture of the val split is written as a
georeferenced raster and segmented by the same jobs that the toolbox runs, mode after mode; printed
are the IoU of every class and the CPU seconds of each mode against those of the fast one.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sat_dl_plugin.contract.jobs import SegmentJob  # noqa: E402
from sat_dl_plugin.contract.reporting import SilentReporter  # noqa: E402
from sat_dl_plugin.engine.models.opened import keep_networks  # noqa: E402
from sat_dl_plugin.engine.run import run_job  # noqa: E402
from sat_dl_plugin.engine.train.bundled import by_source  # noqa: E402
from sat_dl_plugin.engine.train.evaluation import Tally  # noqa: E402
from sat_dl_plugin.engine.train.recipes import RECIPES, Recipe  # noqa: E402
from sat_dl_plugin.engine.train.scenes import IGNORED, Scene  # noqa: E402

MODES = ("fast", "balanced", "best")


def written(scene: Scene, recipe: Recipe, path: Path) -> Path:
    """Write a scene as a raster of its own pixel size in UTM."""
    pixel_m = scene.scale * recipe.nominal_gsd_m
    bands, rows, columns = scene.image.shape
    profile = {
        "driver": "GTiff",
        "width": columns,
        "height": rows,
        "count": bands,
        "dtype": scene.image.dtype,
        "crs": "EPSG:32645",
        "transform": Affine(pixel_m, 0, 3e5, 0, -pixel_m, 3e6),
    }
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(scene.image)
        for band, name in enumerate(recipe.bands, 1):
            dataset.set_band_description(band, name)
    return path


def segmented(source: Path, recipe: Recipe, mode: str, folder: Path) -> tuple[np.ndarray, float]:
    """Return the classes of a raster and the CPU seconds of the job."""
    job = SegmentJob(
        input=str(source),
        models=(recipe.name,),
        output=str(folder / "classes.tif"),
        quality=mode,
    )
    before = os.times()
    run_job(job, SilentReporter())
    after = os.times()
    with rasterio.open(job.output) as dataset:
        ids = dataset.read(1)
    classes = np.zeros_like(ids)
    for index, (class_id, _) in enumerate(recipe.classes, 1):
        classes[ids == class_id] = index
    return classes, after.user + after.system - before.user - before.system


def compare(recipe: Recipe, data: Path, modes: list[str], folder: Path) -> None:
    """Print what every mode reaches on every data set, and what it costs."""
    names = [name for _, name in recipe.classes]
    natural = [
        scene
        for source in recipe.sources
        for scene in source.scenes(data, "val", recipe.nominal_gsd_m)
    ]
    seconds: dict[str, float] = defaultdict(float)
    for source, scenes in by_source(natural).items():
        for mode in modes:
            tally = Tally.empty(recipe.vocabulary)
            for scene in scenes:
                if not (scene.labels != IGNORED).any():
                    continue
                raster = written(scene, recipe, folder / "scene.tif")
                classes, spent = segmented(raster, recipe, mode, folder)
                seconds[mode] += spent
                tally.add(classes, scene.labels)
            scores = "  ".join(
                f"{name} {value:.4f}"
                for name, value in zip(names, tally.iou())
                if not np.isnan(value)
            )
            print(f"{recipe.name:12} {source:28} {mode:9} {scores}", flush=True)
    costs = "  ".join(f"{mode} {seconds[mode] / seconds[modes[0]]:.1f}" for mode in modes)
    print(f"{recipe.name:12} CPU seconds against {modes[0]}: {costs}", flush=True)


def main() -> None:
    """Read the arguments and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--models", nargs="+", default=["urban"])
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    args = parser.parse_args()
    keep_networks()
    with tempfile.TemporaryDirectory() as folder:
        for name in args.models:
            compare(RECIPES[name], args.data, args.modes, Path(folder))


if __name__ == "__main__":
    main()
