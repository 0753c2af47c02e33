"""Whether enhancing first helps a network to find crop fields, measured with `satdl:accuracy`.

``python benchmarks/enhancement_fields.py --model fields [--methods none bicubic prior …]``

Sentinel-2 (Danish fields, 10 m), and the NAIP val pictures (1 m) as they are and as coarser pixels
would show them. ``none`` segments the picture as it is; the engine then brings it to the resolution
of the network by itself. All others make it finer before.
"""

from __future__ import annotations

import argparse
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from enhancement import DATA, Bytes, Enlarger, averaged, sentinel2
from numpy.typing import NDArray
from PIL import Image
from rasterio.errors import NotGeoreferencedWarning

from sat_dl_plugin.contract.jobs import AccuracyJob, SegmentJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.catalogue import find_network
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.train.enhancer_data import image_groups

# Labels of both data sets -> names of the classes.
_LABELS = {1: "field", 2: "boundary"}

_SENTINEL2_GSD_M = 10.0


def scenes(scales: list[int], side: int) -> Iterator[tuple[str, Bytes, Bytes, float, int]]:
    """Yield name, picture, labels, metres per pixel of the picture, and label pixels in it."""
    yield "Sentinel-2", *sentinel2(side), _SENTINEL2_GSD_M, 1
    pixels, labels = _naip_fields()
    for scale in scales:
        yield f"NAIP at {scale} m", averaged(pixels, scale), labels, float(scale), scale


def _naip_fields() -> tuple[Bytes, Bytes]:
    """Return all val pictures side by side, and their labels."""
    (group,) = [g for g in image_groups(DATA, "val") if g.name == "naip_fields"]
    masks = [
        np.asarray(Image.open(DATA / group.name / "masks" / f"{image.name}.png"))
        for image in group.images
    ]
    pictures = [image.pixels for image in group.images]
    return np.concatenate(pictures, axis=2), np.concatenate(masks, axis=1)


def write(path: Path, pixels: NDArray[np.uint8], gsd_m: float) -> None:
    """Write a raster with square pixels of a size."""
    bands, rows, columns = pixels.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=bands,
        dtype="uint8",
        crs="EPSG:32632",
        transform=rasterio.Affine(gsd_m, 0.0, 500_000.0, 0.0, -gsd_m, 6_000_000.0),
    ) as dataset:
        dataset.write(pixels)


def measure(arguments: argparse.Namespace, method: str, scene: str, folder: Path) -> str:
    """Return the scores of a method on the scene in a folder, as a line of text."""
    source = str(folder / "scene.tif")
    name, _, scale = method.partition("-x")
    if name != "none":
        with rasterio.open(source) as dataset:
            coarse, gsd_m = dataset.read(), dataset.transform.a
        enlarge = Enlarger(arguments.models, Path(), arguments.keep)
        source = str(folder / "fine.tif")
        write(Path(source), enlarge(name, coarse, int(scale)), gsd_m / int(scale))
    classes = str(folder / "classes.tif")
    run_job(SegmentJob(source, (arguments.model,), classes, quality="fast"), SilentReporter())
    job = AccuracyJob(classes, str(folder / "labels.tif"), str(folder / "scores.csv"))
    result = run_job(job, SilentReporter())
    told = [
        f"{row['class_name']} IoU {row['iou']:.3f} F1 {row['f1']:.3f}"
        for row in result["scores"]
        if row.get("iou") is not None
    ]
    return f"{scene} | {method} | " + " | ".join(told)


def run(arguments: argparse.Namespace) -> None:
    """Print the scores of every scene and method."""
    card = resolve_card(find_network(arguments.model)).card
    ids = {entry.name.lower(): entry.id for entry in card.classes}
    lookup = np.zeros(256, np.uint8)
    for label, name in _LABELS.items():
        found = [known for text, known in ids.items() if name in text]
        lookup[label] = found[0] if found else 0
    for scene, pixels, labels, gsd_m, scale in scenes(arguments.scale, arguments.side):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write(folder / "scene.tif", pixels, gsd_m)
            write(folder / "labels.tif", lookup[labels][None], gsd_m / scale)
            for method in arguments.methods:
                print(measure(arguments, method, scene, folder), flush=True)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", default="fields", help="network that finds fields")
    parser.add_argument("--models", type=Path, help="folder of the enhancing networks")
    parser.add_argument("--scale", type=int, nargs="*", default=[1, 4])
    parser.add_argument("--side", type=int, default=0, help="pixels of Sentinel-2; 0 for all")
    parser.add_argument("--keep", type=Path, help="folder to keep results in")
    parser.add_argument(
        "--methods",
        nargs="+",
        default=["none", "bicubic-x4", "sharpen-x4", "decrappify-x4", "chain-x4", "decrappify-x1"],
        help="none, or a method of enhancement.py with its scale (default: %(default)s)",
    )
    return parser


if __name__ == "__main__":
    warnings.simplefilter("ignore", NotGeoreferencedWarning)
    run(build_parser().parse_args())
