"""Who may import whom, read from the source without importing anything."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "sat_dl_plugin"

QGIS = {"qgis", "PyQt5", "PyQt6", "PySide2", "PySide6", "processing"}
TRAINING = {"torch", "torchvision", "torchmetrics", "lightning", "pytorch_lightning", "kornia"}
RUNTIME = TRAINING | {
    "affine",
    "dask",
    "onnx",
    "onnxruntime",
    "pyogrio",
    "rasterio",
    "safetensors",
    "scipy",
    "shapely",
    "skimage",
    "sklearn",
}
OWN_PROCESS = ("engine",)
SHARED = ("contract", "bridge")
TRAINS = ("engine/train/", "engine/enhance/prior/", "engine/selfcheck.py")
"""Parts of the engine with torch: training, fitting, and the check of a runtime made for it."""

MODULES = sorted(PACKAGE.rglob("*.py"))


def folder_of(path: Path) -> str:
    """Return the top-level folder of a module below the package, or an empty text."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported_modules(source: str) -> Iterator[str]:
    """Yield the dotted name of every import, at the top or inside functions."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in {"import_module", "__import__"}:
            yield from (str(a.value) for a in node.args[:1] if isinstance(a, ast.Constant))


def called(node: ast.Call) -> str:
    return ast.unparse(node.func).rpartition(".")[2]


def tops(source: str) -> set[str]:
    return {name.split(".")[0] for name in imported_modules(source)}


def own_folders(source: str) -> set[str]:
    """Return the folders of this package that a module imports from."""
    return {
        name.split(".")[1]
        for name in imported_modules(source)
        if name.startswith("sat_dl_plugin.") and len(name.split(".")) > 2
    } | {
        parts[1]
        for name in imported_modules(source)
        if len(parts := name.split(".")) == 2
        and parts[0] == "sat_dl_plugin"
        and (PACKAGE / parts[1]).is_dir()
    }


def edits_of_qgis_state(source: str) -> list[str]:
    """Return statements that change sys.path, sys.modules or GDAL's and PROJ's environment."""
    found = []
    for node in ast.walk(ast.parse(source)):
        targets: list[ast.expr] = []
        if isinstance(node, (ast.Assign, ast.Delete)):
            targets = list(node.targets)
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
            targets = [node.target]
        elif isinstance(node, ast.Call):
            targets = [node.func]
            if ast.unparse(node.func) in {"os.putenv", "os.unsetenv"}:
                found.append(ast.unparse(node))
        for target in targets:
            text = ast.unparse(target)
            if isinstance(node, ast.Call):
                changes = called(node) in {
                    *("append", "insert", "extend", "remove", "pop", "clear"),
                    *("update", "setdefault", "__setitem__", "popitem"),
                }
                if changes and text.startswith(("sys.path.", "sys.modules.", "os.environ.")):
                    found.append(ast.unparse(node))
            elif text.startswith(("sys.path", "sys.modules", "os.environ")):
                found.append(ast.unparse(node))
    return found


def allowed_imports(path: Path, source: str) -> list[str]:
    """Return what a module imports against the rules of its folder."""
    folder = folder_of(path)
    found = tops(source)
    wrong: set[str] = set()
    if any(name.startswith(".") for name in imported_modules(source)):
        wrong.add("relative import")
    if folder in (*OWN_PROCESS, *SHARED):
        wrong |= found & QGIS
    else:
        wrong |= found & RUNTIME
        wrong |= own_folders(source) & set(OWN_PROCESS)
    if folder in SHARED:
        wrong |= found - set(sys.stdlib_module_names) - {"sat_dl_plugin"}
        wrong |= own_folders(source) - {"contract", folder}
    if folder == "engine":
        wrong |= own_folders(source) - {"contract", "engine", "bridge"}
        if not path.relative_to(PACKAGE).as_posix().startswith(TRAINS):
            wrong |= found & TRAINING
    return sorted(wrong)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_respect_the_boundaries(path: Path) -> None:
    assert allowed_imports(path, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if folder_of(path) not in OWN_PROCESS],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_nothing_edits_what_belongs_to_qgis(path: Path) -> None:
    assert edits_of_qgis_state(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_syntax_is_that_of_the_oldest_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 9))
    newer = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and called(node) in {"dataclass", "zip"}
        and {keyword.arg for keyword in node.keywords} & {"slots", "kw_only", "strict"}
    ]
    assert newer == []


def test_the_package_was_found() -> None:
    folders = {folder_of(path) for path in MODULES}
    assert {"contract", "bridge", "engine", "processing"} <= folders


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("contract/a.py", "import numpy", ["numpy"]),
        ("contract/a.py", "from sat_dl_plugin.bridge import b", ["bridge"]),
        ("bridge/a.py", "def f():\n    from qgis.core import Qgis", ["qgis"]),
        ("bridge/a.py", "from sat_dl_plugin.engine.run import run_job", ["engine"]),
        ("engine/a.py", "import torch", ["torch"]),
        ("engine/train/a.py", "import torch", []),
        ("engine/enhance/a.py", "import torch", ["torch"]),
        ("engine/a.py", "from sat_dl_plugin.processing.provider import P", ["processing"]),
        ("processing/a.py", "import_module('rasterio.io')", ["rasterio"]),
        ("processing/a.py", "from sat_dl_plugin import engine", ["engine"]),
        ("plugin.py", "import shapely.geometry as g", ["shapely"]),
        ("gui/a.py", "from . import b", ["relative import"]),
    ],
)
def test_the_rules_can_fail(module: str, source: str, wrong: list[str]) -> None:
    assert allowed_imports(PACKAGE / module, source) == wrong


@pytest.mark.parametrize(
    "source",
    [
        "sys.path.insert(0, 'x')",
        "sys.path += ['x']",
        "sys.modules['torch'] = None",
        "del sys.modules['torch']",
        "os.environ['PROJ_LIB'] = 'x'",
        "os.environ.setdefault('GDAL_DATA', 'x')",
        "os.putenv('GDAL_DATA', 'x')",
    ],
)
def test_edits_are_found(source: str) -> None:
    assert len(edits_of_qgis_state(source)) == 1


@pytest.mark.parametrize(
    "source", ["environment = dict(os.environ)", "os.environ.get('PATH')", "sys.path[0]"]
)
def test_reading_is_no_edit(source: str) -> None:
    assert edits_of_qgis_state(source) == []
