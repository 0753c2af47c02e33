"""The jobs of promptable networks: importing a pair, and looking at the picture of a view."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from sat_dl_plugin.contract.errors import InputError, OutputError, UsageError
from sat_dl_plugin.contract.jobs import ImportPromptableJob, ViewEmbeddingJob
from sat_dl_plugin.contract.limits import thread_limit
from sat_dl_plugin.contract.places import PROMPTABLE_CARD, PROMPTABLE_FOLDER
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.loading import external_files, load_proto
from sat_dl_plugin.engine.output import staging_folder
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.review.prompts.interface import USUAL_SIDE
from sat_dl_plugin.engine.review.prompts.pair import Decoder, Embedding, Encoder, check_pair
from sat_dl_plugin.engine.vector.area_of_interest import extent_window

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,79}")
_ENCODER_FILE, _DECODER_FILE = "encoder.onnx", "decoder.onnx"

# What lies beyond these percentiles would make the rest of the picture flat.
_DARKEST, _BRIGHTEST = 2.0, 98.0


def run_import_promptable(job: ImportPromptableJob, reporter: Reporter) -> dict[str, Any]:
    """Check a pair of networks and copy it into a folder of its own among the user's models.

    Args:
        job: The two files and the name.
        reporter: Hears of the steps.

    Returns:
        ``output``: the folder; ``name``; ``family``.

    Raises:
        ModelError: If the files are no such pair, or fail on a generated picture.
        OutputError: If the name is taken or the folder cannot be written.
    """
    name = job.name or Path(job.encoder).stem
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name of a model",
            "Names have letters, digits, dots, spaces and dashes",
            "State another 'name'",
        )
    target = Path(job.models_folder) / PROMPTABLE_FOLDER / name
    if target.exists() and not job.overwrite:
        raise OutputError(
            f"You already have a promptable network {name!r}",
            f"{target} exists",
            "Ask for overwriting, or give the new one another name",
        )
    reporter.progress(0.1, "Reading the networks")
    encoder, decoder = Encoder(Path(job.encoder)), Decoder(Path(job.decoder))
    reporter.check_cancelled()
    reporter.progress(0.3, "Trying the networks")
    check_pair(encoder, decoder)
    reporter.check_cancelled()
    reporter.progress(0.8, "Copying the networks")
    family = decoder.part.family
    _write(target, Path(job.encoder), Path(job.decoder), {"name": name, "family": family})
    reporter.progress(1.0, "Imported")
    return {"output": str(target), "name": name, "family": family}


def run_view_embedding(job: ViewEmbeddingJob, reporter: Reporter) -> dict[str, Any]:
    """Let an encoder look at a part of a raster, and write what it saw.

    Args:
        job: The raster, the part, the encoder and the file to write.
        reporter: Is asked for cancellation.

    Returns:
        ``output``: the file, as `read_embedding` reads it.

    Raises:
        SatDlError: If the raster cannot be read there or the encoder fails.
    """
    with RasterSource(job.input) as source:
        window = source.grid.window
        if job.extent is not None:
            window = extent_window(job.extent, job.extent_crs, source.grid)
        picture, grid = _picture(source, window, job.bands)
    reporter.check_cancelled()
    file = Path(job.encoder)
    encoder = _encoder(job.encoder, file.stat().st_mtime_ns if file.is_file() else 0)
    embedding = encoder.embed(picture)
    reporter.check_cancelled()
    _write_embedding(Path(job.output), embedding, grid)
    return {"output": job.output, "pixels": embedding.rows * embedding.cols}


def read_embedding(path: str) -> tuple[Embedding, Grid]:
    """Return an embedding and the grid of the picture it is of.

    Raises:
        InputError: If there is none.
    """
    file = Path(path)
    if not file.is_file():
        raise InputError(
            "The view was not looked at yet", f"{path} does not exist", "Wait a moment"
        )
    return _read_embedding(path, file.stat().st_mtime_ns)


def opened_decoder(path: str) -> Decoder:
    """Return a decoder, the one of the last call when it is the same.

    Raises:
        ModelError: If it cannot be opened.
    """
    file = Path(path)
    return _decoder(path, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(maxsize=1)
def _decoder(path: str, _changed_ns: int) -> Decoder:
    return Decoder(Path(path), thread_limit())


@lru_cache(maxsize=1)
def _encoder(path: str, _changed_ns: int) -> Encoder:
    return Encoder(Path(path), thread_limit())


@lru_cache(maxsize=1)
def _read_embedding(path: str, _changed_ns: int) -> tuple[Embedding, Grid]:
    # Without pickles a file cannot run code.
    with np.load(path, allow_pickle=False) as stored:
        rows, cols = (int(value) for value in stored["size"])
        crs = str(stored["crs"])
        grid = Grid(cols, rows, Affine(*stored["transform"]), CRS.from_wkt(crs) if crs else None)
        return Embedding(stored["values"], rows, cols, float(stored["scale"])), grid


def _write_embedding(path: Path, embedding: Embedding, grid: Grid) -> None:
    with staging_folder(path) as stage:
        file = stage / "embedding.npz"
        np.savez(
            file,
            values=embedding.values,
            size=np.array([embedding.rows, embedding.cols]),
            scale=np.array(embedding.scale),
            transform=np.array(tuple(grid.transform)[:6]),
            crs=np.array(grid.crs.to_wkt() if grid.crs else ""),
        )
        file.replace(path)


def _picture(
    source: RasterSource, window: Window, bands: tuple[int, ...]
) -> tuple[NDArray[np.uint8], Grid]:
    """Return a part of a raster as a picture that is no larger than encoders see, and its grid."""
    known = source.band_count
    chosen = bands or ((1, 2, 3) if known >= 3 else (1, 1, 1))
    if len(chosen) != 3 or not all(1 <= band <= known for band in chosen):
        raise UsageError(
            f"Bands {chosen} are no picture", f"The raster has {known} bands", "State three bands"
        )
    values, valid = source.sample(chosen, USUAL_SIDE, window)
    rows, cols = values.shape[1:]
    part = source.grid.subgrid(window)
    scale = Affine.scale(window.width / cols, window.height / rows)
    grid = Grid(cols, rows, part.transform @ scale, part.crs)
    return _as_bytes(values, valid), grid


def _as_bytes(values: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
    if values.dtype == np.uint8:
        return values
    picture = np.zeros(values.shape, dtype=np.uint8)
    if not valid.any():
        return picture
    for stretched, band in zip(picture, values.astype(np.float32)):
        low, high = np.percentile(band[valid], (_DARKEST, _BRIGHTEST))
        share = (np.nan_to_num(band) - low) / max(float(high - low), 1e-6)
        stretched[:] = np.clip(share * 255.0, 0.0, 255.0)
    return picture


def _write(target: Path, encoder: Path, decoder: Path, card: dict[str, str]) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with staging_folder(target) as stage:
            for source, name in ((encoder, _ENCODER_FILE), (decoder, _DECODER_FILE)):
                _copy(source, stage / name)
            (stage / PROMPTABLE_CARD).write_text(json.dumps(card, indent=2), encoding="utf-8")
            target.mkdir(exist_ok=True)
            # The card last: whoever sees it also sees the networks.
            for name in (_ENCODER_FILE, _DECODER_FILE, PROMPTABLE_CARD):
                (stage / name).replace(target / name)
    except OSError as error:
        with suppress(OSError):
            target.rmdir()
        raise OutputError(
            f"The networks cannot be written to {target.parent}",
            error.strerror or str(error),
            "Choose a folder you may write to, with enough space",
        ) from error


def _copy(source: Path, target: Path) -> None:
    """Copy a network, with weights that lie beside it inside."""
    if external_files(load_proto(source)):
        onnx.save_model(onnx.load(str(source)), str(target))
    else:
        target.write_bytes(source.read_bytes())
