"""The wheel that ``pip install .`` makes: whole, and with the command ``satdl``."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import tomllib

ROOT = Path(__file__).parents[2]
PARTS = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "models", "resources")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    # Built from a copy, because setuptools leaves folders behind.
    source = folder / "source"
    shutil.copytree(
        ROOT / "sat_dl_plugin",
        source / "sat_dl_plugin",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    built = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"),
            *("--no-build-isolation", "--wheel-dir", str(folder), str(source)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_has_every_module_and_network(wheel: Path) -> None:
    expected = {str(path.relative_to(ROOT)) for path in (ROOT / "sat_dl_plugin").rglob("*.py")}
    expected |= {
        f"sat_dl_plugin/{path.relative_to(ROOT)}" for path in (ROOT / "models").glob("*.onnx")
    }
    expected.add("sat_dl_plugin/models/catalogue.json")
    expected.add("sat_dl_plugin/resources/runtime/infer-cpu.txt")
    with zipfile.ZipFile(wheel) as opened:
        assert expected <= set(opened.namelist())


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        name = next(n for n in opened.namelist() if n.endswith("entry_points.txt"))
        assert "satdl = sat_dl_plugin.engine.cli:main" in opened.read(name).decode()


def test_the_unpacked_wheel_knows_its_version_and_models(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    program = (
        "from sat_dl_plugin.contract.places import plugin_version, shipped\n"
        "print(plugin_version(), (shipped('models') / 'catalogue.json').is_file())"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert printed.split() == [version, "True"]


@pytest.mark.parametrize(
    ("file", "extra", "beside"), [("infer", None, {"onnxruntime"}), ("full", "train", {"torch"})]
)
def test_dependencies_are_those_of_the_runtime(
    file: str, extra: str | None, beside: set[str]
) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    stated = project["optional-dependencies"][extra] if extra else project["dependencies"]
    text = (ROOT / "resources" / "runtime" / f"{file}.in").read_text()
    wanted = {line.strip() for line in text.splitlines() if re.match(r"\s*[a-z]", line)}
    assert set(stated) == wanted | beside
