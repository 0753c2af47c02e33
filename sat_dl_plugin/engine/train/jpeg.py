"""What JPEG does to pictures, for whole batches on any device.

Quantisation of the cosine coefficients of 8 x 8 blocks in luma and chroma, chroma at half the
size, with the tables of annex K of ITU-T T.81 (1992) scaled by quality as libjpeg does. Coding
without loss, which is the rest of JPEG, changes no pixel and is left out.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

_BLOCK = 8

# Chroma is halved, so blocks of both lie on this grid.
_MULTIPLE = 2 * _BLOCK

_LUMA = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
_CHROMA_CORNER = ((17, 18, 24, 47), (18, 21, 26, 66), (24, 26, 56, 99), (47, 66, 99, 99))
_CHROMA_REST = 99

# Red, green, blue -> luma, blue difference, red difference (ITU-T T.871).
_TO_YCC = (
    (0.299, 0.587, 0.114),
    (-0.168736, -0.331264, 0.5),
    (0.5, -0.418688, -0.081312),
)
_FROM_YCC = ((1.0, 0.0, 1.402), (1.0, -0.344136, -0.714136), (1.0, 1.772, 0.0))


def through_jpeg(pictures: Tensor, quality: Tensor) -> Tensor:
    """Return pictures after JPEG.

    Args:
        pictures: (n, 3, h, w), red, green and blue in 0..1.
        quality: (n,) whole numbers, 1 to 100.

    Returns:
        The same shape, in 0..1 and steps of 1/255.
    """
    rows, columns = pictures.shape[2:]
    padding = (0, -columns % _MULTIPLE, 0, -rows % _MULTIPLE)
    padded = functional.pad(pictures, padding, mode="replicate") * 255.0
    ycc = _mix(padded, _TO_YCC)
    luma = _quantised(ycc[:, :1] - 128.0, _tables(_LUMA, quality)) + 128.0
    chroma = _quantised(functional.avg_pool2d(ycc[:, 1:], 2), _tables(_chroma(), quality))
    chroma = functional.interpolate(chroma, scale_factor=2.0, mode="bilinear", align_corners=False)
    restored = torch.round(_mix(torch.cat([luma, chroma], dim=1), _FROM_YCC))
    return restored.clamp(0.0, 255.0)[:, :, :rows, :columns] / 255.0


def _chroma() -> tuple[tuple[int, ...], ...]:
    rest = (_CHROMA_REST,) * 4
    return (*(row + rest for row in _CHROMA_CORNER), *((rest + rest,) * 4))


def _mix(pictures: Tensor, rows: tuple[tuple[float, ...], ...]) -> Tensor:
    matrix = torch.tensor(rows, device=pictures.device)
    return torch.einsum("oc,nchw->nohw", matrix, pictures)


def _tables(table: tuple[tuple[int, ...], ...], quality: Tensor) -> Tensor:
    """Return the steps of quantisation, (n, 1, 1, 1, 8, 8)."""
    strength = torch.where(quality < 50, 5000.0 / quality, 200.0 - 2.0 * quality)
    base = torch.tensor(table, device=quality.device, dtype=torch.float32)
    steps = torch.floor((base * strength[:, None, None] + 50.0) / 100.0).clamp(1.0, 255.0)
    return steps[:, None, None, None]


def _quantised(maps: Tensor, steps: Tensor) -> Tensor:
    """Round the cosine coefficients of the blocks of maps (n, c, h, w) to whole steps."""
    basis = _cosines().to(maps.device)
    blocks = maps.unfold(2, _BLOCK, _BLOCK).unfold(3, _BLOCK, _BLOCK)
    rounded = torch.round(basis @ blocks @ basis.T / steps) * steps
    restored = basis.T @ rounded @ basis
    return restored.permute(0, 1, 2, 4, 3, 5).reshape(maps.shape)


def _cosines() -> Tensor:
    """Return the orthonormal cosine transform of a block, (8, 8)."""
    index = torch.arange(_BLOCK, dtype=torch.float32)
    basis = torch.cos(math.pi / _BLOCK * (index[None, :] + 0.5) * index[:, None])
    basis[0] *= math.sqrt(0.5)
    return basis * math.sqrt(2.0 / _BLOCK)
