"""One source for Qt 5 and Qt 6: every Qt and QGIS name the code uses exists, fully scoped."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

import sat_dl_plugin

PACKAGE = Path(sat_dl_plugin.__file__).parent
QGIS_SIDE = sorted(
    [
        *PACKAGE.glob("*.py"),
        *(
            path
            for folder in ("processing", "gui", "tasks", "styling")
            for path in (PACKAGE / folder).rglob("*.py")
        ),
    ]
)
# What `qgis.PyQt` itself moves or patches between the two, so that the code may rely on it.
MOVED = {("QtWidgets", "QAction"): "QtGui"}


def imported_names(tree: ast.AST) -> dict[str, tuple[str, str]]:
    """Return local name -> (module, name) of everything imported from qgis."""
    return {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.")
        for alias in node.names
    }


def attribute_chain(node: ast.Attribute) -> list[str]:
    """Return ``["Qt", "PenStyle", "SolidLine"]`` for that expression, or nothing."""
    parts: list[str] = []
    current: ast.AST = node
    while isinstance(current, ast.Attribute):
        parts.append(current.attr)
        current = current.value
    return [current.id, *reversed(parts)] if isinstance(current, ast.Name) else []


@lru_cache
def used_chains() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return (file, module, chain) for every class attribute taken from a qgis import."""
    found = set()
    for path in QGIS_SIDE:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = imported_names(tree)
        for node in ast.walk(tree):
            chain = attribute_chain(node) if isinstance(node, ast.Attribute) else []
            if chain and chain[0] in names:
                module, name = names[chain[0]]
                found.add((path.name, module, (name, *chain[1:])))
    return tuple(sorted(found))


@lru_cache
def imports() -> tuple[tuple[str, str], ...]:
    """Return (module, name) of everything that is imported from qgis."""
    return tuple(
        sorted(
            {
                imported
                for path in QGIS_SIDE
                for imported in imported_names(ast.parse(path.read_text(encoding="utf-8"))).values()
            }
        )
    )


def test_the_walk_finds_enums():
    chains = {chain for _file, _module, chain in used_chains()}

    assert ("Qt", "PenStyle", "SolidLine") in chains
    assert ("Qgis", "DataType", "ARGB32") in chains


@pytest.mark.parametrize(("module", "name"), imports(), ids=lambda part: part)
def test_import_exists_in_this_qgis(module, name, qgis_app):
    assert hasattr(importlib.import_module(module), name) or importlib.import_module(
        f"{module}.{name}"
    )


@pytest.mark.parametrize(
    ("file", "module", "chain"), used_chains(), ids=lambda part: str(part).replace(" ", "")
)
def test_name_exists_in_this_qgis(file, module, chain, qgis_app):
    found = getattr(importlib.import_module(module), chain[0])
    for part in chain[1:]:
        assert hasattr(found, part), f"{file}: {'.'.join(chain)}"
        found = getattr(found, part)


@pytest.mark.parametrize(
    ("file", "module", "chain"), used_chains(), ids=lambda part: str(part).replace(" ", "")
)
def test_enums_are_fully_scoped(file, module, chain):
    """Members of enums start with a capital and are reached through their enum."""
    capitals = [part for part in chain if part[:1].isupper()]

    # Class.Member with nothing between is the short form that Qt 6 dropped; a nested class
    # such as QgsPalettedRasterRenderer.Class is called, and thus no enum.
    if len(capitals) == 2 and not module.startswith("qgis.PyQt"):
        import qgis.core
        import qgis.gui

        owner = getattr(qgis.core, chain[0], None) or getattr(qgis.gui, chain[0])
        assert isinstance(getattr(owner, chain[1]), (type, str)), f"{file}: {'.'.join(chain)}"
    elif len(capitals) == 2:
        qt = importlib.import_module(module)
        assert isinstance(getattr(getattr(qt, chain[0]), chain[1]), type), f"{file}: {chain}"


def test_names_exist_in_qt6():
    """In a process of its own: two Qt versions in one do not go well."""
    if importlib.util.find_spec("PyQt6") is None:
        pytest.skip("PyQt6 is not installed")
    wanted = [
        (MOVED.get((module.rpartition(".")[2], chain[0]), module.rpartition(".")[2]), chain)
        for _file, module, chain in used_chains()
        if module.startswith("qgis.PyQt.")
    ] + [
        (MOVED.get((module.rpartition(".")[2], name), module.rpartition(".")[2]), (name,))
        for module, name in imports()
        if module.startswith("qgis.PyQt.")
    ]
    script = (
        "import importlib\n"
        f"for module, chain in {wanted!r}:\n"
        "    found = importlib.import_module('PyQt6.' + module)\n"
        "    for part in chain:\n"
        "        if not hasattr(found, part):\n"
        "            print(module, '.'.join(chain))\n"
        "            break\n"
        "        found = getattr(found, part)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_no_qt_is_imported_but_through_qgis():
    for path in QGIS_SIDE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not any(name.startswith(("PyQt5", "PyQt6", "sip")) for name in modules), path


def test_no_exec_with_an_underscore():
    for path in QGIS_SIDE:
        assert ".exec_(" not in path.read_text(encoding="utf-8"), path
