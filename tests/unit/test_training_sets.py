"""Data sets described as JSON, as files and as folders."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import TrainingData
from sat_dl_plugin.contract.training_sets import read_data_sets


def test_nothing_is_no_data_set() -> None:
    assert read_data_sets("  ") == ()


@pytest.mark.parametrize("wrap", [lambda entry: entry, lambda entry: [entry]])
def test_json_is_taken_as_it_is(wrap) -> None:
    entry = {"rasters": "a.tif", "labels": "b.gpkg", "classes": {"house": "building"}, "weight": 2}

    assert read_data_sets(json.dumps(wrap(entry))) == (
        TrainingData(("a.tif",), "b.gpkg", classes={"house": "building"}, weight=2),
    )


def test_files_and_folders_are_read_and_their_paths_begin_at_the_file(tmp_path: Path) -> None:
    chips, other = tmp_path / "chips", tmp_path / "sets" / "one.json"
    chips.mkdir()
    other.parent.mkdir()
    entries = [
        {"rasters": ["a.tif", "/data/b.tif", "/vsizip/c.zip/c.tif"], "labels": "../x.gpkg|layer=1"},
        {"rasters": ["https://example.org/d.tif"], "labels": "d.tif", "area": "area.gpkg"},
    ]
    other.write_text(json.dumps(entries))

    found = read_data_sets(f"{chips}; {other}")

    folder = tmp_path / "sets"
    assert found == (
        TrainingData((str(chips),)),
        TrainingData(
            (str(folder / "a.tif"), "/data/b.tif", "/vsizip/c.zip/c.tif"),
            str(folder / "../x.gpkg|layer=1"),
        ),
        TrainingData(
            ("https://example.org/d.tif",), str(folder / "d.tif"), area=str(folder / "area.gpkg")
        ),
    )


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.json"):
        read_data_sets(str(tmp_path / "gone.json"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[{]", "no JSON"),
        ('{"rasters": [], "label": "x"}', "label"),
        ('{"labels": "x"}', "rasters"),
    ],
)
def test_what_is_wrong_is_said(text: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        read_data_sets(text)
