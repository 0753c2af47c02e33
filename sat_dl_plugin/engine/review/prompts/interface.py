"""What exports of promptable networks look like, and which of them a file is.

Two families are understood, by the names and shapes that their usual exporters write:

- ``sam``: Segment Anything, MobileSAM and others with its decoder (Kirillov et al. 2023,
  arXiv:2304.02643). Decoder inputs ``image_embeddings``, ``point_coords``, ``point_labels`` and, in
  most exports, ``mask_input``, ``has_mask_input``, ``orig_im_size``. Encoder: one picture of
  1, 3, side, side that is standardised outside, or of rows, columns, 3 where the export scales
  pictures itself.
- ``efficientsam``: EfficientSAM (Xiong et al. 2023, arXiv:2312.00863). Decoder inputs
  ``image_embeddings``, ``batched_point_coords``, ``batched_point_labels``, ``orig_im_size``;
  encoder input ``batched_images``, 0 to 1, of any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.engine.models.loading import load_proto

ENCODER, DECODER = "encoder", "decoder"
SAM, EFFICIENT_SAM = "sam", "efficientsam"

_EMBEDDINGS = "image_embeddings"
_DECODER_INPUTS = {
    SAM: {_EMBEDDINGS, "point_coords", "point_labels"},
    EFFICIENT_SAM: {_EMBEDDINGS, "batched_point_coords", "batched_point_labels"},
}
_KNOWN_INPUTS = {
    SAM: _DECODER_INPUTS[SAM] | {"mask_input", "has_mask_input", "orig_im_size"},
    EFFICIENT_SAM: _DECODER_INPUTS[EFFICIENT_SAM] | {"orig_im_size"},
}
_EFFICIENT_PICTURE = "batched_images"
USUAL_SIDE = 1024
"""Longer side of the pictures of SAM, pixels."""


@dataclass(frozen=True)
class PromptPart:
    """One of the two networks of a pair."""

    path: Path
    role: str
    """`ENCODER` or `DECODER`."""
    family: str
    """`SAM` or `EFFICIENT_SAM`; encoders of other names are taken for `SAM`."""
    inputs: tuple[str, ...]
    frame: Optional[tuple[int, int]] = None
    """Of an encoder: rows and columns of the one picture it takes; None where they are free."""
    takes_rows_first: bool = False
    """Of an encoder: pictures are rows, columns, 3 in 0 to 255 and standardised inside."""


def recognise(path: Path) -> PromptPart:
    """Return which part of a promptable network a file is.

    Raises:
        ModelError: If it is no safe ONNX network, or none of the parts.
    """
    graph = load_proto(path).graph
    weights = {tensor.name for tensor in graph.initializer}
    shapes = {entry.name: _shape(entry) for entry in graph.input if entry.name not in weights}
    part = _decoder(path, tuple(shapes)) or _encoder(path, shapes, graph.output)
    if part is None:
        raise ModelError(
            f"{path.name} is no part of a promptable network that Sat DL knows",
            f"Its inputs are {', '.join(shapes) or 'none'}",
            "Use ONNX exports of SAM, MobileSAM or EfficientSAM, an encoder and its decoder",
        )
    return part


def _decoder(path: Path, inputs: tuple[str, ...]) -> Optional[PromptPart]:
    for family, needed in _DECODER_INPUTS.items():
        if needed <= set(inputs):
            strange = set(inputs) - _KNOWN_INPUTS[family]
            if strange:
                raise ModelError(
                    f"{path.name} wants inputs that Sat DL does not know: {', '.join(strange)}",
                    "It is a relative of SAM, such as SAM-HQ or SAM 2",
                    "Use an export of SAM, MobileSAM or EfficientSAM",
                )
            return PromptPart(path, DECODER, family, inputs)
    return None


def _encoder(path: Path, shapes: dict[str, list[Any]], outputs: Any) -> Optional[PromptPart]:
    if len(shapes) != 1:
        return None
    (name, shape), *_ = shapes.items()
    if name == _EFFICIENT_PICTURE:
        return PromptPart(path, ENCODER, EFFICIENT_SAM, (name,))
    ranks = [len(_shape(entry)) for entry in outputs]
    names = [entry.name for entry in outputs]
    if not (4 in ranks or any("embed" in text for text in names)):
        return None
    if len(shape) == 3 and shape[-1] in (3, None):
        frame = (shape[0], shape[1]) if shape[0] and shape[1] else None
        return PromptPart(path, ENCODER, SAM, (name,), frame, takes_rows_first=True)
    if len(shape) == 4 and shape[1] in (3, None):
        frame = (shape[2] or USUAL_SIDE, shape[3] or USUAL_SIDE)
        return PromptPart(path, ENCODER, SAM, (name,), frame)
    return None


def _shape(entry: Any) -> list[Any]:
    """Return the dimensions of an input or output; None for those that are free."""
    dims = entry.type.tensor_type.shape.dim
    return [dim.dim_value if dim.dim_value > 0 else None for dim in dims]
