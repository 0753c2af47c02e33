"""What the folder of a training keeps: its history, its last state and its best weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from sat_dl_plugin.engine.train.network import SegmentationNetwork

CHECKPOINT = "last.ckpt"
HISTORY = "history.jsonl"
BEST = "best.pt"

_MINIMUM_FREE_BYTES = 64 * 2**20


def save_weights(network: SegmentationNetwork, path: Path) -> None:
    """Write the weights of a network, whole or not at all."""
    beside = path.with_name(path.name + ".part")
    torch.save({name: value.cpu() for name, value in network.state_dict().items()}, beside)
    beside.replace(path)


def load_weights(network: SegmentationNetwork, path: Path) -> SegmentationNetwork:
    """Fill a network with weights that `save_weights` wrote, and return it ready to predict."""
    network.load_state_dict(torch.load(path, weights_only=True, map_location="cpu"))
    network.eval()
    return network


def require_room(folder: Path) -> None:
    """Raise `OSError` when a state would not fit on the disk any more."""
    free = shutil.disk_usage(folder).free
    if free < _MINIMUM_FREE_BYTES:
        raise OSError(f"only {free / 2**20:.0f} MB are free")


def read_history(folder: Path) -> list[dict[str, Any]]:
    """Return the epochs that a folder's training has behind it; a torn last line is left out."""
    path = folder / HISTORY
    if not path.exists():
        return []
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:
            break
    return lines


def best_epoch(history: Sequence[Mapping[str, Any]]) -> int:
    """Return the epoch of the highest mean IoU, the last one when nothing was validated."""
    if not history:
        return 0
    scored = [line for line in history if line["mean_iou"] is not None]
    chosen = max(scored, key=lambda line: float(line["mean_iou"])) if scored else history[-1]
    return int(chosen["epoch"])
