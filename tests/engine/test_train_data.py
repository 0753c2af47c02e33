from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
rasterio = pytest.importorskip("rasterio")

from sat_dl_plugin.contract.errors import InputError  # noqa: E402
from sat_dl_plugin.engine.train import datasets  # noqa: E402
from sat_dl_plugin.engine.train.augmentation import PhotometricAugmentation  # noqa: E402
from sat_dl_plugin.engine.train.recipes import RECIPES  # noqa: E402
from sat_dl_plugin.engine.train.sampling import PatchGeometry, PatchSampler  # noqa: E402
from sat_dl_plugin.engine.train.scenes import (  # noqa: E402
    IGNORED,
    Meaning,
    Scene,
    SceneGroup,
    Vocabulary,
    area_average,
    exactly,
    exclusive_vocabulary,
    pyramid,
)

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

needs_data = pytest.mark.skipif(
    not (DATA / datasets.OAM).is_dir() or not (DATA / datasets.DUBAI).is_dir(),
    reason="the training data are not here",
)


CPU = torch.device("cpu")
VOCABULARY = exclusive_vocabulary(2)
GROUND, BUILDING = 1, 2


def sampler_of(
    scenes: list[Scene], scales: tuple[float, float] = (0.6, 1.6), seed: int = 0, **geometry
) -> PatchSampler:
    group = SceneGroup("toy", [scenes], scales=scales)
    return PatchSampler([group], VOCABULARY, [1], PatchGeometry(**geometry), seed, CPU)


def rare_scene(side: int = 200) -> Scene:
    """Return a scene with one small building and nothing else."""
    rng = np.random.default_rng(0)
    labels = np.full((side, side), GROUND, dtype=np.uint8)
    labels[20:26, 30:36] = BUILDING
    return Scene("rare", rng.integers(0, 256, (3, side, side), dtype=np.uint8), labels)


@pytest.mark.parametrize("size", [7, 8])
def test_half_of_every_batch_shows_foreground(size: int) -> None:
    sampler = sampler_of([rare_scene()], (0.5, 0.5), seed=3, size=64)
    seen = []
    for step in range(12):
        patches = sampler.batch(step, size)
        with_building = (patches.labels == BUILDING).flatten(1).any(1)
        assert bool(with_building[: (size + 1) // 2].all())
        seen.append(with_building[(size + 1) // 2 :])

    assert float(torch.cat(seen).float().mean()) < 0.5


def test_the_same_step_gives_the_same_batch_and_another_step_another() -> None:
    samplers = [sampler_of([rare_scene()], seed=5, size=32) for _ in range(2)]

    first, again = (sampler.batch(4, 3) for sampler in samplers)

    assert torch.equal(first.images, again.images)
    assert torch.equal(first.labels, again.labels)
    assert not torch.equal(first.images, samplers[0].batch(5, 3).images)


def test_patches_keep_image_and_labels_together() -> None:
    """The image repeats the labels, so any mistake of geometry shows as a difference."""
    side = 160
    rng = np.random.default_rng(2)
    blocks = np.kron(rng.integers(0, 2, (side // 16, side // 16)), np.ones((16, 16)))
    labels = np.where(blocks > 0, BUILDING, GROUND).astype(np.uint8)
    image = np.repeat((blocks * 255).astype(np.uint8)[None], 3, axis=0)
    sampler = sampler_of(pyramid(Scene("blocks", image, labels), (1.0, 1.5)), seed=1, size=48)

    patches = sampler.batch(0, 12)

    sure = (patches.images[:, 0] < 3) | (patches.images[:, 0] > 252)
    sure &= patches.labels != IGNORED
    agrees = (patches.images[:, 0] > 127) == (patches.labels == BUILDING)
    assert float(sure.float().mean()) > 0.4
    assert float(agrees[sure].float().mean()) > 0.995


def test_what_lies_outside_the_scene_is_ignored() -> None:
    scene = rare_scene(side=40)

    patches = sampler_of([scene], size=64).batch(0, 4)

    assert bool((patches.labels == IGNORED).any())


def test_upright_patches_are_windows_of_the_scene() -> None:
    scene = rare_scene(side=60)

    patches = sampler_of([scene], (1.0, 1.0), size=60, upright=True, free_rotation=0.0).batch(0, 2)

    np.testing.assert_allclose(patches.images[0].numpy(), scene.image, atol=1e-2)
    np.testing.assert_array_equal(patches.labels[1].numpy(), scene.labels)


def test_pictures_of_any_bands_and_type_are_cut() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 10_000, (6, 80, 80)).astype(np.uint16)
    labels = np.full((80, 80), BUILDING, np.uint8)

    patches = sampler_of([Scene("many", image, labels)], size=32).batch(0, 3)

    assert patches.images.shape == (3, 6, 32, 32)
    assert float(patches.images.max()) > 5000


@pytest.mark.parametrize("shape", [(7, 5), (3, 9), (20, 20)])
def test_area_average_keeps_the_mean(shape: tuple[int, int]) -> None:
    band = np.random.default_rng(0).random((20, 30)).astype(np.float32)

    averaged = area_average(band, shape)

    assert averaged.shape == shape
    assert float(averaged.mean()) == pytest.approx(float(band.mean()), rel=1e-4)


def test_halving_is_the_mean_of_four_pixels() -> None:
    band = np.arange(16, dtype=np.float32).reshape(4, 4)

    np.testing.assert_allclose(area_average(band, (2, 2)), [[2.5, 4.5], [10.5, 12.5]], rtol=1e-6)


def test_smaller_pixels_are_interpolated_and_keep_their_place() -> None:
    image = np.arange(8, dtype=np.float32)[None, None].repeat(4, axis=1)
    scene = Scene("ramp", image, np.full((4, 8), GROUND, np.uint8), scale=2.0)

    fine = scene.resampled(1.0)

    assert fine.shape == (8, 16)
    np.testing.assert_allclose(fine.image[0, 3, 2:6], [0.75, 1.25, 1.75, 2.25], atol=1e-5)


def test_a_label_value_that_is_not_listed_is_ignored() -> None:
    (source,) = (s for s in RECIPES["urban"].sources if s.name == datasets.OAM)

    found = sorted(source.meaning.items())

    meanings = RECIPES["urban"].vocabulary.meanings
    assert [meanings[label] for _, label in found] == [
        Meaning(absent=frozenset([1])),
        exactly(1, 5),
    ]


def test_a_vocabulary_begins_with_the_label_that_says_nothing() -> None:
    with pytest.raises(InputError, match="ignored"):
        Vocabulary(2, (exactly(1, 2),))
    with pytest.raises(InputError, match="both present and absent"):
        Meaning(frozenset([1]), frozenset([1]))


@pytest.mark.parametrize("bands", [1, 3, 5])
@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_augmentation_keeps_range_and_repeats_with_its_seed(strength: float, bands: int) -> None:
    images = torch.rand(6, bands, 32, 40)
    augmentation = PhotometricAugmentation(strength)

    changed = augmentation(images, seed=9)

    assert changed.shape == images.shape
    assert 0.0 <= float(changed.min()) <= float(changed.max()) <= 1.0
    assert torch.equal(changed, augmentation(images, seed=9))
    assert torch.equal(changed, images) == (strength == 0.0)


def write_chip(folder: Path, name: str, value: int) -> None:
    for kind, suffix, bands in (("images", ".jpg", 3), ("masks", ".tif", 1)):
        (folder / kind).mkdir(parents=True, exist_ok=True)
        driver = "JPEG" if suffix == ".jpg" else "GTiff"
        profile = {"driver": driver, "width": 16, "height": 16, "count": bands, "dtype": "uint8"}
        pixels = np.full((bands, 16, 16), 0 if kind == "masks" else value, np.uint8)
        with rasterio.open(folder / kind / f"{name}{suffix}", "w", **profile) as dataset:
            dataset.write(pixels)


@pytest.fixture
def tiny_oam(tmp_path: Path) -> Path:
    """Return a data folder with two columns and two rows of map tiles, one column for val."""
    folder = tmp_path / datasets.OAM
    lines = []
    for column, split in ((10, "train"), (11, "val")):
        for row in (datasets.OAM_HOLDOUT_ROW - 1, datasets.OAM_HOLDOUT_ROW):
            name = f"banepa_{column}_{row}_z19"
            write_chip(folder, name, 200)
            lines.append({"name": name, "gsd_m": 0.25, "split": split})
    with (folder / "index.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, ["name", "gsd_m", "split"])
        writer.writeheader()
        writer.writerows(lines)
    return tmp_path


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_the_splits_of_a_mosaic_do_not_overlap(tiny_oam: Path) -> None:
    scenes = {
        split: datasets.load_oam(tiny_oam, split, context=True)[0]
        for split in ("train", "holdout", "val")
    }

    labelled = {split: scene.labels != datasets.UNLABELLED for split, scene in scenes.items()}
    assert [int(mask.sum()) for mask in labelled.values()] == [256, 256, 512]
    assert int(sum(mask.astype(int) for mask in labelled.values()).max()) == 1
    assert scenes["train"].gsd_m == 0.25


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_without_context_nothing_of_another_split_is_seen(tiny_oam: Path) -> None:
    (picture,) = datasets.load_oam(tiny_oam, "train")

    assert picture.labels.shape == (16, 16)


def test_a_missing_data_set_names_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dubai_landcover"):
        datasets.load_dubai(tmp_path, "train")


@needs_data
def test_the_real_splits_share_no_picture_and_the_holdout_is_part_of_train() -> None:
    entries = datasets.read_index(
        DATA / datasets.DUBAI, lambda name: name in datasets.DUBAI_HOLDOUT
    )

    names = {
        split: {entry.name for entry in entries if entry.split == split}
        for split in ("train", "holdout", "val")
    }
    assert names["holdout"] == set(datasets.DUBAI_HOLDOUT)
    assert not names["train"] & names["holdout"]
    assert not (names["train"] | names["holdout"]) & names["val"]
