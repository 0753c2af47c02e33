"""The plugin's zip and its metadata, held against the rules of the QGIS plugin site."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLUGIN = "sat_dl_plugin"
LARGEST_ZIP_BYTES = 25_000_000
REQUIRED = (
    *("name", "description", "version", "qgisMinimumVersion", "author", "email", "about"),
    *("tracker", "repository"),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("zip") is None:
        pytest.skip("pb_tool needs the program zip")
    folder = tmp_path_factory.mktemp("dist")
    built = subprocess.run(
        [str(ROOT / "scripts" / "build_plugin"), str(folder)],
        env={**os.environ, "PB_TOOL": str(Path(sys.executable).with_name("pb_tool"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / f"{PLUGIN}.zip"


@pytest.fixture(scope="module")
def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


@pytest.fixture(scope="module")
def metadata(archive: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    with zipfile.ZipFile(archive) as opened:
        parser.read_string(opened.read(f"{PLUGIN}/metadata.txt").decode("utf-8"))
    return parser["general"]


def test_the_zip_is_small_enough(archive: Path) -> None:
    assert archive.stat().st_size < LARGEST_ZIP_BYTES


def test_the_zip_has_one_folder_with_what_qgis_needs(names: list[str]) -> None:
    assert {name.split("/")[0] for name in names} == {PLUGIN}
    needed = ("__init__.py", "metadata.txt", "LICENSE", "README.md", "plugin.py")
    assert {f"{PLUGIN}/{name}" for name in needed} <= set(names)


@pytest.mark.parametrize(
    "part",
    [
        *("contract/jobs.py", "bridge/", "engine/run.py", "engine/__main__.py", "processing/"),
        *("models/catalogue.json", "resources/runtime/infer-cpu.txt", "resources/graphs/"),
        *("resources/i18n/sat_dl_de.qm", "resources/i18n/sat_dl_ne.qm"),
    ],
)
def test_the_zip_has_every_part(part: str, names: list[str]) -> None:
    assert any(name.startswith(f"{PLUGIN}/{part}") for name in names)


def test_the_zip_has_nothing_that_is_refused(names: list[str]) -> None:
    folders = {"__pycache__", "__MACOSX", ".git", "tests", "docs", "build", ".venv"}
    endings = (".pyc", ".exe", ".dll", ".so", ".dylib", ".bat", ".sh", ".ps1", ".cmd", ".pth")
    refused = [
        name
        for name in names
        if folders & set(name.split("/")) or name.endswith(endings) or ".." in name or "\\" in name
    ]
    assert refused == []


def test_the_metadata_has_every_required_field(metadata: configparser.SectionProxy) -> None:
    assert [field for field in REQUIRED if not metadata.get(field, "").strip()] == []


def test_the_metadata_keeps_the_rules_of_the_site(metadata: configparser.SectionProxy) -> None:
    assert "/" not in metadata["author"]
    assert "plugin" not in metadata["name"].lower()
    for field in ("about", "description"):
        assert "<" not in metadata[field]
    for field in ("tracker", "repository", "homepage"):
        assert metadata[field].startswith("https://")
    assert PLUGIN.isidentifier()


def test_the_metadata_states_what_qgis_reads(metadata: configparser.SectionProxy) -> None:
    assert metadata["qgisMinimumVersion"] == "3.40"
    assert metadata["qgisMaximumVersion"] == "4.99"
    assert "supportsQt6" not in metadata
    assert metadata["hasProcessingProvider"] == "yes"
    assert metadata["category"] == "Raster"


def test_the_icon_is_in_the_zip(metadata: configparser.SectionProxy, names: list[str]) -> None:
    assert f"{PLUGIN}/{metadata['icon']}" in names


def test_the_versions_agree(metadata: configparser.SectionProxy) -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{metadata["version"]}"' in project
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert metadata["version"] in changes
