"""Opening and closing of all classes of a label map at once.

Each class is one bit of a byte, so that eight classes are eroded or dilated by the same
bitwise operations; the disk is taken apart into its rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.jobs import CleaningRule
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID

Labels = NDArray[np.uint8]

_CLASSES_PER_BYTE = 8
_ALL_CLASSES = 0xFF
_NO_RANK = 255


class LabelMorphology:
    """Opens, then closes the classes of label maps; see `clean` for the exact meaning.

    Args:
        rules: Class id -> rule, the most important class first.
    """

    def __init__(self, rules: Mapping[int, CleaningRule]) -> None:
        ids = list(rules)
        self._openings = _groups({k: rules[k].opening_px for k in ids})
        self._closings = _groups({k: rules[k].closing_px for k in ids})
        self._rank = {class_id: rank for rank, class_id in enumerate(ids)}
        # Background where no class claims the pixel.
        self._class_of_rank = np.zeros(256, dtype=np.uint8)
        self._class_of_rank[: len(ids)] = ids

    @property
    def halo(self) -> int:
        """Rows around a pixel that its result depends on."""
        opening = max((radius for radius, _ in self._openings), default=0)
        closing = max((radius for radius, _ in self._closings), default=0)
        return 2 * (opening + closing)

    def apply(self, labels: Labels) -> Labels:
        """Return the opened and closed label map, shape (rows, cols); the input is kept."""
        return self._close(self._open(labels))

    def _open(self, labels: Labels) -> Labels:
        opened = labels
        unknown = labels == NODATA_ID if self._openings else np.empty(0, dtype=bool)
        has_unknown = bool(unknown.any())
        for radius, classes in self._openings:
            bits = _bits(labels, classes)
            # What is not known never erodes, and nothing grows back out of it.
            seen = bits | (unknown.view(np.uint8) * np.uint8(_ALL_CLASSES)) if has_unknown else bits
            core = _erode(seen, radius, outside=_ALL_CLASSES)
            if has_unknown:
                core[unknown] = 0
            removed = bits & ~_dilate(core, radius, padded=False)
            opened = opened * (removed == 0)
        return opened

    def _close(self, labels: Labels) -> Labels:
        if not self._closings:
            return labels
        best = np.full(labels.shape, _NO_RANK, dtype=np.uint8)
        for radius, classes in self._closings:
            grown = _dilate(_bits(labels, classes), radius, padded=True)
            closed = _erode(grown, radius, outside=0)[radius:-radius, radius:-radius]
            np.minimum(best, _translate(closed, self._rank_of_bits(classes)), out=best)
        return np.where(labels == BACKGROUND_ID, _translate(best, self._class_of_rank), labels)

    def _rank_of_bits(self, classes: list[int]) -> NDArray[np.uint8]:
        """Return, for each byte, the smallest rank among its classes."""
        table = np.full(256, _NO_RANK, dtype=np.uint8)
        values = np.arange(256)
        for bit, class_id in enumerate(classes):
            has_class = (values >> bit) & 1 == 1
            table[has_class] = np.minimum(table[has_class], self._rank[class_id])
        return table


def disk_half_widths(radius: int) -> list[int]:
    """Return the half width of each row of a disk, from its middle row (0) to ``radius``.

    The disk holds the pixels whose centres are at most ``radius`` from its centre.
    """
    return [math.isqrt(radius * radius - row * row) for row in range(radius + 1)]


def _groups(radii: Mapping[int, int]) -> list[tuple[int, list[int]]]:
    """Return (radius, at most eight class ids) for all classes with a radius."""
    groups = []
    for radius in sorted({radius for radius in radii.values() if radius > 0}):
        ids = [class_id for class_id, own in radii.items() if own == radius]
        groups += [
            (radius, ids[first : first + _CLASSES_PER_BYTE])
            for first in range(0, len(ids), _CLASSES_PER_BYTE)
        ]
    return groups


def _bits(labels: Labels, classes: list[int]) -> NDArray[np.uint8]:
    table = np.zeros(256, dtype=np.uint8)
    table[classes] = 1 << np.arange(len(classes), dtype=np.uint8)
    return _translate(labels, table)


def _translate(values: NDArray[np.uint8], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # bytes.translate is several times faster than indexing the table with an array.
    translated = np.ascontiguousarray(values).tobytes().translate(table.tobytes())
    return np.frombuffer(translated, dtype=np.uint8).reshape(values.shape)


def _erode(bits: NDArray[np.uint8], radius: int, outside: int) -> NDArray[np.uint8]:
    padded = np.pad(bits, radius, constant_values=np.uint8(outside))
    return _sweep(padded, radius, bits.shape, np.bitwise_and)


def _dilate(bits: NDArray[np.uint8], radius: int, *, padded: bool) -> NDArray[np.uint8]:
    """Dilate; when ``padded`` the result is ``radius`` wider on all sides."""
    rows, cols = bits.shape
    shape = (rows + 2 * radius, cols + 2 * radius) if padded else (rows, cols)
    return _sweep(np.pad(bits, 2 * radius if padded else radius), radius, shape, np.bitwise_or)


def _sweep(
    padded: NDArray[np.uint8], radius: int, shape: tuple[int, int], combine: np.ufunc
) -> NDArray[np.uint8]:
    """Combine each pixel with all pixels of the disk around it."""
    rows, cols = shape
    result = np.full(shape, combine.identity, dtype=np.int8).view(np.uint8)
    for span, offsets in _spans(padded, radius, cols, combine):
        for offset in offsets:
            combine(result, span[radius + offset : radius + offset + rows], out=result)
    return result


def _spans(
    padded: NDArray[np.uint8], radius: int, cols: int, combine: np.ufunc
) -> Iterator[tuple[NDArray[np.uint8], list[int]]]:
    """Yield horizontally combined rows, ever wider, with the row offsets that need them."""
    half_widths = disk_half_widths(radius)
    span = padded[:, radius : radius + cols].copy()
    for half_width in range(radius + 1):
        if half_width:
            combine(span, padded[:, radius - half_width :][:, :cols], out=span)
            combine(span, padded[:, radius + half_width :][:, :cols], out=span)
        offsets = [row for row, own in enumerate(half_widths) if own == half_width]
        yield span, sorted({sign * row for row in offsets for sign in (1, -1)})
