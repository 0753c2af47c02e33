"""The translations of the interface: up to date, complete enough, and safe to fill in."""

from __future__ import annotations

import importlib.util
import string
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
FINISHED = {"de": 0.95, "ne": 0.75}
"""Share of the texts that a locale has at least; a new text may wait for its translation."""


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "translations", ROOT / "scripts" / "translations.py"
    )
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


script = load_script()
FILES = sorted(script.FOLDER.glob("*.ts"))
by_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def fields(text: str) -> list[tuple[str, str, str]]:
    """Return number, conversion and format of every placeholder; “{}” are counted."""
    found = []
    for _, name, form, conversion in string.Formatter().parse(text):
        if name is not None:
            found.append((name or str(len(found)), conversion or "", form or ""))
    return sorted(found)


def sources(file: Path) -> list[str]:
    root = script.ElementTree.parse(file)
    return [message.findtext("source") for message in root.iter("message")]


def test_there_are_the_locales_that_are_promised() -> None:
    assert [file.stem for file in FILES] == [f"sat_dl_{locale}" for locale in sorted(FINISHED)]


@by_file
def test_the_file_has_the_texts_of_the_code(file: Path) -> None:
    differing = set(script.translatable_texts()) ^ set(sources(file))

    assert not differing, "run scripts/translations.py"


@by_file
def test_enough_is_translated(file: Path) -> None:
    share = len(script.read_translations(file)) / len(sources(file))

    assert share >= FINISHED[file.stem.removeprefix("sat_dl_")]


@by_file
def test_no_finished_translation_is_empty(file: Path) -> None:
    empty = [text for text, done in script.read_translations(file).items() if not done.strip()]

    assert empty == []


@by_file
def test_placeholders_are_those_of_the_source(file: Path) -> None:
    wrong = [
        (text, done)
        for text, done in script.read_translations(file).items()
        if fields(text) != fields(done)
    ]

    assert wrong == []


@by_file
def test_blanks_around_units_stay(file: Path) -> None:
    wrong = [
        (text, done)
        for text, done in script.read_translations(file).items()
        if (text[:1] == " ", text[-1:] == " ") != (done[:1] == " ", done[-1:] == " ")
    ]

    assert wrong == []


@by_file
def test_a_letter_is_underlined_only_where_the_source_has_one(file: Path) -> None:
    wrong = [
        (text, done)
        for text, done in script.read_translations(file).items()
        if done.count("&") > text.count("&")
    ]

    assert wrong == []


@by_file
def test_the_endings_of_files_stay(file: Path) -> None:
    wrong = [
        (text, done)
        for text, done in script.read_translations(file).items()
        if "(*." in text and text.count("*.") != done.count("*.")
    ]

    assert wrong == []


def test_the_script_drops_what_the_code_no_longer_says(tmp_path: Path) -> None:
    file = tmp_path / "sat_dl_de.ts"

    script.write_translations(file, ["Run", "Stop"], {"Run": "Starten", "Old": "Alt"})

    assert script.read_translations(file) == {"Run": "Starten"}
    assert sources(file) == ["Run", "Stop"]
