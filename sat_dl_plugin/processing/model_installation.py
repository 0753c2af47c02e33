"""Putting a network that was made here among the installed ones."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import installed_models
from sat_dl_plugin.settings import models_folder

_CARD = ".json"


def is_installed(network: Path) -> bool:
    """Return whether a network lies in the folder of the user's models."""
    return _same(network.parent, models_folder())


def check_installable(network: Path) -> None:
    """Raise an `OutputError` when another installed model has the name of a network."""
    if not is_installed(network) and network.stem in installed_models():
        raise OutputError(
            tr("There is a model “{}” already").format(network.stem),
            tr("A model is selected by its name, which is that of its file"),
            tr("Choose another file name, or delete that model first"),
        )


def install_model(network: Path) -> Path:
    """Copy a network and the card beside it to the installed models.

    Returns:
        The installed network.

    Raises:
        OutputError: If the name is taken, or the files cannot be copied.
    """
    check_installable(network)
    target = models_folder() / network.name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # The card first: a network without its card would be listed as one that is not known.
        for source in (network.with_suffix(_CARD), network):
            if source.is_file():
                _copy_whole(source, target.with_name(source.name))
    except OSError as error:
        raise OutputError(
            tr("The model cannot be copied to {}").format(target.parent),
            error.strerror or str(error),
            tr("It is complete in {}; import it from there").format(network.parent),
        ) from error
    return target


def _copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that nobody ever sees a half of it."""
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))
