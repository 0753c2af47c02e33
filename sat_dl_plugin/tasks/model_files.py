"""The files of models: finding networks where the user points, copying and deleting them."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any, Optional
from urllib.parse import unquote, urlparse

from sat_dl_plugin.contract.errors import InputError, OutputError
from sat_dl_plugin.contract.model_set import (
    NETWORK_SUFFIX,
    SET_SUFFIX,
    is_set_file,
    member_file,
    read_model_set,
    set_name,
)
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import model_folders
from sat_dl_plugin.settings import models_folder

_DESCRIPTIONS = (".emd", ".json")
_MAX_DESCRIPTION_BYTES = 5_000_000

_REPORT_SUFFIX = ".report"
_REPORT_PAGE = "report.html"


def networks_at(chosen: Path) -> list[Path]:
    """Return the networks, or sets of them, that a file or folder stands for.

    Args:
        chosen: An ONNX file, a set, a folder with some, or an Esri ``.emd`` or a STAC item beside
            a network.

    Raises:
        InputError: If there is none.
    """
    if chosen.is_dir():
        # A set before its members, which lie beside it.
        found = [
            path
            for suffix in (SET_SUFFIX, NETWORK_SUFFIX)
            for path in sorted({*chosen.glob(f"*{suffix}"), *chosen.glob(f"*/*{suffix}")})
        ]
        if not found:
            raise InputError(
                tr("There is no network in the folder {}").format(chosen.name),
                tr("Networks are files with the extension .onnx"),
                tr("Choose the folder that holds the .onnx file"),
            )
        return found
    if is_set_file(chosen) or chosen.suffix.lower() not in _DESCRIPTIONS:
        # Whatever it is, the engine says why when it cannot be used.
        return [chosen]
    names = [chosen.with_suffix(NETWORK_SUFFIX).name, *_named_networks(chosen)]
    found = [chosen.parent / name for name in names if (chosen.parent / name).is_file()]
    if not found:
        raise InputError(
            tr("The network of {} is missing").format(chosen.name),
            tr("It should be next to it and end in .onnx"),
            tr("Put both files into one folder, or choose the .onnx file"),
        )
    return found[:1]


def own_models() -> list[str]:
    """Return the names of the user's own networks."""
    return [path.stem for path in sorted(models_folder().glob(f"*{NETWORK_SUFFIX}"))]


def own_sets() -> list[str]:
    """Return the names of the user's own sets of networks."""
    return [set_name(path) for path in sorted(models_folder().glob(f"*{SET_SUFFIX}"))]


def report_folder(network: Path) -> Path:
    """Return the folder beside a network for the report on its training."""
    return network.with_name(network.stem + _REPORT_SUFFIX)


def training_report(network: Path) -> Optional[Path]:
    """Return the page with the report on the training of a network, None without one."""
    page = report_folder(network) / _REPORT_PAGE
    return page if page.is_file() else None


def export_model(model: Path, folder: Path) -> list[Path]:
    """Copy a model into a folder: a network and the card beside it, or a set and its members.

    Files there are replaced whole.

    Args:
        model: The ONNX file, or that of the set.
        folder: Where to.

    Returns:
        The copies.

    Raises:
        ModelError: If a member of the set is missing or was changed.
        OutputError: If they cannot be written.
    """
    copies = []
    for source in _files_of(model):
        target = folder / source.name
        part = folder / f".{source.name}.part"
        try:
            if target.resolve() != source.resolve():
                shutil.copyfile(source, part)
                part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError(
                tr("{} cannot be written to {}").format(source.name, folder),
                error.strerror or str(error),
                tr("Choose a folder you may write to, with enough space"),
            ) from error
        copies.append(target)
    return copies


def _files_of(model: Path) -> list[Path]:
    networks, found = [model], []
    if is_set_file(model):
        folders = [model.parent, *model_folders()]
        members = read_model_set(model).members
        networks = [member_file(member, folders, model.name) for member in members]
        found.append(model)
    for network in dict.fromkeys(networks):
        card = network.with_suffix(".json")
        found += [network, card] if card.is_file() else [network]
    return found


def delete_model(name: str) -> None:
    """Delete one of the user's own models, its network first; the members of a set stay.

    Raises:
        OutputError: If it is none of the user's own, or cannot be deleted.
    """
    network = models_folder() / f"{name}{NETWORK_SUFFIX}"
    beside = [network.with_suffix(".json")]
    if name in own_sets() and name not in own_models():
        network, beside = models_folder() / f"{name}{SET_SUFFIX}", []
    elif name not in own_models():
        raise OutputError(
            tr("{} is not one of your own models").format(name),
            tr("Only models that were imported or trained can be deleted"),
        )
    try:
        network.unlink()
        for path in beside:
            path.unlink(missing_ok=True)
        page = training_report(network)
        if page is not None:
            page.unlink()
            # Something of the user may lie there, too.
            with suppress(OSError):
                page.parent.rmdir()
    except OSError as error:
        raise OutputError(
            tr("{} cannot be deleted").format(network.name),
            error.strerror or str(error),
            tr("Wait until no run uses it, and try again"),
        ) from error


def _named_networks(description: Path) -> list[str]:
    """Return the bare file names of networks that a description refers to."""
    parsed = _parsed(description)
    references = [parsed.get("ModelFile")]
    assets = parsed.get("assets")
    if isinstance(assets, dict):
        references += [asset.get("href") for asset in assets.values() if isinstance(asset, dict)]
    paths = [unquote(urlparse(str(entry)).path) for entry in references if entry]
    names = [path.replace("\\", "/").split("/")[-1] for path in paths]
    return [name for name in names if name.lower().endswith(NETWORK_SUFFIX)]


def _parsed(description: Path) -> dict[str, Any]:
    try:
        if description.stat().st_size > _MAX_DESCRIPTION_BYTES:
            return {}
        parsed = json.loads(description.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return parsed if isinstance(parsed, dict) else {}
