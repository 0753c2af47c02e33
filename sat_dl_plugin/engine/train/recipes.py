"""The recipes of the bundled segmentation networks: what each learns from, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Callable, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, DSTL_LEGEND
from sat_dl_plugin.engine.train import datasets
from sat_dl_plugin.engine.train.architectures import (
    CLASSIC,
    CONSTANT,
    LITE,
    LITE_DEEP,
    PRETRAINED,
    build_network,
)
from sat_dl_plugin.engine.train.datasets import UNLABELLED, Picture
from sat_dl_plugin.engine.train.fit_settings import FitSettings
from sat_dl_plugin.engine.train.loss import LossWeights
from sat_dl_plugin.engine.train.network import (
    IMAGENET_MEAN,
    IMAGENET_STD,
    SegmentationNetwork,
)
from sat_dl_plugin.engine.train.sampling import PatchGeometry
from sat_dl_plugin.engine.train.scale_choice import TRIED, Scales
from sat_dl_plugin.engine.train.scenes import (
    IGNORED,
    Scene,
    SceneGroup,
    Vocabulary,
    exclusive_vocabulary,
    pyramid,
)
from sat_dl_plugin.engine.train.start import start_from

ENCODER_WEIGHTS = Path("weights") / "efficientnet_lite0_imagenet.npz"

LICENCE = "CC-BY-4.0"

DUBAI_CREDIT = (
    "Semantic segmentation of aerial imagery of Dubai, Humans in the Loop and Mohammed Bin Rashid "
    "Space Centre, CC0 1.0"
)
OAM_CREDIT = (
    "OpenAerialMap imagery of Banepa and Kampala, (c) OpenAerialMap contributors, CC BY 4.0, with "
    "building footprints (c) OpenStreetMap contributors, ODbL 1.0"
)
ROADS_CREDIT = (
    "Massachusetts Roads, V. Mnih 2013: orthophotos of MassGIS, public domain, with roads "
    "(c) OpenStreetMap contributors, ODbL 1.0"
)
FIELDS_CREDIT = "Field boundaries of Agoro, MIT, on NAIP imagery of the USDA, public domain"
DANISH_CREDIT = (
    "Modified Copernicus Sentinel data with fields of the Danish register (LPIS, open data)"
)
TREES_CREDIT = (
    "Urban Tree Detection Data, Ventura et al. 2024, CC BY 4.0, on NAIP imagery of the USDA, "
    "public domain"
)
KIT_CREDIT = "KIT AIS Data Set, CC BY 3.0"
MINSK_CREDIT = "Frames of Minsk, (c) Yauhen Kharuzhy and Minsk OSM community, CC BY-SA"
IMAGENET_CREDIT = "ImageNet, through the EfficientNet-Lite0 weights of the encoder, Apache-2.0"

_EIGHT_BIT = Scaling(1.0 / 255.0, IMAGENET_MEAN, IMAGENET_STD)

# Near infrared beside red, green and blue, over the training pictures of the trees.
_EIGHT_BIT_NIR = Scaling(1.0 / 255.0, (*IMAGENET_MEAN, 0.52), (*IMAGENET_STD, 0.20))


@dataclass(frozen=True)
class Source:
    """One data set as a network sees it."""

    name: str
    load: Callable[[Path, str], Sequence[Picture]]
    """Pictures of a split: ``train``, ``holdout`` or ``val``."""
    meaning: Mapping[int, int]
    """Label value of the vocabulary by stored label value; others are ignored."""
    gsd_m: float
    """Metres per pixel where a picture does not say."""
    weight: float
    scales: tuple[float, float]
    """Range of the size of a patch pixel relative to the recipe's nominal one."""
    levels: tuple[float, ...] = ()
    """Sizes of pixels, likewise, at which the pictures are kept beside their own."""
    bands: int = 3

    def scenes(self, data: Path, split: str, nominal_gsd_m: float) -> list[Scene]:
        """Return the pictures of a split as scenes at their own resolution."""
        return [
            Scene(
                f"{self.name} {picture.name}",
                picture.image[: self.bands],
                _translated(picture.labels, self.meaning),
                (picture.gsd_m or self.gsd_m) / nominal_gsd_m,
            )
            for picture in self.load(data, split)
        ]


def _translated(labels: NDArray[np.uint8], meaning: Mapping[int, int]) -> NDArray[np.uint8]:
    table = np.full(256, IGNORED, dtype=np.uint8)
    for stored, label in meaning.items():
        table[stored] = label
    table[UNLABELLED] = IGNORED
    return table[labels]


@dataclass(frozen=True)
class Recipe:
    """Everything that makes one bundled network."""

    name: str
    title: str
    """What it finds in what, one sentence."""
    classes: tuple[tuple[int, str], ...]
    """Class ids and names of the channels after the background."""
    sources: tuple[Source, ...]
    vocabulary: Vocabulary
    trained_on: tuple[str, ...]
    nominal_gsd_m: float
    """Metres per pixel that scale 1 stands for in training."""
    version: str = "1"
    """Of the file that ships."""
    architecture: str = LITE
    card_gsd_m: Optional[float] = None
    """Resolution that georeferenced rasters are predicted at; None for their own."""
    bands: tuple[str, ...] = ("red", "green", "blue")
    scaling: Scaling = _EIGHT_BIT
    tried_scales: tuple[Scales, ...] = TRIED
    """Sets of scales of which the best quality averages the one that pays on the holdout."""
    colors: Mapping[int, str] = field(default_factory=dict)
    """Of classes that are not in the common legend."""
    batch_size: int = 16
    learning_rate: float = 2e-3
    overlap: float = 0.5
    licence: str = LICENCE
    smallest_m2: float = 0.0
    """Minimum mapping unit: smaller objects are removed and smaller holes filled at least."""
    objects: Mapping[str, int] = field(default_factory=dict)
    """The class that is scored by object too, if any, and the smallest that counts, pixels."""
    points: Optional[Callable[[Path, str], Mapping[str, NDArray[np.float64]]]] = None
    """Marked objects of a split by picture, columns and rows, when the class marks single ones."""
    point_reach_m: float = 0.0
    """Largest distance of a found object from a marked one."""

    def training(self, data: Path) -> list[SceneGroup]:
        """Return the scenes that the network learns from."""
        groups = []
        for source in self.sources:
            scenes = source.scenes(data, "train", self.nominal_gsd_m)
            pyramids = [
                pyramid(scene, sorted({scene.scale, *_coarser(source.levels, scene.scale)}))
                for scene in scenes
            ]
            groups.append(SceneGroup(source.name, pyramids, source.weight, source.scales))
        return groups

    def scoring(self, data: Path, split: str, scale: Optional[float] = None) -> list[Scene]:
        """Return the scenes of a split to be scored.

        Args:
            data: Folder that holds the data sets.
            split: ``holdout`` to choose on, ``val`` to report.
            scale: Size of a pixel relative to the nominal one; None for what the card says:
                the nominal one where the network has a resolution, else the pictures' own.
        """
        wanted = 1.0 if scale is None and self.card_gsd_m is not None else scale
        scenes = [
            scene
            for source in self.sources
            for scene in source.scenes(data, split, self.nominal_gsd_m)
        ]
        if wanted is None:
            return scenes
        return [
            scene if abs(scene.scale - wanted) < 1e-6 else scene.resampled(wanted)
            for scene in scenes
        ]

    def network(self, data: Path) -> SegmentationNetwork:
        """Return the untrained network, its encoder trained on ImageNet where it has one."""
        network = build_network(
            self.architecture, len(self.bands), len(self.classes) + 1, overlapping=False
        )
        if self.architecture in PRETRAINED:
            start_from(network, data / ENCODER_WEIGHTS)
        return network

    def settings(self, **changes: Any) -> FitSettings:
        """Return how it is trained; the changes are fields of `FitSettings`."""
        basic = FitSettings(
            seconds=1.0,
            batch_size=self.batch_size,
            learning_rate=self.learning_rate,
            loss=LossWeights(overlap=self.overlap),
        )
        return replace(basic, **changes)

    def class_cards(self) -> tuple[ClassCard, ...]:
        """Return a card for every channel, with neither thresholds nor rules."""
        legend = {entry.id: entry.color for entry in DSTL_LEGEND}
        colors = {**legend, **self.colors}
        background = ClassCard(BACKGROUND_ID, "background", "#d9d4c7", threshold=0.0)
        return (
            background,
            *(ClassCard(class_id, name, colors[class_id]) for class_id, name in self.classes),
        )

    def card(
        self,
        network: SegmentationNetwork,
        classes: tuple[ClassCard, ...],
        scales: Scales,
        metrics: Mapping[str, Any],
    ) -> ModelCard:
        """Return the card of the trained network."""
        return ModelCard(
            name=self.name,
            version=self.version,
            licence=self.licence,
            trained_on=self.trained_on,
            classes=classes,
            bands=self.bands,
            gsd_m=self.card_gsd_m,
            scaling=self.scaling,
            activation="none",
            stride_px=network.stride_px,
            halo_px=network.halo_px,
            scales=scales,
            metrics=dict(metrics),
            description=f"{self.title} Network: {network.architecture}.",
        )


def plain(recipe: Recipe) -> Recipe:
    """Return the recipe of a plain U-Net, to compare with: a small one, from a random start.

    The constant network of the Dstl recipe would take six times as long for a batch, so that it
    had seen next to nothing after the time that a bundled network was trained for. What else the
    article adds is left out by `plain_settings`.
    """
    sources = tuple(
        replace(source, scales=(natural, natural))
        for source in recipe.sources
        for natural in [max(1.0, source.gsd_m / recipe.nominal_gsd_m)]
    )
    return replace(recipe, name=f"{recipe.name}-plain", architecture=CLASSIC, sources=sources)


def plain_settings(recipe: Recipe, **changes: Any) -> FitSettings:
    """Return the settings of training without the article's steps.

    Patches at random places, upright and at one scale, colours as they are, cross-entropy alone.
    """
    return recipe.settings(
        geometry=PatchGeometry(free_rotation=0.0, foreground=0.0, upright=True),
        augmentation=0.0,
        loss=LossWeights(overlap=0.0),
        **changes,
    )


def _coarser(levels: Sequence[float], own: float) -> list[float]:
    return [level for level in levels if level > own * 1.05]


def _vegetation(data: Path, split: str) -> list[Picture]:
    """Return the tree pictures with vegetation from their near infrared.

    Labels: 1 vegetation, 0 none, `UNLABELLED` between.
    """
    pictures = []
    for picture in datasets.load_trees(data, split):
        red, near = (picture.image[band].astype(np.float32) for band in (0, 3))
        index = (near - red) / np.maximum(near + red, 1.0)
        labels = np.full(index.shape, UNLABELLED, dtype=np.uint8)
        labels[index > _GREEN] = 1
        labels[index < _BARE] = 0
        pictures.append(replace(picture, labels=labels))
    return pictures


# Vegetation indices of what surely is vegetation and what surely is none.
_GREEN, _BARE = 0.25, 0.05

_URBAN_VOCABULARY = exclusive_vocabulary(5, partial=[(1,), (2,), (3,)])
_URBAN = Recipe(
    name="urban",
    title="Buildings, roads, vegetation and water in RGB imagery of 0.3 to 1 m.",
    classes=((1, "building"), (3, "road"), (5, "vegetation"), (8, "water")),
    sources=(
        Source(
            datasets.DUBAI,
            datasets.load_dubai,
            {1: 2, 2: 3, 3: 4, 4: 5, 5: 1},
            0.5,
            0.5,
            (0.6, 1.8),
            (1.5,),
        ),
        Source(datasets.OAM, datasets.load_oam, {0: 6, 1: 2}, 0.15, 0.2, (0.5, 2.0), (0.7, 1.3)),
        Source(datasets.ROADS, datasets.load_roads, {0: 7, 1: 3}, 1.0, 0.2, (1.0, 2.4)),
        Source(datasets.TREES, _vegetation, {0: 8, 1: 4}, 0.6, 0.1, (0.8, 2.0)),
    ),
    vocabulary=_URBAN_VOCABULARY,
    trained_on=(DUBAI_CREDIT, OAM_CREDIT, ROADS_CREDIT, TREES_CREDIT, IMAGENET_CREDIT),
    nominal_gsd_m=0.5,
    version="2",
    card_gsd_m=0.5,
    smallest_m2=8.0,
    batch_size=32,
)
_BUILDINGS = Recipe(
    name="buildings",
    title="Buildings in RGB imagery of 0.1 to 0.5 m.",
    classes=((1, "building"),),
    sources=(
        Source(
            datasets.OAM, datasets.load_oam, {0: 1, 1: 2}, 0.15, 1.0, (0.6, 3.0), (1.0, 1.5, 2.3)
        ),
    ),
    vocabulary=exclusive_vocabulary(2),
    trained_on=(OAM_CREDIT, IMAGENET_CREDIT),
    nominal_gsd_m=0.2,
    version="2",
    # Large roofs and courtyards need a view of more than the 19 m that `LITE` has at this size.
    architecture=LITE_DEEP,
    card_gsd_m=0.2,
    batch_size=32,
)
_ROADS = Recipe(
    name="roads",
    title="Roads in RGB imagery of 0.5 to 1.5 m.",
    classes=((3, "road"),),
    sources=(
        Source(datasets.ROADS, datasets.load_roads, {0: 1, 1: 2}, 1.0, 0.75, (0.8, 1.5)),
        Source(
            datasets.DUBAI,
            datasets.load_dubai,
            {1: 1, 2: 2, 3: 1, 4: 1, 5: 1},
            0.5,
            0.25,
            (0.6, 1.5),
            (1.0,),
        ),
    ),
    vocabulary=exclusive_vocabulary(2),
    trained_on=(ROADS_CREDIT, DUBAI_CREDIT, IMAGENET_CREDIT),
    nominal_gsd_m=1.0,
    # A road under trees is known by where it comes from and where it goes.
    architecture=LITE_DEEP,
    card_gsd_m=1.0,
    batch_size=32,
)
_FIELDS = Recipe(
    name="fields",
    title="Crop fields and their boundaries in RGB imagery of 1 to 10 m.",
    classes=((6, "field"), (11, "field boundary")),
    sources=(
        Source(
            datasets.FIELDS,
            datasets.load_fields,
            {0: 1, 1: 2, 2: 3},
            1.0,
            0.85,
            (0.8, 3.0),
            (1.6, 2.5),
        ),
        Source(
            datasets.SENTINEL2,
            lambda data, split: datasets.load_danish_fields(data) if split == "train" else [],
            {0: 1, 1: 2, 2: 3},
            10.0,
            0.15,
            (5.0, 11.0),
        ),
    ),
    vocabulary=exclusive_vocabulary(3),
    trained_on=(FIELDS_CREDIT, DANISH_CREDIT, IMAGENET_CREDIT),
    nominal_gsd_m=1.0,
    version="2",
    architecture=LITE_DEEP,
    colors={11: "#7a5c1e"},
    objects={"field": 400},
    batch_size=32,
)
_TREES = Recipe(
    name="trees",
    title="Single trees in RGB and near-infrared imagery of 0.6 m.",
    classes=((5, "tree"),),
    sources=(
        Source(datasets.TREES, datasets.load_trees, {0: 1, 1: 2}, 0.6, 1.0, (0.8, 1.25), bands=4),
    ),
    vocabulary=exclusive_vocabulary(2),
    trained_on=(TREES_CREDIT, IMAGENET_CREDIT),
    # Half the pixels of the pictures: neighbouring crowns stay apart.
    nominal_gsd_m=0.3,
    card_gsd_m=0.3,
    bands=("red", "green", "blue", "nir"),
    scaling=_EIGHT_BIT_NIR,
    points=datasets.load_tree_points,
    # Ten pixels of the pictures, as their source scores.
    point_reach_m=6.0,
    batch_size=32,
)
_VEHICLES = Recipe(
    name="vehicles",
    title="Small and large vehicles in RGB imagery of 0.1 to 0.3 m. Experimental.",
    classes=((9, "large vehicle"), (10, "small vehicle")),
    sources=(
        Source(
            datasets.VEHICLES,
            datasets.load_vehicles,
            {0: 1, 2: 2, 1: 3},
            0.06,
            1.0,
            (0.7, 2.0),
            (0.7, 1.0, 1.5),
        ),
    ),
    vocabulary=exclusive_vocabulary(3),
    trained_on=(KIT_CREDIT, MINSK_CREDIT, IMAGENET_CREDIT),
    nominal_gsd_m=0.15,
    card_gsd_m=0.15,
    licence="CC-BY-SA-4.0",
    batch_size=32,
)


def _field_network(gsd_m: float) -> Recipe:
    """Return the recipe of a constant-64 U-Net for fields, one of an ensemble of two scales."""
    return Recipe(
        name=f"fields-unet64-{gsd_m:g}m",
        title=f"Crop fields in RGB imagery of 1 to {gsd_m:g} m, at {gsd_m:g} m per pixel.",
        classes=((6, "field"),),
        sources=(
            Source(
                datasets.FIELDS,
                datasets.load_fields,
                {0: 1, 1: 2, 2: 1},
                1.0,
                1.0,
                (0.8, 1.25),
                (0.8, 1.0),
            ),
        ),
        vocabulary=exclusive_vocabulary(2),
        trained_on=(FIELDS_CREDIT,),
        nominal_gsd_m=gsd_m,
        card_gsd_m=gsd_m,
        architecture=CONSTANT,
        # It is one of several that are averaged, each at a scale of its own.
        tried_scales=((1.0,),),
        learning_rate=1e-3,
    )


RECIPES: Mapping[str, Recipe] = {
    recipe.name: recipe
    for recipe in (
        _URBAN,
        _BUILDINGS,
        _ROADS,
        _FIELDS,
        _TREES,
        _VEHICLES,
        _field_network(2.0),
        _field_network(3.0),
    )
}
"""The bundled networks that are trained on labelled pictures, by name."""


def find_recipe(name: str) -> Recipe:
    """Return the recipe of a bundled network.

    Raises:
        UsageError: If there is none of that name.
    """
    if name not in RECIPES:
        raise UsageError(f"There is no network {name!r}", f"There are {', '.join(RECIPES)}")
    return RECIPES[name]
