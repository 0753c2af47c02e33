"""What the form of the page “Train” says, and the run of the toolbox it stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sat_dl_plugin.tasks.model_files import report_folder

ALGORITHM = "satdl:trainsegmentation"

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,79}")
"""What a model can be called; that of `contract.card`."""

_LONGEST_PROPOSAL = 40


@dataclass(frozen=True)
class TrainForm:
    """One filled form."""

    rasters: tuple[str, ...]
    """Ids of raster layers."""
    labels: str
    """Id of the layer of labels."""
    class_field: str = ""
    """Empty for labels that are a raster."""
    area: str = ""
    """Id of the layer of what was labelled completely; empty for the whole rasters."""
    start_from: str = ""
    """Name of a model; empty to start from nothing."""
    architecture: int = 0
    """Index into `ARCHITECTURES`."""
    name: str = ""
    """Of the model."""
    minutes: int = 0
    """Time limit; 0 for none."""
    epochs: int = 50
    """0 for no limit."""
    gsd_m: float = 0.0
    """Resolution in metres per pixel; 0 for that of the first raster."""
    overlapping: bool = False
    seed: int = 0
    device: str = "auto"


def parameters_of(form: TrainForm, models: Path) -> dict[str, Any]:
    """Return what Processing gets.

    Args:
        form: The form.
        models: Folder of the user's models, which the model is written to.
    """
    parameters: dict[str, Any] = {
        "INPUTS": list(form.rasters),
        "LABELS": form.labels,
        "CLASS_FIELD": form.class_field,
        "START_FROM": form.start_from,
        "ARCHITECTURE": form.architecture,
        "EPOCHS": form.epochs,
        "TIME_LIMIT": float(form.minutes),
        "SEED": form.seed,
        "GSD": form.gsd_m,
        "OVERLAPPING": form.overlapping,
        "DEVICE": form.device,
        "OUTPUT": str(model_file(form.name, models)),
        "REPORT": str(report_folder(model_file(form.name, models))),
    }
    if form.area:
        parameters["AREA"] = form.area
    return parameters


def model_file(name: str, models: Path) -> Path:
    """Return the file of a model of the user."""
    return models / f"{name}.onnx"


def proposed_name(title: str, taken: Container[str]) -> str:
    """Return a name for a model that is not taken yet.

    Args:
        title: What it is about: the name of the layer of labels.
        taken: Names that cannot be had.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("._-")[:_LONGEST_PROPOSAL] or "model"
    number = 1
    while True:
        name = stem if number == 1 else f"{stem}-{number}"
        if name not in taken:
            return name
        number += 1
