"""The bundled pixel classifier ``water``: open water in Sentinel-2's bands of 10 m.

The labels that come with the scenes do not follow the shores (one is a rough sketch, the other
another network's guess), so water is told from land here by thresholds in near and short-wave
infrared, chosen by eye for each scene, with a gap of unlabelled pixels between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import numpy as np
import onnxruntime
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.errors import RasterioError
from scipy import ndimage

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import TrainPixelClassifierJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.analyse.metrics import PixelTally, Score, pixel_score
from sat_dl_plugin.engine.pixels.estimators import PixelClassifier
from sat_dl_plugin.engine.pixels.export import INPUT_NAME, build_onnx
from sat_dl_plugin.engine.pixels.job import train_on, write_classifier
from sat_dl_plugin.engine.pixels.samples import Samples, draw_samples
from sat_dl_plugin.engine.raster.grid import Grid, Window

BANDS = ("blue", "green", "red", "nir")
REFLECTANCE = 1e-4
"""Reflectance of one digital number."""

WATER_ID = 8
CLASSES = (
    ClassCard(BACKGROUND_ID, "background", "#d9d4c7", threshold=0.0),
    ClassCard(WATER_ID, "water", "#1f5fa8", min_object_m2=400.0, max_hole_m2=400.0),
)

SAMPLES_OF_A_SCENE = 10_000
"""Most pixels of each class and scene that are learnt from."""

# The columns west of here are trained on, those east of it are scored.
_TRAIN_SHARE = 0.6

# Copies of the samples as other atmospheres and processing baselines would show them.
_COPIES = 3
_GAINS, _OFFSETS = (0.7, 1.4), (-0.02, 0.1)

_SHORE_PX = 2

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Rule = Callable[[dict[str, Floats]], tuple[Bools, Bools]]
"""From reflectance by band name to (water, land)."""


@dataclass(frozen=True)
class _Source:
    file: str
    place: str
    bands: dict[str, int]
    rule: Rule


@dataclass(frozen=True, eq=False)
class WaterScene:
    """A scene with its labels; samples can be drawn from it."""

    place: str
    values: Floats
    """Reflectance (4, rows, cols) in the order of `BANDS`."""
    labels: NDArray[np.uint8]
    """0 land, 8 water, 255 not known."""

    @property
    def grid(self) -> Grid:
        """A grid of its size."""
        rows, cols = self.labels.shape
        return Grid(cols, rows, Affine.identity())

    @property
    def band_count(self) -> int:
        """Number of bands."""
        return len(self.values)

    def read(self, window: Window) -> tuple[Floats, NDArray[np.uint8]]:
        """Return values and labels of a window."""
        rows, cols = window.slices_in(self.grid.window)
        return self.values[:, rows, cols], self.labels[rows, cols]

    def part(self, split: str) -> WaterScene:
        """Return the scene with the labels of one split: ``train``, ``val`` or ``all``."""
        border = round(self.labels.shape[1] * _TRAIN_SHARE)
        labels = self.labels.copy()
        if split == "train":
            labels[:, border:] = NODATA_ID
        elif split == "val":
            labels[:, :border] = NODATA_ID
        return WaterScene(self.place, self.values, labels)


def load_scenes(data: Path) -> dict[str, WaterScene]:
    """Read the labelled scenes by their names.

    Args:
        data: Folder that holds the data sets.

    Raises:
        InputError: If a scene cannot be read.
    """
    return {name: _load(data / "sentinel2_chips", source) for name, source in _SOURCES.items()}


def train(scenes: Sequence[WaterScene], job: TrainPixelClassifierJob) -> PixelClassifier:
    """Train on the labels of scenes, shown as under other atmospheres, too."""
    return train_on(_varied(_drawn(scenes, job), job.seed), job, BANDS, SilentReporter())


def train_and_score(
    data: Path, job: TrainPixelClassifierJob
) -> tuple[PixelClassifier, dict[str, Any]]:
    """Train on the train split and return the classifier with its scores.

    Scores ``val`` are of the eastern parts of the scenes. Scores ``unseen_place`` are of
    classifiers that saw nothing of the place, and are what other places can expect.
    """
    scenes = load_scenes(data)
    classifier = train([scene.part("train") for scene in scenes.values()], job)
    metrics = {
        "val": _scores(classifier, {name: s.part("val") for name, s in scenes.items()}),
        "unseen_place": {},
    }
    for place in sorted({scene.place for scene in scenes.values()}):
        others = [scene for scene in scenes.values() if scene.place != place]
        unseen = {name: scene for name, scene in scenes.items() if scene.place == place}
        metrics["unseen_place"].update(_scores(train(others, job), unseen, together=False))
    return classifier, metrics


def build_card(job: TrainPixelClassifierJob, metrics: dict[str, Any]) -> ModelCard:
    """Return the card of the bundled classifier."""
    return ModelCard(
        name="water",
        classes=CLASSES,
        bands=BANDS,
        licence="CC-BY-4.0",
        trained_on=(
            "Contains modified Copernicus Sentinel data (2020 and before), through "
            "amullen01/dl-water-bodies and earthpulse/eotdl, both MIT; labels by Sat DL",
        ),
        scaling=Scaling(REFLECTANCE, stored_range=None),
        stride_px=1,
        halo_px=0,
        metrics=metrics,
        description=(
            "Open water in Sentinel-2 imagery, bands B02, B03, B04 and B08 as digital numbers "
            "(reflectance times 10000). A random forest and logistic regression, averaged, on "
            "single pixels."
        ),
    )


def write(
    classifier: PixelClassifier, card: ModelCard, data: Path, job: TrainPixelClassifierJob
) -> int:
    """Write the classifier and its card to ``job.output``; return the bytes of the model."""
    scenes = [scene.part("train") for scene in load_scenes(data).values()]
    return write_classifier(classifier, card, (), _drawn(scenes, job), Path(job.output))


def _drawn(scenes: Sequence[WaterScene], job: TrainPixelClassifierJob) -> Samples:
    """Draw as many samples from each scene, so that none outweighs the others."""
    parts = [draw_samples([scene], job.samples, job.seed, SilentReporter()) for scene in scenes]
    return Samples(
        np.concatenate([part.values for part in parts]),
        np.concatenate([part.class_id for part in parts]),
        np.concatenate([np.full(len(part.class_id), place) for place, part in enumerate(parts)]),
        np.concatenate([part.position for part in parts]),
        np.sum([part.counts for part in parts], axis=0),
    )


def _varied(samples: Samples, seed: int) -> Samples:
    """Add copies with other gains and offsets, alike for all bands of a pixel."""
    chance = np.random.default_rng(seed)
    chosen = np.tile(np.arange(len(samples.class_id)), 1 + _COPIES)
    varied = samples.part(chosen)
    copies = slice(len(samples.class_id), None)
    shape = (len(chosen) - len(samples.class_id), 1)
    values = varied.values[copies] * chance.uniform(*_GAINS, shape)
    varied.values[copies] = np.maximum(values + chance.uniform(*_OFFSETS, shape), 0)
    return varied


def _scores(
    classifier: PixelClassifier, scenes: dict[str, WaterScene], *, together: bool = True
) -> dict[str, Any]:
    card = build_card(TrainPixelClassifierJob((), "", ""), {})
    session = onnxruntime.InferenceSession(
        build_onnx(classifier, card, ()).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    whole, rows = PixelTally(), {}
    for name, scene in scenes.items():
        (answer,) = session.run(None, {INPUT_NAME: scene.values[None]})
        found = np.where(answer[0, 1] >= CLASSES[1].threshold, WATER_ID, 0).astype(np.uint8)
        tally = PixelTally()
        for counted in (tally, whole):
            counted.push(scene.labels, found)
        score = pixel_score(tally.confusion, WATER_ID)
        if score.support:
            rows[name] = {"water": _row(score)}
    if together:
        rows["all"] = {"water": _row(pixel_score(whole.confusion, WATER_ID))}
    return rows


def _row(score: Score) -> dict[str, Any]:
    values = {name: getattr(score, name) for name in ("iou", "f1", "precision", "recall")}
    return {name: None if value is None else round(value, 4) for name, value in values.items()}


def _load(folder: Path, source: _Source) -> WaterScene:
    path = folder / source.file
    try:
        with rasterio.open(path) as dataset:
            stored = dataset.read(list(source.bands.values())).astype(np.float32)
    except RasterioError as error:
        raise InputError(
            f"Scene {path} cannot be read", str(error), "Give the folder that holds the data sets"
        ) from error
    bands = dict(zip(source.bands, stored * np.float32(REFLECTANCE)))
    water, land = source.rule(bands)
    labels = np.full(water.shape, NODATA_ID, dtype=np.uint8)
    labels[land] = BACKGROUND_ID
    labels[water] = WATER_ID
    # Zero in any band is nodata there, as for the engine.
    labels[(stored == 0).any(axis=0)] = NODATA_ID
    return WaterScene(source.place, np.stack([bands[name] for name in BANDS]), labels)


def _dark(water: dict[str, float], land: dict[str, float]) -> Rule:
    """Water is darker than a threshold in all bands named, land brighter in one."""

    def rule(bands: dict[str, Floats]) -> tuple[Bools, Bools]:
        below = np.all([bands[name] < limit for name, limit in water.items()], axis=0)
        above = np.any([bands[name] > limit for name, limit in land.items()], axis=0)
        return below, above

    return rule


def _muddy(bands: dict[str, Floats]) -> tuple[Bools, Bools]:
    """Water brighter in green than in near infrared, driftwood on it included."""
    water = ndimage.binary_fill_holes(bands["green"] > bands["nir"])
    return water, ~ndimage.binary_dilation(water, iterations=_SHORE_PX)


_FOUR = {"blue": 1, "green": 2, "red": 3, "nir": 4}
_TWELVE = {"blue": 2, "green": 3, "red": 4, "nir": 8, "swir16": 11}

_SOURCES = {
    "alaska": _Source(
        "alaska_lakes_B02B03B04B08.tif", "alaska", _FOUR, _dark({"nir": 0.09}, {"nir": 0.12})
    ),
    "boadella 2020-01-13": _Source(
        "boadella_2020-01-13_12bands.tif",
        "boadella",
        _TWELVE,
        _dark({"nir": 0.125, "swir16": 0.095}, {"nir": 0.16, "swir16": 0.115}),
    ),
    "boadella 2020-01-28": _Source("boadella_2020-01-28_12bands.tif", "boadella", _TWELVE, _muddy),
    "village": _Source(
        "village_12bands.tif",
        "village",
        _TWELVE,
        _dark({"nir": 0.09, "swir16": 0.06}, {"nir": 0.17, "swir16": 0.1}),
    ),
}
