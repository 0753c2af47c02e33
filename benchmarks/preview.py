"""How long the live preview takes: the first of a worker, the next, and other thresholds.

    python3 benchmarks/preview.py SCENE.tif [--model urban] [--side 1000]

Runs in the Python of QGIS, with a runtime set up; the worker is a process of the runtime, as in
QGIS. Windows of ``side`` pixels move over the scene, so that each is predicted.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from osgeo import gdal

from sat_dl_plugin.bridge.client import WorkerClient
from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.contract.jobs import PreviewJob, SegmentJob
from sat_dl_plugin.contract.reporting import SilentReporter

_MOVES = 7
_MOST_NETWORK_PIXELS = 8_000_000
"""As many as the panel asks for at most."""

gdal.UseExceptions()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene", help="a raster in an unrotated CRS")
    parser.add_argument("--model", default="urban")
    parser.add_argument("--side", type=int, default=1000, help="pixels of the view along each side")
    arguments = parser.parse_args()
    python = find_runtime(RuntimeSpec())
    if python is None:
        sys.exit("Set up the runtime first: python3 -m sat_dl_plugin.bridge setup")
    with tempfile.TemporaryDirectory() as folder, WorkerClient(python) as worker:
        facts = _facts(arguments.scene)
        views = [_view(facts, arguments.side, move) for move in range(_MOVES + 1)]
        first, *others = [_seconds(worker, arguments, folder, view, 0.5) for view in views]
        again = [
            _seconds(worker, arguments, folder, views[-1], threshold)
            for threshold in (0.2, 0.3, 0.4, 0.6, 0.7)
        ]
    print(f"first, worker started: {first:.2f} s")
    print(f"next (median of {len(others)}): {statistics.median(others):.2f} s")
    print(f"other threshold (median of {len(again)}): {statistics.median(again):.3f} s")


def _facts(scene: str) -> tuple[float, float, float, float, int, int]:
    """Return the left, top, pixel width, pixel height, columns and rows of the scene."""
    dataset = gdal.Open(scene)
    left, across, _, top, _, down = dataset.GetGeoTransform()
    return left, top, across, down, dataset.RasterXSize, dataset.RasterYSize


def _view(
    facts: tuple[float, float, float, float, int, int], side: int, move: int
) -> tuple[float, float, float, float]:
    left, top, across, down, columns, rows = facts
    col = (columns - side) * move // _MOVES
    row = (rows - side) * move // _MOVES
    corners_x = (left + across * col, left + across * (col + side))
    corners_y = (top + down * row, top + down * (row + side))
    return min(corners_x), min(corners_y), max(corners_x), max(corners_y)


def _seconds(
    worker: WorkerClient,
    arguments: argparse.Namespace,
    folder: str,
    view: tuple[float, float, float, float],
    threshold: float,
) -> float:
    job = PreviewJob(
        SegmentJob(
            input=arguments.scene,
            models=(arguments.model,),
            output=str(Path(folder) / "preview.tif"),
            extent=view,
            thresholds={"1": threshold},
            clean=True,
        ),
        _MOST_NETWORK_PIXELS,
    )
    start = time.perf_counter()
    worker.run(job, SilentReporter())
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
