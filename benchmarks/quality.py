"""What the quality modes gain on labelled pictures that no network was trained on, and cost.

    python benchmarks/quality.py DATA [--models urban buildings …] [--modes fast balanced best]

DATA holds the data sets of the recipes. Every picture of the val split is written as a
georeferenced raster and segmented by the same jobs that the toolbox runs, mode after mode, and
cleaned by the rules of the card. Printed are the IoU of every class; the F1 of objects (IoU of at
least a half), or precision and recall of marked points, where a network finds such; the mean of
these; and the CPU seconds of each mode against those of the first.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
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
from sat_dl_plugin.engine.train.object_scores import object_counts, point_counts  # noqa: E402
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
        clean=True,
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


@dataclass
class Counted:
    """What one mode reaches on one data set."""

    recipe: Recipe
    tally: Tally
    objects: np.ndarray = field(default_factory=lambda: np.zeros(3))
    """Objects or points that match, were found and are there."""

    def add(self, classes: np.ndarray, scene: Scene, points: Mapping[str, np.ndarray]) -> None:
        """Count a picture."""
        self.tally.add(classes, scene.labels)
        present = self.recipe.vocabulary.present
        for name, smallest in self.recipe.objects.items():
            place = [other for _, other in self.recipe.classes].index(name) + 1
            true = present[:, place][scene.labels]
            self.objects += object_counts(classes == place, true, smallest)
        if points:
            marked = points[scene.name.split(" ", 1)[1]]
            last = classes == len(self.recipe.classes)
            self.objects += point_counts(self.recipe, last, scene.scale, marked)

    def scores(self) -> dict[str, float]:
        """Return IoU by class, F1 of objects, or precision and recall of points."""
        names = [name for _, name in self.recipe.classes]
        found = {name: value for name, value in zip(names, self.tally.iou()) if not np.isnan(value)}
        hits, called, true = self.objects
        if self.recipe.points:
            return {**found, "precision": hits / max(called, 1), "recall": hits / max(true, 1)}
        return {**found, "object F1": 2 * hits / (called + true)} if called + true else found


def compare(recipe: Recipe, data: Path, modes: list[str], folder: Path) -> None:
    """Print what every mode reaches on every data set, on average, and what it costs."""
    scenes = [
        scene
        for source in recipe.sources
        for scene in source.scenes(data, "val", recipe.nominal_gsd_m)
        if (scene.labels != IGNORED).any()
    ]
    points = recipe.points(data, "val") if recipe.points else {}
    seconds: dict[str, float] = defaultdict(float)
    means: dict[str, list[float]] = defaultdict(list)
    for source, found in by_source(scenes).items():
        for mode in modes:
            counted = Counted(recipe, Tally.empty(recipe.vocabulary))
            for scene in found:
                raster = written(scene, recipe, folder / "scene.tif")
                classes, spent = segmented(raster, recipe, mode, folder)
                seconds[mode] += spent
                counted.add(classes, scene, points)
            scores = counted.scores()
            means[mode].append(float(np.mean(list(scores.values()))))
            shown = "  ".join(f"{name} {value:.4f}" for name, value in scores.items())
            print(f"{recipe.name:12} {source:28} {mode:9} {shown}", flush=True)
    for mode in modes:
        cost = seconds[mode] / seconds[modes[0]]
        mean = np.mean(means[mode])
        print(
            f"{recipe.name:12} {'mean score, cost':28} {mode:9} {mean:.4f}  {cost:.1f}", flush=True
        )


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
