"""Sets of networks in the engine: finding their members, and no other files than those."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.contract.model_set import (
    ModelSet,
    is_set_file,
    member_file,
    read_model_set,
    taken_classes,
)
from sat_dl_plugin.engine.models.catalogue import bundled_folder, find_model


def member_files(
    path: Path, model_set: ModelSet, models_folder: Union[str, Path, None] = None
) -> list[Path]:
    """Return the ONNX files of a set's members, in their order.

    A member lies beside the set, or is an installed model; of several files with its name the
    one with its SHA-256 counts.

    Args:
        path: The file of the set.
        model_set: What it holds.
        models_folder: Folder of the user's own models.

    Raises:
        ModelError: If a member is missing, or another file than the set was made of.
    """
    folders = [path.parent, bundled_folder(), Path(models_folder) if models_folder else None]
    known = [folder for folder in folders if folder is not None]
    return [member_file(member, known, path.name) for member in model_set.members]


@dataclass(frozen=True)
class FoundModel:
    """A model and the networks it consists of, none of them opened."""

    path: Path
    """Its ONNX file, or the file of the set."""
    files: tuple[Path, ...]
    """ONNX files: its own, or those of the members in their order."""
    model_set: Optional[ModelSet] = None
    """None for a single network."""


def found_model(name_or_path: str, models_folder: Union[str, Path, None] = None) -> FoundModel:
    """Return the model that a name or a path means.

    Args:
        name_or_path: As `catalogue.find_model` takes it.
        models_folder: Folder of the user's own models.

    Raises:
        ModelError: If there is no such model, or a member of a set is missing or was changed.
    """
    path = find_model(name_or_path, models_folder)
    if not is_set_file(path):
        return FoundModel(path, (path,))
    model_set = read_model_set(path)
    return FoundModel(path, tuple(member_files(path, model_set, models_folder)), model_set)


def check_legend(model_set: ModelSet, cards: list[ModelCard]) -> None:
    """Raise a `ModelError` when members do not know the classes that the set lists.

    Args:
        model_set: The set.
        cards: Of its members, in their order.
    """
    found: set[int] = set()
    for member, card in zip(model_set.members, cards):
        taken = taken_classes(member, card, model_set.card)
        strange = sorted(set(member.classes) - set(taken))
        if card.task != "segmentation" or strange or not taken:
            raise ModelError(
                f"Member {member.file} does not fit the set {model_set.card.name!r}",
                f"It does not know the class {strange[0]}" if strange else "It adds no class",
                "Save the set again from its members",
            )
        found.update(taken)
    lacking = [entry.name for entry in model_set.card.foreground if entry.id not in found]
    if lacking:
        raise ModelError(
            f"No member of the set {model_set.card.name!r} knows {', '.join(lacking)}",
            "Its legend and its members do not belong together",
            "Save the set again from its members",
        )
