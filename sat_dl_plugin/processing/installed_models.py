"""Which models can be chosen by name, and what their cards say."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import ModelError, SatDlError
from sat_dl_plugin.contract.model_set import (
    NETWORK_SUFFIX,
    SET_SUFFIX,
    ModelSet,
    SetMember,
    is_set_file,
    member_places,
    read_model_set,
    set_name,
)
from sat_dl_plugin.contract.text_forms import split_entries
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.paths import bundled_models_folder
from sat_dl_plugin.settings import models_folder

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
    """Return the names of the models that can be chosen by name, bundled ones first.

    Args:
        task: Task of their cards, such as `ENHANCEMENT`; all tasks when empty.
    """
    names: dict[str, None] = {}
    for folder in model_folders():
        networks = [path.stem for path in folder.glob(f"*{NETWORK_SUFFIX}")]
        sets = [set_name(path) for path in folder.glob(f"*{SET_SUFFIX}")]
        for name in (*sorted(networks), *sorted(sets)):
            names[name] = None
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
    """Return the file of a model given by name or path, or None when there is none.

    It is an ONNX file, or that of a set of networks.
    """
    if not model:
        return None
    if Path(model).name == model:
        for folder in model_folders():
            for candidate in (
                folder / f"{model}{NETWORK_SUFFIX}",
                folder / f"{model}{SET_SUFFIX}",
                folder / model,
            ):
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


def chosen_models(text: str) -> tuple[str, ...]:
    """Return the names or paths in a text, which are separated by semicolons."""
    text = text.strip()
    # A single path may hold the very signs that separate models.
    return (text,) if network_path(text) else tuple(split_entries(text))


def set_of(model: str) -> Optional[ModelSet]:
    """Return the set that a name or path means, None when it is a single network.

    Raises:
        ModelError: If it is a set and cannot be used; its members are not looked for.
    """
    path = network_path(model)
    return read_model_set(path) if path is not None and is_set_file(path) else None


def member_path(member: SetMember, set_file: Path) -> Optional[Path]:
    """Return the file of a member of a set by its name, None when it is missing.

    Only the engine, which opens it, makes sure that it is the very network.
    """
    places = member_places(member, [set_file.parent, *model_folders()])
    return places[0] if places else None


def member_cards(model: str) -> list[tuple[Optional[float], ModelCard]]:
    """Return scale and card of each network that a model consists of.

    The scale is None where the set states none, and for a single network. Cards that lie inside
    of networks are left out.

    Raises:
        ModelError: If a card, or the set, is there and wrong, or a member is missing.
    """
    path, model_set = network_path(model), set_of(model)
    if path is None or model_set is None:
        card = card_beside(model)
        return [(None, card)] if card is not None else []
    found = []
    for member in model_set.members:
        network = member_path(member, path)
        if network is None:
            raise ModelError(
                tr("Member {} of the set is missing").format(member.file),
                tr("It is neither next to the set nor among the installed models"),
                tr("Import it, or delete the set"),
            )
        card = card_beside(str(network))
        if card is not None:
            found.append((member.scale, card))
    return found


def card_beside(model: str) -> Optional[ModelCard]:
    """Return the card that lies beside a network as JSON, or None when there is none.

    That of a set is in its own file.

    Raises:
        ModelError: If the card is there and wrong.
    """
    network = network_path(model)
    if network is None:
        return None
    if is_set_file(network):
        return read_model_set(network).card
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
