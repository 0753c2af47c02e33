"""The folder of chips: built beside its place and moved there when it is complete."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import ColorInterp
from rasterio.io import MemoryFile

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.engine.output import staging_folder
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.raster.source import BandLayout

IMAGES, LABELS = "images", "labels"
STATISTICS = "statistics.json"

ENTRIES = (
    IMAGES,
    LABELS,
    "annotations",
    "index.csv",
    "classes.txt",
    "data.yaml",
    "train.txt",
    "val.txt",
    STATISTICS,
)
"""All that an export may write; nothing else of a folder is ever touched."""

_OURS = "exportchips"
_RESERVE_BYTES = 16 * 1024 * 1024


def check_folder(
    target: str, inputs: tuple[str, ...], needed_bytes: int, *, overwrite: bool
) -> Path:
    """Return the target after checking that chips can be put there.

    Args:
        target: The folder; it is made when it does not exist.
        inputs: Paths that the job reads; none of them may lie inside.
        needed_bytes: Size of the chips at most.
        overwrite: Whether the folder may hold files that are none of an export.

    Raises:
        OutputError: If they cannot.
    """
    path = Path(target).absolute()
    if not target.strip() or (path.exists() and not path.is_dir()):
        raise OutputError(
            f"Cannot write chips to {target!r}", "It is not a folder", "Name a folder for the chips"
        )
    if not path.parent.is_dir():
        raise OutputError(
            f"Cannot write {path}",
            f"The folder {path.parent} does not exist",
            "Create the folder or choose another one",
        )
    for name in inputs:
        if path in Path(name).absolute().parents:
            raise OutputError(
                f"The input {name} lies in the folder of the chips",
                "Replacing the folder could destroy what is being read",
                "Choose another folder",
            )
    _check_content(path, overwrite=overwrite)
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(
            f"Cannot write {path}", "You have no permission to write there", "Choose another folder"
        )
    free = shutil.disk_usage(path.parent).free
    if free < needed_bytes + _RESERVE_BYTES:
        raise OutputError(
            f"Not enough disk space for {path}",
            f"Up to {needed_bytes / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free",
            "Free some space, choose another disk, or take a longer stride",
        )
    return path


@contextmanager
def staged_folder(path: Path) -> Iterator[Path]:
    """Yield a folder to write to; its entries move to ``path`` when all went well.

    Raises:
        OutputError: If the disk is full or the folder cannot be written.
    """
    with staging_folder(path) as stage:
        new, old = stage / "new", stage / "old"
        try:
            for folder in (new / IMAGES, new / LABELS, old):
                folder.mkdir(parents=True)
            yield new
            _publish(new, old, path)
        except OutputError:
            raise
        except OSError as error:
            raise OutputError(
                f"Cannot write {path}",
                error.strerror or str(error),
                "Check the free space and permissions, or choose another folder",
            ) from error


def write_image(
    path: Path,
    grid: Grid,
    bands: BandLayout,
    values: NDArray[Any],
    valid: Optional[NDArray[np.bool_]],
) -> None:
    """Write the pixels of a chip as they are: all bands, data type, nodata, names.

    A mask band is written where the image has one and no nodata value says the same.
    """
    nodata = bands.nodata[0] if len(set(map(str, bands.nodata))) == 1 else None
    has_alpha = ColorInterp.alpha in bands.interpretations
    masked = valid is not None and nodata is None and not has_alpha and values.dtype.kind != "f"
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), MemoryFile() as memory:
        with memory.open(**_profile(grid, values, nodata)) as dataset:
            # A palette would need its colours; chips are for networks, which see the numbers.
            dataset.colorinterp = [
                ColorInterp.gray if entry is ColorInterp.palette else entry
                for entry in bands.interpretations
            ]
            dataset.scales, dataset.offsets = bands.scales, bands.offsets
            dataset.units = bands.units
            for index, text in enumerate(bands.descriptions, start=1):
                dataset.set_band_description(index, text)
                dataset.update_tags(index, **bands.tags[index - 1])
            dataset.write(values)
            if masked:
                dataset.write_mask(valid)
        # Through memory, because closing a file on a full disk reports no error.
        path.write_bytes(memory.getbuffer())


def write_labels(path: Path, grid: Grid, labels: NDArray[np.uint8]) -> None:
    """Write the classes of a chip; 255 is ignored."""
    with MemoryFile() as memory:
        with memory.open(**_profile(grid, labels[None], NODATA_ID)) as dataset:
            dataset.write(labels, 1)
            dataset.set_band_description(1, "class")
        path.write_bytes(memory.getbuffer())


def read_labels(path: Path) -> NDArray[np.uint8]:
    """Return the classes that `write_labels` wrote."""
    with rasterio.open(path) as dataset:
        labels: NDArray[np.uint8] = dataset.read(1)
    return labels


def _profile(grid: Grid, values: NDArray[Any], nodata: Optional[float]) -> dict[str, Any]:
    return {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": len(values),
        "dtype": values.dtype.name,
        "crs": grid.crs,
        "transform": grid.transform,
        "nodata": nodata,
        "compress": "deflate",
    }


def _check_content(path: Path, *, overwrite: bool) -> None:
    if not path.is_dir() or not any(path.iterdir()) or _is_ours(path):
        return
    taken = [name for name in ENTRIES if (path / name).exists()]
    if taken:
        raise OutputError(
            f"{path} already has {', '.join(taken)}",
            "They were not made by an export of chips",
            "Choose another folder",
        )
    if not overwrite:
        raise OutputError(
            f"The folder {path} is not empty",
            "It holds other files than exported chips",
            "Choose another folder, or allow chips beside other files",
        )


def _is_ours(path: Path) -> bool:
    try:
        record = json.loads((path / STATISTICS).read_text(encoding="utf-8"))
        return bool(record["provenance"]["verb"] == _OURS)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _publish(new: Path, old: Path, path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
    if not path.exists():
        new.replace(path)
        return
    moved: list[tuple[Path, Path]] = []
    try:
        for name in ENTRIES:
            _move(path / name, old / name, moved)
        # The statistics last: a folder that has them is complete.
        for name in ENTRIES:
            _move(new / name, path / name, moved)
    except OSError:
        for before, after in reversed(moved):
            after.replace(before)
        raise


def _move(source: Path, target: Path, moved: list[tuple[Path, Path]]) -> None:
    if source.exists():
        source.replace(target)
        moved.append((source, target))
