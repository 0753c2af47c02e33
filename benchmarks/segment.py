"""Whole segmentation jobs against the pure network time, and their peak memory.

    python benchmarks/segment.py speed  [--model unet64|PATH|NAME] [--size 4096] [--runs 3]
    python benchmarks/segment.py memory [--model …] [--sizes 4096 16384]

The pure time is the best rate that a search over tile, batch and threads finds in
onnxruntime, applied to the same number of output pixels: no reading, no halo, no writing.
Whole jobs and pure runs alternate; medians are printed, and their ratio, in seconds and in CPU
seconds: on a machine that others use too only the latter mean something. Networks stay open
between jobs as in a worker; the first job, which touches fresh memory, is told apart.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnxruntime
import rasterio
from affine import Affine

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.networks import unet64  # noqa: E402
from sat_dl_plugin.contract.jobs import CleaningRule, SegmentJob  # noqa: E402
from sat_dl_plugin.contract.reporting import SilentReporter  # noqa: E402
from sat_dl_plugin.engine.models.catalogue import load_network  # noqa: E402
from sat_dl_plugin.engine.models.opened import keep_networks  # noqa: E402
from sat_dl_plugin.engine.run import run_job  # noqa: E402

_TILES = (256, 512, 1024, 2048)
_BATCHES = (1, 4)
_THREADS = (1, 2)
_SEARCH_PIXELS = 4_200_000
_LARGEST_INPUT = 4 * 1024 * 1024


class Spent(NamedTuple):
    """Time of this process, seconds."""

    wall_s: float
    cpu_s: float

    @classmethod
    def now(cls) -> Spent:
        """Return the clocks as they stand."""
        times = os.times()
        return cls(time.perf_counter(), times.user + times.system)

    def since(self, start: Spent) -> Spent:
        """Return what was spent from ``start`` until here."""
        return Spent(self.wall_s - start.wall_s, self.cpu_s - start.cpu_s)


def scene(folder: Path, size: int, gsd_m: float) -> Path:
    """Write a size x size RGB GeoTIFF that compresses about like a photograph."""
    path = folder / f"scene{size}.tif"
    random = np.random.default_rng(7)
    coarse = random.integers(30, 220, (3, size // 32 + 2, size // 32 + 2))
    profile = {
        "driver": "GTiff",
        "width": size,
        "height": size,
        "count": 3,
        "dtype": "uint8",
        "crs": "EPSG:32645",
        "transform": Affine(gsd_m, 0, 3e5, 0, -gsd_m, 3e6),
        "tiled": True,
        "blockxsize": 512,
        "blockysize": 512,
        "compress": "zstd",
        "zstd_level": 1,
        "predictor": 2,
        "photometric": "rgb",
        "interleave": "pixel",
    }
    with rasterio.open(path, "w", **profile) as dataset:
        for row in range(0, size, 512):
            rows = coarse[:, row // 32 : row // 32 + 17]
            band = np.kron(rows, np.ones((1, 32, 32)))[:, :512, :size]
            noise = random.normal(0, 9, band.shape)
            dataset.write(
                np.clip(band + noise, 0, 255).astype(np.uint8), window=((row, row + 512), (0, size))
            )
    return path


def job_for(model: str, source: Path, folder: Path) -> SegmentJob:
    """Return the job that is timed: read, predict, clean, write the class raster."""
    rule = CleaningRule(opening_px=1, min_object_m2=20, max_hole_m2=20)
    names = [c.name for c in load_network(model).card.foreground]
    return SegmentJob(
        input=str(source),
        models=(model,),
        output=str(folder / "classes.tif"),
        clean=True,
        rules=dict.fromkeys(names, rule),
    )


def pure_time(
    model: str, tile: int, batch: int, threads: int, spinning: bool, pixels: int
) -> Spent:
    """Return what bare onnxruntime needs for so many network pixels in one configuration."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Threads that spin while they wait save time and count as work.
    options.add_session_config_entry("session.intra_op.allow_spinning", str(int(spinning)))
    network = load_network(model)
    session = onnxruntime.InferenceSession(
        network.path, options, providers=["CPUExecutionProvider"]
    )
    shape = (batch, len(network.card.bands), tile, tile)
    values = np.random.default_rng(0).random(shape, np.float32)
    name = session.get_inputs()[0].name
    session.run(None, {name: values})
    runs = max(1, round(pixels / (batch * tile * tile)))
    start = Spent.now()
    for _ in range(runs):
        session.run(None, {name: values})
    spent = Spent.now().since(start)
    share = pixels / (runs * batch * tile * tile)
    return Spent(spent.wall_s * share, spent.cpu_s * share)


def speed(args: argparse.Namespace, folder: Path) -> None:
    model = model_path(args.model, folder)
    source = scene(folder, args.size, load_network(model).card.gsd_m or 0.5)
    job = job_for(model, source, folder)
    times = {
        configuration: pure_time(model, *configuration, pixels=_SEARCH_PIXELS)
        for configuration in itertools.product(_TILES, _BATCHES, _THREADS, (False, True))
        if configuration[1] * configuration[0] ** 2 <= _LARGEST_INPUT
    }
    keep_networks()
    first, result = whole_job(job)
    print(
        f"first job {first.wall_s:.1f} s, {first.cpu_s:.1f} CPU s; "
        f"network pixels per output pixel {result['network_pixels']:.3f}"
    )
    pixels = args.size * args.size
    for unit in Spent._fields:
        best = min(times, key=lambda key: getattr(times[key], unit))
        rate = _SEARCH_PIXELS / getattr(times[best], unit) / 1e6
        print(
            f"{unit}: best pure configuration tile {best[0]}, batch {best[1]}, "
            f"threads {best[2]}{', spinning' if best[3] else ''}: {rate:.2f} Mpx/s"
        )
        jobs, pures = [], []
        for _ in range(args.runs):
            jobs.append(getattr(whole_job(job)[0], unit))
            measured = min(pixels, args.pure_pixels)
            pures.append(
                getattr(pure_time(model, *best, pixels=measured), unit) * pixels / measured
            )
        whole, pure = statistics.median(jobs), statistics.median(pures)
        pairs = ", ".join(f"{job_s / pure_s:.3f}" for job_s, pure_s in zip(jobs, pures))
        print(
            f"{unit}: whole job {whole:.1f}, pure network {pure:.1f}, "
            f"ratio {whole / pure:.3f} (pairs {pairs})"
        )


def whole_job(job: SegmentJob) -> tuple[Spent, dict[str, Any]]:
    """Run a job; return what it took and its result."""
    start = Spent.now()
    result = run_job(job, SilentReporter())
    return Spent.now().since(start), result


def memory(args: argparse.Namespace, folder: Path) -> None:
    model = model_path(args.model, folder)
    peaks = []
    for size in args.sizes:
        source = scene(folder, size, load_network(model).card.gsd_m or 0.5)
        job = job_for(model, source, folder)
        code = (
            "import json,sys;sys.path.insert(0,sys.argv[1]);"
            "from sat_dl_plugin.contract.jobs import job_from_params;"
            "from sat_dl_plugin.contract.reporting import SilentReporter;"
            "from sat_dl_plugin.engine.run import run_job;import resource;"
            "run_job(job_from_params('segment',json.loads(sys.argv[2])),SilentReporter());"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, str(ROOT), json.dumps(job.to_params())],
            check=True,
            capture_output=True,
            text=True,
        )
        peaks.append(int(done.stdout.split()[-1]) * 1024)
        print(f"{size} x {size}: peak memory {peaks[-1] / 1e6:.0f} MB")
        source.unlink()
    print(f"ratio largest to smallest: {peaks[-1] / peaks[0]:.3f}")


def model_path(name: str, folder: Path) -> str:
    """Return what `load_network` understands; ``unet64`` is made on the spot."""
    return str(unet64(folder / "unet64.onnx")) if name == "unet64" else name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("speed", "memory"):
        sub = verbs.add_parser(verb)
        sub.add_argument("--model", default="urban")
        sub.add_argument("--size", type=int, default=4096)
        sub.add_argument("--sizes", type=int, nargs="+", default=[4096, 16384])
        sub.add_argument("--runs", type=int, default=3)
        sub.add_argument("--pure-pixels", type=int, default=4096 * 4096)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        {"speed": speed, "memory": memory}[args.verb](args, Path(folder))


if __name__ == "__main__":
    main()
