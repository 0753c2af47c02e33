"""What the values of single pixels tell: a forest on each labelled data set, scored on its val.

``python benchmarks/pixel_baseline.py DATA/dubai_landcover`` trains on the train split of a data
set and prints the scores of every class as JSON. A network that is worth its time beats these.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Callable

import numpy as np
import onnxruntime
from affine import Affine
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.jobs import PIXEL_METHODS, TrainPixelClassifierJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.analyse.metrics import PixelTally, pixel_score
from sat_dl_plugin.engine.pixels.estimators import PixelClassifier
from sat_dl_plugin.engine.pixels.export import INPUT_NAME, build_onnx
from sat_dl_plugin.engine.pixels.job import train_on
from sat_dl_plugin.engine.pixels.samples import draw_samples
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.train import datasets
from sat_dl_plugin.engine.train.datasets import Picture

_RGB = ("red", "green", "blue")
_ROWS = 512


@dataclass(frozen=True)
class DataSet:
    """How a data set is read, and what its labels mean."""

    load: Callable[[Path, str], list[Picture]]
    classes: dict[int, str]
    bands: tuple[str, ...] = _RGB
    indices: tuple[str, ...] = ()


def _whole_fields(data: Path, split: str) -> list[Picture]:
    """Return fields with their boundaries, which no single pixel tells apart."""
    return [
        replace(picture, labels=np.where(picture.labels == 2, 1, picture.labels).astype(np.uint8))
        for picture in datasets.load_fields(data, split)
    ]


DATA_SETS = {
    datasets.DUBAI: DataSet(
        datasets.load_dubai,
        {1: "building", 2: "road", 3: "vegetation", 4: "water", 5: "bare land"},
    ),
    datasets.ROADS: DataSet(datasets.load_roads, {0: "background", 1: "road"}),
    datasets.OAM: DataSet(datasets.load_oam, {0: "background", 1: "building"}),
    datasets.FIELDS: DataSet(_whole_fields, {0: "background", 1: "field"}),
    datasets.TREES: DataSet(
        datasets.load_trees, {0: "background", 1: "tree"}, (*_RGB, "nir"), ("ndvi", "ndwi")
    ),
}


class LabelledPicture:
    """A picture in memory that samples can be drawn from."""

    def __init__(self, picture: Picture) -> None:
        self._values = picture.image.astype(np.float32) / np.float32(255)
        self._labels = picture.labels
        self.grid = Grid(*picture.labels.shape[::-1], Affine.identity())
        self.band_count = len(picture.image)

    def read(self, window: Window) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
        """Return values and labels of a window."""
        rows, cols = window.slices_in(self.grid.window)
        return self._values[:, rows, cols], self._labels[rows, cols]


def scores(
    classifier: PixelClassifier, job: TrainPixelClassifierJob, chosen: DataSet, data: Path
) -> dict[str, Any]:
    """Return the scores of each class on val; places are counted by themselves, too."""
    classes = [ClassCard(value, chosen.classes[value]) for value in classifier.classes]
    card = ModelCard(name="baseline", classes=tuple(classes), bands=chosen.bands, halo_px=0)
    content = build_onnx(classifier, card, job.indices).SerializeToString()
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    tallies = {"all": PixelTally()}
    pixels, seconds = 0, 0.0
    for picture in chosen.load(data, "val"):
        place = tallies.setdefault(picture.name.split("_")[0], PixelTally())
        labelled = LabelledPicture(picture)
        for row in range(0, labelled.grid.height, _ROWS):
            rows = min(_ROWS, labelled.grid.height - row)
            values, labels = labelled.read(Window(0, row, labelled.grid.width, rows))
            start = time.process_time()
            (answer,) = session.run(None, {INPUT_NAME: np.ascontiguousarray(values[None])})
            seconds += time.process_time() - start
            pixels += labels.size
            found = np.array(classifier.classes, np.uint8)[answer[0].argmax(axis=0)]
            for tally in (tallies["all"], place):
                tally.push(labels, found)
    return {
        "bytes": len(content),
        "cpu_seconds_a_megapixel": round(seconds / (pixels / 1e6), 3),
        "val": {
            place: {entry.name: _row(tally, entry.id) for entry in classes}
            for place, tally in tallies.items()
            if place == "all" or 1 < len(tallies) - 1 <= 3
        },
    }


def _row(tally: PixelTally, class_id: int) -> dict[str, Any]:
    score = pixel_score(tally.confusion, class_id)
    names = ("iou", "f1", "precision", "recall")
    values = {name: getattr(score, name) for name in names}
    return {name: None if value is None else round(value, 4) for name, value in values.items()}


def main(arguments: Sequence[str]) -> int:
    """Train, score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help=f"one of {', '.join(DATA_SETS)}")
    parser.add_argument("--method", choices=PIXEL_METHODS, default=PIXEL_METHODS[0])
    parser.add_argument("--balance", action="store_true", help="let all classes weigh the same")
    parser.add_argument("--trees", type=int, default=64)
    parser.add_argument("--leaves", type=int, default=1024)
    parser.add_argument("--samples", type=int, default=50_000, help="pixels of each class")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    folder = options.folder.resolve()
    if folder.name not in DATA_SETS:
        parser.error(f"{folder.name} is none of {', '.join(DATA_SETS)}")
    chosen = DATA_SETS[folder.name]
    job = TrainPixelClassifierJob(
        inputs=(),
        labels="",
        output="",
        method=options.method,
        indices=chosen.indices,
        trees=options.trees,
        leaves=options.leaves,
        samples=options.samples,
        balance=options.balance,
        seed=options.seed,
    )
    reporter = SilentReporter()
    pictures = [
        picture for split in ("train", "holdout") for picture in chosen.load(folder.parent, split)
    ]
    samples = draw_samples(
        [LabelledPicture(picture) for picture in pictures], job.samples, job.seed, reporter
    )
    classifier = train_on(samples, job, chosen.bands, reporter)
    answer = {
        "data": folder.name,
        "method": job.method,
        "balance": job.balance,
        "samples": len(samples.class_id),
        **scores(classifier, job, chosen, folder.parent),
    }
    print(json.dumps(answer, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
