"""Polygons of a large class raster, ours against a bare GDAL polygonize.

A raster of 8192 x 8192 pixels with about 100 000 objects is made (always the same one). Then
our job, which simplifies with shared borders, and ``gdal_polygonize`` write it to GeoPackage by
turns; the medians of wall and processor time, their ratios and the peak memory are printed.

    python benchmarks/polygons.py [--size 8192] [--runs 3] [--full] [--gdal-python /usr/bin/python3]

``--full`` leaves no background between the objects, so that all of them touch each other.
``--gdal-python`` is a Python with the ``osgeo`` bindings.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
OBJECTS_PER_SIDE = 332
OBJECTS_SIZE = 8192
SEED = 7
CLASSES = 5

OURS = """
import sys
sys.path.insert(0, sys.argv[1])
from sat_dl_plugin.contract.jobs import PolygonizeJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.vector.job import run_polygonize
job = PolygonizeJob(sys.argv[2], sys.argv[3], simplify_m=0.75)
print(run_polygonize(job, SilentReporter())["features"])
"""

GDALS = """
import sys
from osgeo import gdal, ogr, osr
gdal.UseExceptions()
source = gdal.Open(sys.argv[1])
target = ogr.GetDriverByName("GPKG").CreateDataSource(sys.argv[2])
layer = target.CreateLayer("out", source.GetSpatialRef(), ogr.wkbPolygon)
layer.CreateField(ogr.FieldDefn("class_id", ogr.OFTInteger))
band = source.GetRasterBand(1)
gdal.Polygonize(band, band.GetMaskBand(), layer, 0, [])
print(layer.GetFeatureCount())
target = None
"""


def made_labels(size: int, *, full: bool) -> NDArray[np.uint8]:
    """Return a seeded class map of rectangles and ellipses, turned at random, 25 px apart."""
    rng = np.random.default_rng(SEED)
    labels = np.zeros((size, size), dtype=np.uint8)
    step = OBJECTS_SIZE / OBJECTS_PER_SIDE
    side = round(size / step)
    if full:
        ground = rng.integers(1, CLASSES + 1, (side + 1, side + 1), dtype=np.uint8)
        tile = np.ceil(step).astype(int)
        labels = np.kron(ground, np.ones((tile, tile), np.uint8))[:size, :size]
    count = side * side
    rows = (np.repeat(np.arange(side), side) + rng.uniform(0.2, 0.8, count)) * step
    cols = (np.tile(np.arange(side), side) + rng.uniform(0.2, 0.8, count)) * step
    radii = rng.uniform(0.2, 0.55, (count, 2)) * step
    angles = rng.uniform(0, np.pi, count)
    classes = rng.integers(1, CLASSES + 1, count)
    is_box = rng.random(count) < 0.5
    for index in range(count):
        reach = int(radii[index].max() * 1.5) + 1
        top, left = max(0, int(rows[index]) - reach), max(0, int(cols[index]) - reach)
        part = labels[top : int(rows[index]) + reach, left : int(cols[index]) + reach]
        row = np.arange(part.shape[0])[:, None] + (top + 0.5 - rows[index])
        col = np.arange(part.shape[1])[None] + (left + 0.5 - cols[index])
        cosine, sine = np.cos(angles[index]), np.sin(angles[index])
        u = (col * cosine + row * sine) / radii[index, 0]
        v = (row * cosine - col * sine) / radii[index, 1]
        inside = np.maximum(abs(u), abs(v)) < 1 if is_box[index] else u * u + v * v < 1
        part[inside] = classes[index]
    return labels


def write_raster(path: Path, labels: NDArray[np.uint8]) -> None:
    """Write the map as the tiled, compressed class raster that a segmentation would give."""
    import rasterio
    from affine import Affine

    profile = {"driver": "GTiff", "tiled": True, "blockxsize": 512, "blockysize": 512}
    with rasterio.open(
        path,
        "w",
        **profile,
        width=labels.shape[1],
        height=labels.shape[0],
        count=1,
        dtype="uint8",
        nodata=255,
        crs="EPSG:32645",
        transform=Affine(0.5, 0, 300000, 0, -0.5, 3000000),
        compress="zstd",
        zstd_level=1,
    ) as dataset:
        dataset.write(labels, 1)


def timed(command: list[str]) -> dict[str, float]:
    """Run a command; return seconds, processor seconds, peak megabytes and features."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        output = process.stdout.read() if process.stdout else ""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[:2]} failed with exit code {process.returncode}")
    return {
        "wall_s": time.perf_counter() - started,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
        "features": float(output.split()[-1]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=OBJECTS_SIZE)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--gdal-python", default="/usr/bin/python3")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raster, out = Path(folder, "classes.tif"), Path(folder, "out.gpkg")
        write_raster(raster, made_labels(options.size, full=options.full))
        commands = {
            "ours": [sys.executable, "-c", OURS, str(ROOT), str(raster), str(out)],
            "gdal": [options.gdal_python, "-c", GDALS, str(raster), str(out)],
        }
        results: dict[str, list[dict[str, float]]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                out.unlink(missing_ok=True)
                results[name].append(timed(command))
                print(name, json.dumps({k: round(v, 2) for k, v in results[name][-1].items()}))
    medians = {
        name: {key: float(np.median([run[key] for run in runs])) for key in runs[0]}
        for name, runs in results.items()
    }
    for key in ("wall_s", "cpu_s", "peak_mb"):
        ours, gdal = medians["ours"][key], medians["gdal"][key]
        print(f"{key}: ours {ours:.1f}, GDAL {gdal:.1f}, ratio {ours / gdal:.2f}")


if __name__ == "__main__":
    main()
