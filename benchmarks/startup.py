"""From the start of qgis_process to the first predicted tile.

    /usr/bin/python3 benchmarks/startup.py [--runs 5]

Runs satdl:segment on a raster of one small tile in a throw-away profile, warm disk, in turn
with an algorithm of QGIS itself; prints medians and what Sat DL adds. The raster is a single
tile, so its prediction has ended when the job has: the whole run is an upper bound.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def profile_environment(folder: Path) -> dict[str, str]:
    """Return an environment whose QGIS profile has the plugin of this source tree."""
    plugins = folder / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    installed = plugins / "sat_dl_plugin"
    installed.mkdir()
    for entry in [*(ROOT / "sat_dl_plugin").iterdir(), *(ROOT / n for n in SHIPPED)]:
        (installed / entry.name).symlink_to(entry)
    environment = dict(
        os.environ,
        QGIS_CUSTOM_CONFIG_PATH=str(folder),
        QT_QPA_PLATFORM="offscreen",
        XDG_RUNTIME_DIR=str(folder),
    )
    subprocess.run(
        ["qgis_process", "plugins", "enable", "sat_dl_plugin"],
        env=environment,
        check=True,
        capture_output=True,
    )
    return environment


SHIPPED = ("metadata.txt", "models", "resources")


def make_raster(folder: Path) -> Path:
    """Write a 512 x 512 RGB raster with GDAL's own tool."""
    path = folder / "tile.tif"
    subprocess.run(
        [
            "gdal_create",
            "-outsize",
            "512",
            "512",
            "-bands",
            "3",
            "-burn",
            "90",
            "-a_srs",
            "EPSG:32645",
            "-a_ullr",
            "300000",
            "3000000",
            "300256",
            "2999744",
            "-co",
            "PHOTOMETRIC=RGB",
            str(path),
        ],
        check=True,
        capture_output=True,
    )
    return path


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return seconds until the line that announces the prediction, and until the end."""
    start = time.perf_counter()
    announced = float("nan")
    process = subprocess.Popen(
        command,
        env=environment,
        text=True,
        bufsize=1,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    for line in process.stdout or ():
        if "Segmenting" in line:
            announced = time.perf_counter() - start
    if process.wait():
        raise SystemExit(f"failed: {' '.join(command)}")
    return announced, time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = profile_environment(folder / "config")
        raster = make_raster(folder)
        ours = [
            "qgis_process",
            "run",
            "satdl:segment",
            "--",
            f"INPUT={raster}",
            "MODELS=urban",
            f"OUTPUT={folder / 'classes.tif'}",
        ]
        theirs = [
            "qgis_process",
            "run",
            "native:rasterlayerstatistics",
            "--",
            f"INPUT={raster}",
            "BAND=1",
        ]
        timed(ours, environment)
        runs, bare = [], []
        for _ in range(args.runs):
            runs.append(timed(ours, environment))
            bare.append(timed(theirs, environment)[1])
    announced, whole = (statistics.median(values) for values in zip(*runs))
    base = statistics.median(bare)
    print(
        f"start to model loaded {announced:.2f} s, to the end of one tile {whole:.2f} s; "
        f"an algorithm of QGIS itself {base:.2f} s; ratio {whole / base:.2f}"
    )


if __name__ == "__main__":
    main()
