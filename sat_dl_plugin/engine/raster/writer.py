"""Writing class, probability and picture rasters: tiled, compressed, with provenance."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Union
from xml.etree import ElementTree  # nosec B405 - only written, never parsed

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio._err import CPLE_BaseError
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window as RasterioWindow

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, rgb
from sat_dl_plugin.engine.output import staged_output
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import BandLayout

BLOCK_SIZE = 512
PROBABILITY_STEPS = 254
"""uint8 probabilities: 0 to 1 are stored as 0 to 254."""

# GDAL's own errors reach Python bare where rasterio does not translate them.
_WRITE_ERRORS = (RasterioError, CPLE_BaseError, OSError)

# TIFF colour tables have no alpha; elsewhere than in QGIS the background shows as this.
_PAPER = (242, 240, 235, 255)

# Beyond this the classic TIFF's 4 GiB could be reached even when the data do not compress.
_BIGTIFF_FROM_BYTES = 3_500_000_000


class RasterWriter:
    """Writes windows of one open raster; made by the functions of this module."""

    def __init__(self, dataset: Any, path: Path) -> None:
        self._dataset = dataset
        self._path = path

    def write(self, window: Window, values: NDArray[Any]) -> None:
        """Write one window.

        Args:
            window: Where, in pixels of the output.
            values: Shape (rows, cols) for one band, or (bands, rows, cols).

        Raises:
            OutputError: If the disk is full or the file cannot be written.
        """
        area = RasterioWindow(window.col_off, window.row_off, window.width, window.height)
        stack = values if values.ndim == 3 else values[None]
        try:
            self._dataset.write(stack, window=area)
        except _WRITE_ERRORS as error:
            raise _write_error(self._path, error) from error

    def write_mask(self, window: Window, valid: NDArray[np.bool_]) -> None:
        """Write one window of the mask band, for rasters without a nodata value.

        Raises:
            OutputError: If the disk is full or the file cannot be written.
        """
        area = RasterioWindow(window.col_off, window.row_off, window.width, window.height)
        try:
            self._dataset.write_mask(valid, window=area)
        except _WRITE_ERRORS as error:
            raise _write_error(self._path, error) from error

    def record(self, provenance: Provenance) -> None:
        """Replace the provenance by one that knows how the run went."""
        self._dataset.update_tags(**provenance.tags())


@contextmanager
def class_raster(
    path: Union[str, Path], grid: Grid, legend: Sequence[ClassCard], provenance: Provenance
) -> Iterator[RasterWriter]:
    """Open a class raster for writing; it appears at ``path`` when the block ends well.

    uint8, nodata 255, tiles of 512, zstd, colour table, category names, overviews.

    Raises:
        OutputError: If it cannot be written.
    """
    colors = {BACKGROUND_ID: _PAPER, NODATA_ID: _PAPER}
    colors.update({entry.id: (*rgb(entry.color), 255) for entry in legend})
    profile = _profile(grid, 1, "uint8", photometric="palette")
    with staged_output(path) as stage:
        with _opened(stage, profile, Path(path)) as dataset:
            dataset.write_colormap(1, colors)
            dataset.update_tags(**provenance.tags())
            dataset.set_band_description(1, "class")
            yield RasterWriter(dataset, Path(path))
        _build_overviews(stage, grid, Resampling.nearest, Path(path))
        _write_category_names(stage, legend)


@contextmanager
def probability_raster(
    path: Union[str, Path],
    grid: Grid,
    legend: Sequence[ClassCard],
    provenance: Provenance,
    dtype: str = "uint8",
) -> Iterator[RasterWriter]:
    """Open a probability raster for writing: one band per class, named after it.

    Args:
        path: Where it appears when the block ends well.
        grid: Its grid.
        legend: Its bands.
        provenance: Written as a tag.
        dtype: ``uint8`` (0 to 1 as 0 to 254, nodata 255) or ``float32`` (nodata NaN).
    """
    nodata = NODATA_ID if dtype == "uint8" else float("nan")
    predictor = 2 if dtype == "uint8" else 3
    profile = _profile(grid, len(legend), dtype, nodata=nodata, predictor=predictor)
    with staged_output(path) as stage:
        with _opened(stage, profile, Path(path)) as dataset:
            dataset.update_tags(**provenance.tags())
            if dtype == "uint8":
                dataset.scales = (1 / PROBABILITY_STEPS,) * len(legend)
            for index, entry in enumerate(legend, start=1):
                dataset.set_band_description(index, entry.name)
                dataset.update_tags(index, class_id=entry.id, class_name=entry.name)
            yield RasterWriter(dataset, Path(path))
        _build_overviews(stage, grid, Resampling.average, Path(path))


@dataclass(frozen=True)
class PictureFormat:
    """How the bands of a picture are stored."""

    dtype: str
    bands: BandLayout
    nodata: Optional[float] = None
    tags: dict[str, str] = field(default_factory=dict)
    """Metadata items of the file beside the provenance."""


@contextmanager
def picture_raster(
    path: Union[str, Path], grid: Grid, form: PictureFormat, provenance: Provenance
) -> Iterator[RasterWriter]:
    """Open a raster of measured values for writing; it appears when the block ends well.

    Args:
        path: Where it appears.
        grid: Its grid.
        form: Data type, nodata and what the bands are called.
        provenance: Written as a tag.

    Raises:
        OutputError: If it cannot be written.
    """
    bands = form.bands
    size = np.dtype(form.dtype).itemsize
    predictor = 3 if form.dtype.startswith("float") else 2 if size in (1, 2, 4) else 1
    profile = _profile(
        grid, len(bands.descriptions), form.dtype, nodata=form.nodata, predictor=predictor
    )
    with staged_output(path) as stage, rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        with _opened(stage, profile, Path(path)) as dataset:
            dataset.update_tags(**provenance.tags(), **form.tags)
            dataset.colorinterp = bands.interpretations
            dataset.scales, dataset.offsets = bands.scales, bands.offsets
            dataset.units = bands.units
            for index, text in enumerate(bands.descriptions, start=1):
                dataset.set_band_description(index, text)
                dataset.update_tags(index, **bands.tags[index - 1])
                dataset.update_tags(index, ns="IMAGERY", **bands.imagery[index - 1])
            yield RasterWriter(dataset, Path(path))
        _build_overviews(stage, grid, Resampling.average, Path(path))


def quantize(probabilities: NDArray[np.float32], valid: Any = None) -> NDArray[np.uint8]:
    """Return probabilities 0 to 1 as 0 to 254, and 255 where ``valid`` is False.

    Args:
        probabilities: Shape (classes, rows, cols).
        valid: Mask (rows, cols) or None when all pixels are valid.
    """
    scaled = np.rint(probabilities * np.float32(PROBABILITY_STEPS))
    steps: NDArray[np.uint8] = scaled.astype(np.uint8)
    if valid is not None:
        steps[:, ~valid] = NODATA_ID
    return steps


def _profile(grid: Grid, count: int, dtype: str, **extra: Any) -> dict[str, Any]:
    size = grid.width * grid.height * count * np.dtype(dtype).itemsize
    return {
        "driver": "GTiff",
        "width": grid.width,
        "height": grid.height,
        "count": count,
        "dtype": dtype,
        "crs": grid.crs,
        "transform": grid.transform,
        "nodata": NODATA_ID,
        "tiled": True,
        "blockxsize": BLOCK_SIZE,
        "blockysize": BLOCK_SIZE,
        # Level 1 writes several times faster than deflate at the same size (PERFORMANCE).
        "compress": "zstd",
        "zstd_level": 1,
        "interleave": "band",
        "bigtiff": "yes" if size > _BIGTIFF_FROM_BYTES else "no",
        # Blocks nobody wrote must read as nodata, and skipped tiles then cost nothing.
        "sparse_ok": False,
        **extra,
    }


@contextmanager
def _opened(stage: Path, profile: dict[str, Any], path: Path) -> Iterator[Any]:
    try:
        dataset = rasterio.open(stage, "w", **profile)
    except _WRITE_ERRORS as error:
        raise _write_error(path, error) from error
    try:
        yield dataset
    except BaseException:
        _close_quietly(dataset)
        raise
    try:
        dataset.close()
    except _WRITE_ERRORS as error:
        raise _write_error(path, error) from error
    _check_complete(stage, path)


def _check_complete(stage: Path, path: Path) -> None:
    """Raise when blocks are missing: closing a file on a full disk reports no error."""
    size = stage.stat().st_size
    try:
        with rasterio.open(stage) as dataset:
            levels: list[tuple[int, Optional[int]]] = [(1, None)]
            levels += [(factor, place) for place, factor in enumerate(dataset.overviews(1))]
            ends = [
                _block_end(dataset, f"{col}_{row}", band, place)
                for band in dataset.indexes
                for factor, place in levels
                for row in range(math.ceil(math.ceil(dataset.height / factor) / BLOCK_SIZE))
                for col in range(math.ceil(math.ceil(dataset.width / factor) / BLOCK_SIZE))
            ]
    except _WRITE_ERRORS as error:
        raise _write_error(path, error) from error
    if any(end is None or end > size for end in ends):
        raise OutputError(
            f"Cannot write {path}",
            "Not all of it reached the disk, which is probably full",
            "Free some space or choose another disk",
        )


def _block_end(dataset: Any, block: str, band: int, overview: Optional[int]) -> Optional[int]:
    offset, size = (
        dataset.get_tag_item(f"BLOCK_{item}_{block}", "TIFF", bidx=band, ovr=overview)
        for item in ("OFFSET", "SIZE")
    )
    return None if offset is None or size is None else int(offset) + int(size)


def _close_quietly(dataset: Any) -> None:
    # The first error is the one to tell; flushing a full disk would only raise another.
    try:
        dataset.close()
    except _WRITE_ERRORS:
        return


def _build_overviews(stage: Path, grid: Grid, resampling: Resampling, path: Path) -> None:
    levels = []
    factor = 2
    while max(grid.width, grid.height) / factor >= BLOCK_SIZE / 2:
        levels.append(factor)
        factor *= 2
    if not levels:
        return
    options = {
        "COMPRESS_OVERVIEW": "ZSTD",
        "ZSTD_LEVEL_OVERVIEW": "1",
        "GDAL_TIFF_OVR_BLOCKSIZE": str(BLOCK_SIZE),
    }
    try:
        with rasterio.Env(**options), rasterio.open(stage, "r+") as dataset:
            dataset.build_overviews(levels, resampling)
    except _WRITE_ERRORS as error:
        raise _write_error(path, error) from error
    _check_complete(stage, path)


def _write_category_names(stage: Path, legend: Sequence[ClassCard]) -> None:
    # rasterio cannot set GDAL's category names; this is the side file GDAL itself would write.
    names = {BACKGROUND_ID: "background", **{entry.id: entry.name for entry in legend}}
    root = ElementTree.Element("PAMDataset")
    band = ElementTree.SubElement(root, "PAMRasterBand", band="1")
    categories = ElementTree.SubElement(band, "CategoryNames")
    for value in range(max(names) + 1):
        ElementTree.SubElement(categories, "Category").text = names.get(value, "")
    side_file = stage.with_name(f"{stage.name}.aux.xml")
    # GDAL looks for the data set in the first node, so it must not be the XML declaration.
    ElementTree.ElementTree(root).write(side_file, encoding="utf-8", xml_declaration=False)


def _write_error(path: Path, error: BaseException) -> OutputError:
    text = (str(error).strip() or type(error).__name__).splitlines()[0]
    return OutputError(
        f"Cannot write {path}",
        text,
        "Check the free space and permissions, or choose another place",
    )
