"""Bring the translations in resources/i18n up to date with the texts in the code.

``python3 scripts/translations.py [LOCALE…]`` reads every ``tr("…")`` of the package into one
``sat_dl_LOCALE.ts`` a locale (those that are there, and those that are named), keeps what has
been translated, drops what the code no longer says, and compiles the ``.qm`` files that QGIS
loads with Qt's ``lrelease`` (Debian: qttools5-dev-tools).
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
CONTEXT = "SatDl"
"""As in sat_dl_plugin/i18n.py."""


def main() -> int:
    """Update the files of all locales and compile them."""
    texts = translatable_texts()
    files = {FOLDER / f"sat_dl_{locale}.ts" for locale in sys.argv[1:]} | set(FOLDER.glob("*.ts"))
    for file in sorted(files):
        known = read_translations(file) if file.is_file() else {}
        write_translations(file, texts, known)
        done = sum(text in known for text in texts)
        print(f"{file.name}: {done} of {len(texts)} texts are translated")
        compile_translations(file)
    return 0


def translatable_texts() -> list[str]:
    """Return every literal that the package translates, in the order of the code."""
    found: dict[str, None] = {}
    for file in sorted((ROOT / "sat_dl_plugin").rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found.update(dict.fromkeys(_literals(tree)))
    return list(found)


def read_translations(file: Path) -> dict[str, str]:
    """Return the finished translations of a ``.ts`` file: source text -> translation."""
    known = {}
    for message in ElementTree.parse(file).iter("message"):  # noqa: S314 - our own file
        source, translation = message.findtext("source"), message.find("translation")
        if source and translation is not None and translation.get("type") is None:
            known[source] = translation.text or ""
    return known


def write_translations(file: Path, texts: list[str], known: dict[str, str]) -> None:
    """Write a ``.ts`` file; texts without a translation are marked as unfinished."""
    locale = file.stem.removeprefix("sat_dl_")
    root = ElementTree.Element("TS", version="2.1", language=locale, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = CONTEXT
    for text in texts:
        message = ElementTree.SubElement(context, "message")
        ElementTree.SubElement(message, "source").text = text
        translation = ElementTree.SubElement(message, "translation")
        if known.get(text):
            translation.text = known[text]
        else:
            translation.set("type", "unfinished")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    header = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    file.write_text(f"{header}{body}\n", encoding="utf-8")


def compile_translations(file: Path) -> None:
    """Compile a ``.ts`` file into the ``.qm`` file beside it."""
    lrelease = shutil.which("lrelease") or shutil.which("lrelease", path="/usr/lib/qt5/bin")
    if lrelease is None:
        sys.exit("lrelease is missing; install qttools5-dev-tools")
    command = [lrelease, "-silent", str(file), "-qm", str(file.with_suffix(".qm"))]
    subprocess.run(command, check=True)


def _literals(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        text = node.args[0]
        if name == "tr" and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value


if __name__ == "__main__":
    sys.exit(main())
