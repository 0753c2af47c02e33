"""Sharp pictures of many folders in one file, small enough to carry to another machine.

Reading needs NumPy and Pillow only, so that a machine that trains needs no GDAL.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.train.sharp_images import ImageGroup, SharpImage

_WEIGHT = "weight"
_VALID = ".valid"

_JPEG_START = b"\xff\xd8"
# Decoders of JPEG round differently; other pictures differ by far more.
_DECODERS_DIFFER = 1.0


def encode_picture(pixels: NDArray[np.uint8], source: Path) -> bytes:
    """Return a picture as the bytes of a file, without any loss.

    Args:
        pixels: (3, h, w).
        source: The file it was read from; when that is a JPEG of these pixels its own bytes are
            taken, which are a third of what any lossless format needs.
    """
    original = source.read_bytes()
    if original[:2] == _JPEG_START and _alike(_decode(original), pixels):
        return original
    buffer = io.BytesIO()
    Image.fromarray(np.moveaxis(pixels, 0, 2)).save(buffer, "WEBP", lossless=True, method=4)
    return buffer.getvalue()


def write_store(path: Path, splits: Mapping[str, Sequence[tuple[ImageGroup, list[bytes]]]]) -> None:
    """Write the pictures of some splits.

    Args:
        path: ``.npz`` to write.
        splits: Name of a split -> its groups, each with the encoded pictures of its images.
    """
    arrays: dict[str, Any] = {}
    for split, groups in splits.items():
        for group, encoded in groups:
            prefix = f"{split}/{group.name}/"
            arrays[f"{prefix}{_WEIGHT}"] = np.array(group.weight)
            for image, content in zip(group.images, encoded):
                arrays[f"{prefix}{image.name}"] = np.frombuffer(content, np.uint8)
                if not image.valid.all():
                    arrays[f"{prefix}{image.name}{_VALID}"] = np.packbits(image.valid, axis=1)
    np.savez_compressed(path, **arrays)


def read_store(path: Path, split: str) -> list[ImageGroup]:
    """Return the pictures of a split.

    Raises:
        InputError: If the file cannot be read.
    """
    try:
        with np.load(path, allow_pickle=False) as stored:
            return _groups(stored, split)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"Pictures {path} cannot be read",
            f"{type(error).__name__}: {error}",
            "Write the file again with the recipe pictures",
        ) from error


def _groups(stored: Mapping[str, NDArray[Any]], split: str) -> list[ImageGroup]:
    images: dict[str, list[SharpImage]] = {}
    for key in stored:
        stored_split, group, name = key.split("/")
        if stored_split != split or name == _WEIGHT or name.endswith(_VALID):
            continue
        pixels = _decode(stored[key].tobytes())
        valid = np.ones(pixels.shape[1:], np.bool_)
        if key + _VALID in stored:
            bits = np.unpackbits(stored[key + _VALID], axis=1, count=pixels.shape[2])
            valid = bits.astype(np.bool_)
        images.setdefault(group, []).append(SharpImage(name, pixels, valid))
    return [
        ImageGroup(name, found, float(stored[f"{split}/{name}/{_WEIGHT}"]))
        for name, found in images.items()
    ]


def _alike(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> bool:
    if first.shape != second.shape:
        return False
    difference = np.abs(first.astype(np.int16) - second)
    return float(difference.mean()) <= _DECODERS_DIFFER


def _decode(content: bytes) -> NDArray[np.uint8]:
    with Image.open(io.BytesIO(content)) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    return np.ascontiguousarray(np.moveaxis(pixels, 2, 0))
