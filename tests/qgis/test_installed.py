"""The plugin as it is installed: `resources`, `models` and `metadata.txt` inside the package."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sat_dl_plugin
from sat_dl_plugin.bridge.runtime import RuntimeSpec, find_runtime
from sat_dl_plugin.processing.provider import ALGORITHMS

ROOT = Path(sat_dl_plugin.__file__).parent.parent
PATIENCE_S = 30.0
"""Far more than anything here takes; only so that a failure ends."""

LOAD = """
import sys
from qgis.core import QgsApplication
app = QgsApplication([], False)
app.initQgis()
import sat_dl_plugin
plugin = sat_dl_plugin.classFactory(None)
plugin.initProcessing()
provider = QgsApplication.processingRegistry().providerById("satdl")
from pathlib import Path
paths = [provider.svgIconPath()] + [each.svgIconPath() for each in provider.algorithms()]
print(all(Path(path).is_file() for path in paths), len(paths), provider.versionInfo())
print(all(Path(path).is_relative_to(sys.argv[1]) for path in paths))
"""


def read(path: Path, *, strict: bool = False) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=strict)
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


@pytest.fixture
def installed(tmp_path) -> Path:
    """The package as pb_tool puts it together from its configuration."""
    config = read(ROOT / "pb_tool.cfg")
    target = tmp_path / config["plugin"]["name"]
    assert config["help"]["target"] == "."
    shutil.copytree(
        ROOT / config["help"]["dir"], target, ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in config["files"]["extras"].split():
        shutil.copy(ROOT / name, target)
    for name in config["files"]["extra_dirs"].split():
        shutil.copytree(ROOT / name, target / name)
    return target


def test_installed_plugin_finds_its_files(installed):
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(installed)],
        cwd=installed.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    version = read(ROOT / "metadata.txt")["general"]["version"]
    assert done.stdout.split("\n")[:2] == [f"True {len(ALGORITHMS) + 1} {version}", "True"]


@pytest.fixture
def qgis_process(installed, tmp_path):
    """Runs ``qgis_process`` in a profile that has nothing but this plugin."""
    program = shutil.which("qgis_process")
    if program is None:
        pytest.skip("qgis_process is not installed")
    plugins = tmp_path / "config" / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    installed.rename(plugins / installed.name)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *arguments],
            env={
                **os.environ,
                "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "config"),
                "QT_QPA_PLATFORM": "offscreen",
            },
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("plugins", "enable", installed.name).returncode == 0
    return run


def test_qgis_process_knows_the_algorithms(qgis_process):
    listed = qgis_process("list").stdout

    expected = sorted(f"satdl:{algorithm().name()}" for algorithm in ALGORITHMS)
    assert sorted(re.findall(r"satdl:\w+", listed)) == expected


def test_qgis_process_prints_help_without_markup(qgis_process):
    text = qgis_process("help", "satdl:segmenttopolygons").stdout

    assert "Turns an image into clean polygons" in text
    assert not re.search(r"</?(p|b|br|code)>", text)


@pytest.mark.skipif(find_runtime(RuntimeSpec()) is None, reason="no runtime is set up")
def test_qgis_process_runs_a_job(qgis_process, raster_factory, tmp_path):
    scene = raster_factory(tmp_path / "scene.tif", bands=3, size=64, pixel=0.5)
    target = tmp_path / "classes.tif"

    done = qgis_process(
        "run", "satdl:segment", "--", f"INPUT={scene}", "MODELS=urban", f"OUTPUT={target}"
    )

    assert done.returncode == 0, done.stderr
    assert target.is_file()
    # Workers stay for the next job, but not longer than the program that could give them one.
    deadline_s = time.monotonic() + PATIENCE_S
    while processes_with(str(tmp_path)) and time.monotonic() < deadline_s:
        time.sleep(0.05)
    assert processes_with(str(tmp_path)) == []


def processes_with(text: str) -> list[str]:
    """Return the command lines that hold a text; empty where the system does not tell."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            # It ended in between.
            continue
        if text in line:
            lines.append(line)
    return lines


def test_qgis_process_fails_with_one_message(qgis_process, tmp_path):
    done = qgis_process(
        *("run", "satdl:polygonize", "--", "INPUT=/nowhere.tif", f"OUTPUT={tmp_path}/p.gpkg")
    )

    assert done.returncode != 0
    assert "'/nowhere.tif' does not exist" in done.stderr
    assert not (tmp_path / "p.gpkg").exists()


def test_manifest_has_what_the_plugin_site_asks_for():
    manifest = read(ROOT / "metadata.txt", strict=True)["general"]

    for name in [
        "name",
        "description",
        "version",
        "qgisMinimumVersion",
        "author",
        "email",
        "about",
        "tracker",
        "repository",
        "homepage",
        "category",
        "icon",
    ]:
        assert manifest[name].strip(), name
    assert manifest["name"] == "Sat DL"
    assert manifest["hasProcessingProvider"] == "yes"
    assert manifest["qgisMinimumVersion"] == "3.40"
    assert manifest["qgisMaximumVersion"] == "4.99"
    assert "supportsQt6" not in manifest
    assert (ROOT / manifest["icon"]).is_file()
    assert not re.search(r"<\w+", manifest["about"] + manifest["description"])


def test_nothing_ships_that_the_plugin_site_refuses(installed):
    refused = {".pyc", ".exe", ".dll", ".so", ".dylib", ".bat", ".sh", ".ps1", ".cmd"}

    assert [path for path in installed.rglob("*") if path.suffix in refused] == []
    assert (installed / "LICENSE").is_file()
    assert sum(path.stat().st_size for path in installed.rglob("*")) < 60_000_000
