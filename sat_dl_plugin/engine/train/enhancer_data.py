"""The pictures that the bundled enhancing networks are trained and scored on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.engine.train.picture_store import encode_picture, read_store, write_store
from sat_dl_plugin.engine.train.sharp_images import ImageGroup, SharpImage

# What progress is watched on takes less room than what is learned from.
_LIMIT_SHARES: Mapping[str, float] = {"train": 0.88, "val": 0.12}

# Folder, and its share of the patches: the sharpest stock first; all but that were JPEG once.
_SOURCES: Mapping[str, float] = {
    "naip_urban_trees": 5.0,
    "naip_fields": 3.0,
    "oam_buildings": 1.0,
    "mass_roads": 0.5,
}
_SUFFIXES = (".png", ".jpg", ".tif")

_SENTINEL2 = "sentinel2_chips"
_SENTINEL2_WEIGHT = 0.5
# Picture -> its bands of red, green and blue. The other two pictures are kept for scoring.
_SENTINEL2_TRAIN: Mapping[str, tuple[int, int, int]] = {
    "village_12bands": (4, 3, 2),
    "boadella_2020-01-28_12bands": (4, 3, 2),
    "nc_coast_8bit_B02B03B04B08": (3, 2, 1),
}

# Drone pictures are enlarged to the zoom of a web map; half of their pixels add nothing.
_HALVED = frozenset({"oam_buildings"})


def image_groups(data: Path, split: str) -> list[ImageGroup]:
    """Return the pictures of a split of every source.

    Args:
        data: Folder of the data sets, or a file that `prepare` wrote.
        split: ``train`` or ``val``.
    """
    if data.is_file():
        return read_store(data, split)
    return [group for group, _ in _read_sources(data, split)]


def prepare(data: Path, output: Path, limit_bytes: int) -> int:
    """Write the pictures of both splits into one file.

    Args:
        data: Folder of the data sets.
        output: ``.npz`` to write.
        limit_bytes: Size that the pictures may take; when those of a split take more than its
            part, each source keeps as many as its weight in training allows.

    Returns:
        The size of the file, bytes.
    """
    splits = {}
    for split in _LIMIT_SHARES:
        encoded = [
            (
                group,
                [encode_picture(image.pixels, path) for image, path in zip(group.images, paths)],
            )
            for group, paths in _read_sources(data, split)
        ]
        splits[split] = _within(encoded, int(_LIMIT_SHARES[split] * limit_bytes))
    output.parent.mkdir(parents=True, exist_ok=True)
    write_store(output, splits)
    return output.stat().st_size


def _within(
    encoded: list[tuple[ImageGroup, list[bytes]]], limit_bytes: int
) -> list[tuple[ImageGroup, list[bytes]]]:
    """Return as many pictures as fit; what a source does not need goes to the others."""
    sizes = {group.name: sum(map(len, contents)) for group, contents in encoded}
    rising = sorted(encoded, key=lambda entry: sizes[entry[0].name] / entry[0].weight)
    left, weight = limit_bytes, sum(group.weight for group, _ in encoded)
    kept = []
    for group, contents in rising:
        room = min(sizes[group.name], int(left * group.weight / weight))
        left, weight = left - room, weight - group.weight
        kept.append(_thinned(group, contents, room / max(sizes[group.name], 1)))
    return kept


def _thinned(
    group: ImageGroup, contents: list[bytes], share: float
) -> tuple[ImageGroup, list[bytes]]:
    """Return a share of the pictures of a group, evenly chosen."""
    count = max(1, int(len(contents) * share))
    kept = [index * len(contents) // count for index in range(count)]
    images = [group.images[index] for index in kept]
    return replace(group, images=images), [contents[index] for index in kept]


def _read_sources(data: Path, split: str) -> list[tuple[ImageGroup, Sequence[Path]]]:
    found: list[tuple[ImageGroup, Sequence[Path]]] = []
    for name, weight in _SOURCES.items():
        paths = _paths(data / name, split)
        images = [_read(path, (1, 2, 3), halved=name in _HALVED) for path in paths]
        if images:
            found.append((ImageGroup(name, images, weight), paths))
    if split == "train":
        paths = [data / _SENTINEL2 / f"{name}.tif" for name in _SENTINEL2_TRAIN]
        bands = _SENTINEL2_TRAIN.values()
        images = [_read(path, of_path) for path, of_path in zip(paths, bands)]
        found.append((ImageGroup(_SENTINEL2, images, _SENTINEL2_WEIGHT), paths))
    return found


def _paths(folder: Path, split: str) -> Sequence[Path]:
    # Imported here, as is the reader below: a machine that only trains has no GDAL.
    from sat_dl_plugin.engine.train.datasets import read_index

    candidates = [
        [folder / "images" / f"{entry.name}{suffix}" for suffix in _SUFFIXES]
        for entry in read_index(folder, lambda _name: False)
        if entry.split == split
    ]
    return [path for several in candidates for path in several if path.is_file()]


def _read(path: Path, bands: tuple[int, int, int], *, halved: bool = False) -> SharpImage:
    from sat_dl_plugin.engine.train.sharp_reading import read_sharp_image

    image = read_sharp_image(path, bands)
    return _half_size(image) if halved else image


def _half_size(image: SharpImage) -> SharpImage:
    rows, columns = (side // 2 for side in image.valid.shape)
    pixels = image.pixels[:, : 2 * rows, : 2 * columns].reshape(3, rows, 2, columns, 2)
    valid = image.valid[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2)
    mean = np.rint(pixels.mean(axis=(2, 4))).astype(np.uint8)
    shown: NDArray[np.bool_] = np.all(valid, axis=(1, 3))
    return SharpImage(image.name, mean, shown)
