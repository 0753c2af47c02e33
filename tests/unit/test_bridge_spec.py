"""Where runtimes lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from sat_dl_plugin.bridge.spec import (
    choose_runtimes_folder,
    default_runtimes_folder,
    runtimes_folder,
)
from sat_dl_plugin.contract.errors import OutputError, UsageError


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("sat_dl_plugin.bridge.spec.cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache"


def test_the_place_of_the_runtime_can_be_chosen(cache: Path, tmp_path: Path) -> None:
    assert runtimes_folder() == default_runtimes_folder() == cache / "runtimes"

    choose_runtimes_folder(tmp_path / "größer" / "disk")
    assert runtimes_folder() == tmp_path / "größer" / "disk"

    choose_runtimes_folder(None)
    assert runtimes_folder() == cache / "runtimes"
    assert list(cache.iterdir()) == []


def test_a_relative_place_is_refused(cache: Path) -> None:
    with pytest.raises(UsageError, match="not a full path"):
        choose_runtimes_folder(Path("runtimes"))


def test_a_place_that_cannot_be_remembered_is_an_error(cache: Path, tmp_path: Path) -> None:
    cache.write_text("a file where the folder should be")

    with pytest.raises(OutputError, match="cannot be remembered"):
        choose_runtimes_folder(tmp_path / "disk")


def test_a_damaged_choice_is_no_choice(cache: Path) -> None:
    cache.mkdir()
    (cache / "runtimes_folder.txt").write_bytes(b"\xff\xfe/nowhere")

    assert runtimes_folder() == default_runtimes_folder()
