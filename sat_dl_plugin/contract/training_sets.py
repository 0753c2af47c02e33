"""Descriptions of data sets to train on, as a text that every interface takes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import TrainingData, training_data
from sat_dl_plugin.contract.text_forms import split_entries

_JSON_STARTS = ("[", "{")


def read_data_sets(text: str) -> tuple[TrainingData, ...]:
    """Return the data sets that a text describes.

    Args:
        text: JSON, a list with an object for each data set, keyed as `TrainingData`; or paths
            separated by semicolons, each of a JSON file of that kind or of a folder that
            ``exportchips`` wrote. Paths in a JSON file may be relative to it.

    Raises:
        InputError: If a file cannot be read.
        UsageError: If it is no JSON, or has an unknown key.
    """
    text = text.strip()
    if text.startswith(_JSON_STARTS):
        return training_data(_entries(text, "The description of the data sets"))
    found: list[TrainingData] = []
    for entry in split_entries(text):
        path = Path(entry).expanduser()
        if path.is_dir():
            found.append(TrainingData(rasters=(str(path),)))
        else:
            described = training_data(_entries(_text_of(path), str(path)))
            found += [_placed(data, path.parent) for data in described]
    return tuple(found)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"The data sets in {path} cannot be read",
            str(error),
            "Name a JSON file, or a folder of exported chips",
        ) from error


def _entries(text: str, owner: str) -> Any:
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{owner} is no JSON", str(error)) from error
    return entries if isinstance(entries, list) else [entries]


def _placed(data: TrainingData, folder: Path) -> TrainingData:
    """Return a data set whose relative paths begin at a folder."""
    return replace(
        data,
        rasters=tuple(_absolute(path, folder) for path in data.rasters),
        labels=_absolute(data.labels, folder),
        area=_absolute(data.area, folder),
    )


def _absolute(path: str, folder: Path) -> str:
    # GDAL's own file systems, and addresses of servers, are no paths of this machine.
    if not path or path.startswith("/vsi") or "://" in path:
        return path
    # An absolute path stays as it is.
    return str(folder.resolve() / path)
