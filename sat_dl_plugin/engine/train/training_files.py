"""Which files a data set is made of: rasters and labels, one by one or in folders."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import TrainingData
from sat_dl_plugin.engine.chips.folder import IMAGES, LABELS, STATISTICS

RASTER_ENDINGS = (".tif", ".tiff", ".jp2", ".jpg", ".jpeg", ".png", ".vrt", ".img")
_VECTOR_ENDINGS = (".gpkg", ".geojson", ".shp", ".fgb")


@dataclass(frozen=True)
class LabelledFile:
    """One raster and where its labels are."""

    raster: str
    labels: str
    is_validation: Optional[bool] = None
    """Whether it was set aside for validation beforehand; None where that is open."""


@dataclass(frozen=True)
class DataFiles:
    """The files of one data set."""

    data: TrainingData
    files: tuple[LabelledFile, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    """What label values are called, where a description beside the files says it."""

    @property
    def shares_labels(self) -> bool:
        """Whether all rasters have the labels of one file."""
        return len({entry.labels for entry in self.files}) == 1


def files_of(data: TrainingData) -> DataFiles:
    """Return the files of a data set: exported chips, folders, or what is named.

    Raises:
        UsageError: If rasters or labels are missing.
        InputError: If a folder has none, or a raster of a folder has no labels.
    """
    if not data.rasters:
        raise UsageError("A data set has no raster", "", "Choose one raster or several")
    first = Path(data.rasters[0])
    if len(data.rasters) == 1 and not data.labels and (first / STATISTICS).is_file():
        return _chips(data, first)
    if not data.labels:
        raise UsageError(
            f"The data set of {data.rasters[0]} has no labels", "", "Choose polygons or a raster"
        )
    rasters = [path for entry in data.rasters for path in _rasters_of(entry)]
    if not Path(data.labels).is_dir() or Path(data.labels).suffix == ".gdb":
        return DataFiles(data, tuple(LabelledFile(path, data.labels) for path in rasters))
    by_stem = _by_stem(Path(data.labels))
    return DataFiles(
        data, tuple(LabelledFile(path, _labels_of(path, by_stem, data)) for path in rasters)
    )


def _rasters_of(entry: str) -> list[str]:
    folder = Path(entry)
    if not folder.is_dir():
        return [entry]
    found = sorted(str(path) for path in folder.iterdir() if path.suffix.lower() in RASTER_ENDINGS)
    if not found:
        raise InputError(
            f"The folder {entry} has no raster",
            f"Files ending in {', '.join(RASTER_ENDINGS)} are looked for",
            "Choose another folder, or the rasters themselves",
        )
    return found


def _by_stem(folder: Path) -> dict[str, str]:
    # A raster is taken before a vector file of the same name.
    endings = (*_VECTOR_ENDINGS, *RASTER_ENDINGS)
    found = [path for path in folder.iterdir() if path.suffix.lower() in endings]
    found.sort(key=lambda path: endings.index(path.suffix.lower()))
    return {path.stem: str(path) for path in found}


def _labels_of(raster: str, by_stem: Mapping[str, str], data: TrainingData) -> str:
    found = by_stem.get(Path(raster).stem)
    if found is None:
        raise InputError(
            f"The folder {data.labels} has no labels for {raster}",
            f"A file named {Path(raster).stem} with another ending was looked for",
            "Name the labels like the rasters, or choose the rasters that have labels",
        )
    return found


def _chips(data: TrainingData, folder: Path) -> DataFiles:
    """Return the chips of a folder that `exportchips` wrote, with their own split."""
    try:
        statistics = json.loads((folder / STATISTICS).read_text(encoding="utf-8"))
        names = {int(row["id"]): str(row["name"]) for row in statistics["classes"] if row["id"]}
        with (folder / "index.csv").open(newline="", encoding="utf-8") as stream:
            rows = [(row["name"], row["split"]) for row in csv.DictReader(stream)]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"The chips in {folder} cannot be read",
            f"{type(error).__name__}: {error}",
            "Export them again",
        ) from error
    has_split = len({split for _, split in rows}) > 1
    files = tuple(
        LabelledFile(
            str(folder / IMAGES / f"{name}.tif"),
            str(folder / LABELS / f"{name}.tif"),
            split == "val" if has_split else None,
        )
        for name, split in rows
    )
    return DataFiles(data, files, names)
