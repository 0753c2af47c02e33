"""Writing sets among the user's models: new ones, and those that come from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sat_dl_plugin.contract.errors import ModelError, OutputError, SatDlError, UsageError
from sat_dl_plugin.contract.jobs import ImportJob
from sat_dl_plugin.contract.model_set import (
    NETWORK_SUFFIX,
    SET_SUFFIX,
    ModelSet,
)
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.catalogue import bundled_folder, bundled_models
from sat_dl_plugin.engine.models.loading import external_files, load_proto
from sat_dl_plugin.engine.models.sets import FoundModel, check_legend
from sat_dl_plugin.engine.output import staged_output


def import_set(found: FoundModel, model_set: ModelSet, job: ImportJob, reporter: Reporter) -> str:
    """Copy a set and those of its members that are not installed into the user's models.

    Args:
        found: The set and the files of its members, whose hashes are right.
        model_set: What it holds, under the name it gets.
        job: What to import and where to.
        reporter: Is asked for cancellation between files.

    Returns:
        Path of the set.

    Raises:
        ModelError: If a member does not fit, or does not lie in one file.
        OutputError: If a name is taken or the folder cannot be written.
    """
    folder = Path(job.models_folder)
    target = checked_set_target(folder, model_set.card.name, overwrite=job.overwrite)
    check_legend(model_set, [resolve_card(file).card for file in found.files])
    homes = {entry.resolve() for entry in (folder, bundled_folder()) if entry is not None}
    copies: dict[Path, Path] = {}
    with taken_back_on_failure(copies):
        for place, file in enumerate(dict.fromkeys(found.files)):
            reporter.check_cancelled()
            reporter.progress(0.2 + 0.7 * place / len(found.files), "Copying the network")
            if file.resolve().parent not in homes:
                _copy_member(file, folder, copies)
        reporter.check_cancelled()
        write_set(model_set, target)
    return str(target)


def checked_set_target(folder: Path, name: str, *, overwrite: bool) -> Path:
    """Return where a set of a name goes.

    Args:
        folder: Folder of the user's own models.
        name: A name that a card may have.
        overwrite: Whether a set of the same name is replaced.

    Raises:
        OutputError: If the name is taken.
    """
    target = folder / f"{name}{SET_SUFFIX}"
    is_bundled = name in {entry.name for entry in bundled_models()}
    if is_bundled or (folder / f"{name}{NETWORK_SUFFIX}").exists():
        raise OutputError(
            f"There is a model {name!r} already",
            "It would be used in place of the set",
            "Give the set another name",
        )
    if target.exists() and not overwrite:
        raise OutputError(
            f"You already have a set {name!r}",
            f"{target} exists",
            "Allow overwriting, or give the new one another name",
        )
    return target


def renamed_set(model_set: ModelSet, changes: Mapping[str, Any]) -> ModelSet:
    """Return a set with what the user states of it, which can be its name only.

    Raises:
        UsageError: If anything else is stated.
        ModelError: If the name cannot be one.
    """
    others = sorted(set(changes) - {"name"})
    if others:
        raise UsageError(
            f"{', '.join(others)} cannot be stated for a set of models",
            "It was saved with the fields of its members",
            "Leave it out, or combine the members anew",
        )
    card = model_set.card.with_changes(**changes)
    return ModelSet(card, model_set.members, model_set.combine)


def write_set(model_set: ModelSet, target: Path) -> None:
    """Write the file of a set, whole or not at all.

    Raises:
        OutputError: If that is not possible.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with staged_output(target) as stage:
            stage.write_text(model_set.to_json(), encoding="utf-8")
    except OSError as error:
        raise _unwritable(target.parent, error) from error


@contextmanager
def taken_back_on_failure(written: Mapping[Path, Path]) -> Iterator[None]:
    """Delete the networks that were written for a set when it does not come to be.

    Args:
        written: Source -> network among the user's models, filled in meanwhile.
    """
    try:
        yield
    except BaseException:
        for path in written.values():
            path.unlink(missing_ok=True)
            path.with_suffix(".json").unlink(missing_ok=True)
        raise


def _copy_member(file: Path, folder: Path, copies: dict[Path, Path]) -> None:
    target = folder / file.name
    if target.exists():
        raise OutputError(
            f"You already have another model {file.stem!r}",
            f"The set has a member of this name that is not the same as {target}",
            "Delete or rename yours first, if you do not need it",
        )
    if external_files(load_proto(file)):
        raise ModelError(
            f"{file.name} keeps its weights in other files",
            "Members of a set are checked as one file each",
            "Import the networks one by one and combine them here",
        )
    copies[file] = target
    beside = file.with_suffix(".json")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for source in (file, beside):
            if source.is_file():
                with staged_output(folder / source.name) as stage:
                    shutil.copyfile(source, stage)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> SatDlError:
    if isinstance(error, SatDlError):
        return error
    return OutputError(
        f"The set cannot be written to {folder}",
        error.strerror or str(error),
        "Choose a folder you may write to, with enough space",
    )
