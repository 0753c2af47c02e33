"""Which networks can be chosen by name, and what their cards say."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import ModelError, SatDlError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import bundled_models_folder
from sat_dl_plugin.settings import models_folder

_NETWORK = ".onnx"

SEGMENTATION, ENHANCEMENT = "segmentation", "enhancement"
"""Tasks of model cards."""


def model_folders() -> list[Path]:
    """Return the folders that are searched for names: the bundled one, then the user's."""
    folders = [models_folder()]
    # A package without its models can still run networks given as paths.
    with suppress(SatDlError):
        folders.insert(0, bundled_models_folder())
    return folders


def installed_models(task: str = "") -> list[str]:
    """Return the names of the networks that can be chosen by name, bundled ones first.

    Args:
        task: Task of their cards, such as `ENHANCEMENT`; all tasks when empty.
    """
    names: dict[str, None] = {}
    for folder in model_folders():
        for network in sorted(folder.glob(f"*{_NETWORK}")):
            names[network.stem] = None
    return [name for name in names if not task or task_of(name) == task]


def task_of(model: str) -> str:
    """Return what a model is for; segmentation where no card lies beside it."""
    # A card inside the network is left to the engine, and a wrong one is told elsewhere.
    with suppress(ModelError):
        card = card_beside(model)
        if card is not None:
            return card.task
    return SEGMENTATION


def network_path(model: str) -> Optional[Path]:
    """Return the ONNX file of a model given by name or path, or None when there is none."""
    if not model:
        return None
    if Path(model).name == model:
        for folder in model_folders():
            for candidate in (folder / f"{model}{_NETWORK}", folder / model):
                if candidate.is_file():
                    return candidate
    as_path = Path(model).expanduser()
    return as_path if as_path.is_file() else None


def why_unusable(model: str) -> str:
    """Return why a model cannot be used, or an empty text when its file is there."""
    if network_path(model) is not None:
        return ""
    names = installed_models()
    return str(
        ModelError(
            tr("There is no model {!r}").format(model),
            tr("It is neither the name of an installed model nor the path of an ONNX file"),
            tr("Installed models: {}").format(", ".join(names))
            if names
            else tr("Import a model first"),
        )
    )


def card_beside(model: str) -> Optional[ModelCard]:
    """Return the card that lies beside a network as JSON, or None when there is none.

    Raises:
        ModelError: If the card is there and wrong.
    """
    network = network_path(model)
    if network is None:
        return None
    card = network.with_suffix(".json")
    if not card.is_file():
        return None
    text = card.read_text(encoding="utf-8")
    try:
        fields = json.loads(text)
    except ValueError:
        return None
    # Another tool's JSON beside a network is no card of ours.
    return ModelCard.from_dict(fields) if "classes" in fields and "name" in fields else None
