"""The file of a set of models: what it holds, and what it may never do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.errors import ModelError, UsageError
from sat_dl_plugin.contract.jobs import CleaningRule, CombineJob, SegmentJob, job_from_params
from sat_dl_plugin.contract.model_set import (
    ModelSet,
    SetMember,
    is_set_file,
    member_places,
    model_set_from_json,
    read_model_set,
    set_name,
    taken_classes,
)
from sat_dl_plugin.contract.text_forms import parse_scales, parse_weights

HASH = "0123456789abcdef" * 4  # pragma: allowlist secret
CARD = ModelCard("pair", classes=(ClassCard(1, "building", threshold=0.4), ClassCard(3, "road")))


def text_with(**member: Any) -> str:
    """The file of a set with one member, some of its fields replaced."""
    fields = json.loads(ModelSet(CARD, (SetMember("a.onnx", HASH),)).to_json())
    fields["members"][0].update(member)
    return json.dumps(fields)


def test_a_set_is_read_as_it_was_written(tmp_path: Path) -> None:
    members = (
        SetMember("a.onnx", HASH, weight=2.0, scale=0.5, classes=(1,)),
        SetMember("b c.onnx", HASH),
    )
    written = ModelSet(CARD, members, "per-class")
    path = tmp_path / "pair.set.json"
    path.write_text(written.to_json(), encoding="utf-8")

    assert read_model_set(path) == written
    assert is_set_file(path)
    assert set_name(path) == "pair"
    assert members[1].name == "b c"


def test_the_file_is_a_card_too() -> None:
    """So everything that shows or matches cards takes a set as it is."""
    assert ModelCard.from_json(ModelSet(CARD, (SetMember("a.onnx", HASH),)).to_json()) == CARD


def test_fields_that_are_not_stated_have_their_usual_values() -> None:
    fields = json.loads(text_with())
    del fields["members"][0]["weight"], fields["combine"]

    read = model_set_from_json(json.dumps(fields), "x")

    assert read.members == (SetMember("a.onnx", HASH),)
    assert read.combine == "average"


@pytest.mark.parametrize(
    "file",
    [
        "../a.onnx",
        "/etc/a.onnx",
        "sub/a.onnx",
        "..\\a.onnx",
        "C:a.onnx",
        "C:\\a.onnx",
        "\\\\host\\share\\a.onnx",
        "a.onnx:stream.onnx",
        "a\u0000.onnx",
        "a\n.onnx",
        "a.pkl",
        ".onnx/..",
        "..",
        "",
        "x" * 300 + ".onnx",
    ],
)
def test_members_are_bare_names_of_networks(file: str) -> None:
    with pytest.raises(ModelError, match="not the bare name of an ONNX file"):
        model_set_from_json(text_with(file=file), "x.set.json")


@pytest.mark.parametrize(
    ("member", "words"),
    [
        ({"sha256": "12"}, "no SHA-256"),
        ({"sha256": 5}, "cannot be understood"),
        ({"file": None}, "cannot be understood"),
        ({"weight": 0}, "weight of a.onnx is 0"),
        ({"weight": -1}, "weight of a.onnx is -1"),
        ({"weight": float("nan")}, "weight of a.onnx is nan"),
        ({"weight": 10**400}, "cannot be understood"),
        ({"weight": True}, "cannot be understood"),
        ({"weight": "2"}, "cannot be understood"),
        ({"scale": 0.01}, "scale of a.onnx is 0.01"),
        ({"scale": float("inf")}, "scale of a.onnx is inf"),
        ({"scale": [1]}, "cannot be understood"),
        ({"classes": [7]}, r"takes the classes \[7\] from a.onnx"),
        ({"classes": [0]}, "cannot be understood"),
        ({"classes": [1.5]}, "cannot be understood"),
        ({"classes": "1"}, "cannot be understood"),
    ],
)
def test_wrong_members_are_named(member: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        model_set_from_json(text_with(**member), "x.set.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"members": []}, "has 0 members"),
        ({"members": [3]}, "cannot be understood"),
        ({"members": None}, "no set of models"),
        ({"combine": "vote"}, "combines by 'vote'"),
        ({"sat_dl_set": 2}, "version 2"),
        ({"task": "enhancement"}, "is for enhancement"),
        ({"classes": []}, "lists no classes"),
        ({"classes": 5}, "wrong type"),
        ({"name": "../x"}, "not usable"),
    ],
)
def test_wrong_sets_are_named(change: dict[str, Any], words: str) -> None:
    fields = {**json.loads(text_with()), **change}
    with pytest.raises(ModelError, match=words):
        model_set_from_json(json.dumps(fields), "x.set.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '"x"', "[" * 100_000])
def test_what_is_no_set_is_said(text: str) -> None:
    with pytest.raises(ModelError, match=r"x\.set\.json"):
        model_set_from_json(text, "x.set.json")


def test_files_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_model_set(tmp_path / "none.set.json")
    path = tmp_path / "binary.set.json"
    path.write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(ModelError, match="cannot be read"):
        read_model_set(path)
    path.write_text(" " * 6_000_000, encoding="utf-8")
    with pytest.raises(ModelError, match="too large"):
        read_model_set(path)


def test_members_are_looked_for_beside_the_set_first(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
        (folder / "a.onnx").write_bytes(b"x")

    member = SetMember("a.onnx", HASH)

    assert member_places(member, [here, there]) == [here / "a.onnx", there / "a.onnx"]
    (here / "a.onnx").unlink()
    assert member_places(member, [here, there]) == [there / "a.onnx"]


def test_links_out_of_the_folder_are_no_members(tmp_path: Path) -> None:
    folder, secret = tmp_path / "models", tmp_path / "secret.onnx"
    folder.mkdir()
    secret.write_bytes(b"x")
    (folder / "a.onnx").symlink_to(secret)

    assert member_places(SetMember("a.onnx", HASH), [folder]) == []


def test_classes_are_those_that_the_member_knows_and_the_set_lists() -> None:
    card = ModelCard("a", classes=(ClassCard(0, "background"), *CARD.classes, ClassCard(5, "tree")))

    assert taken_classes(SetMember("a.onnx", HASH), card, CARD) == (1, 3)
    assert taken_classes(SetMember("a.onnx", HASH, classes=(3,)), card, CARD) == (3,)


def test_the_job_survives_json() -> None:
    job = CombineJob(
        models=("a", "b"),
        models_folder="/models",
        name="pair",
        weights=(2.0, 1.0),
        scales=((1.0, 0.5), (1.0,)),
        thresholds={"road": None},
        rules={"building": CleaningRule(opening_px=1)},
    )

    again = job_from_params("combine", json.loads(json.dumps(job.to_params())))

    assert isinstance(again, CombineJob)
    assert again.models == job.models
    assert again.weights == job.weights
    assert [tuple(entry) for entry in again.scales] == list(job.scales)
    assert again.rules == job.rules
    segment = SegmentJob("in.tif", ("a", "b"), "out.tif", weights=(2.0, 1.0))
    assert job_from_params("segment", json.loads(json.dumps(segment.to_params()))) == segment


@pytest.mark.parametrize(
    ("text", "scales"),
    [
        ("", ()),
        ("1", ((1.0,),)),
        ("1 0.5", ((1.0, 0.5),)),
        ("1, 0.5; 2", ((1.0, 0.5), (2.0,))),
        ("1\n0.5\n", ((1.0,), (0.5,))),
    ],
)
def test_scales_are_read_model_by_model(text: str, scales: tuple[tuple[float, ...], ...]) -> None:
    assert parse_scales(text) == scales


def test_weights_are_read_in_order() -> None:
    assert parse_weights("2; 1.5") == (2.0, 1.5)
    assert parse_weights("2, 1.5") == (2.0, 1.5)
    assert parse_weights(" ") == ()
    with pytest.raises(UsageError, match="'x' for 'weights'"):
        parse_weights("2; x")
    with pytest.raises(UsageError, match="'x' for 'scales'"):
        parse_scales("1 x")
