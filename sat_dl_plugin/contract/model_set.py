"""Sets of networks under one name: the file ``NAME.set.json``, read by both processes.

The file is a model card with the members beside it, so that whatever shows or matches cards
takes it as it is: the classes in it, with their thresholds and cleaning rules, go before those
of the members. Members are files of the same folder or installed models, pinned by their
SHA-256.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Optional

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.digests import file_sha256
from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.contract.legend import BACKGROUND_ID

SET_SUFFIX = ".set.json"
NETWORK_SUFFIX = ".onnx"

COMBINATIONS = ("average", "per-class")
"""Index = value of the COMBINE parameter."""

SCHEMA = 1
MAX_MEMBERS = 64
_MAX_BYTES = 5_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SMALLEST_SCALE, _LARGEST_SCALE = 0.05, 20.0
_LARGEST_WEIGHT = 1e6

_MAKE_ANEW = "Save the set again from its members, with “Combine models”"


@dataclass(frozen=True)
class SetMember:
    """One network of a set, and what its word counts."""

    file: str
    """Bare name of an ONNX file."""
    sha256: str
    """Of that file, 64 lower-case hexadecimal digits."""
    weight: float = 1.0
    """In the mean of the members that know a class; above 0."""
    scale: Optional[float] = None
    """Network pixels per pixel of its own resolution, along one axis; None for 1, and for all
    scales of its card in the best quality."""
    classes: tuple[int, ...] = ()
    """Ids of the classes that are taken from it; empty for all it knows."""

    def __post_init__(self) -> None:
        check_bare_name(self.file)
        if not _SHA256.fullmatch(self.sha256):
            raise ModelError(
                f"Member {self.file!r} of the set has no SHA-256",
                f"{self.sha256[:80]!r} is not 64 hexadecimal digits",
                _MAKE_ANEW,
            )
        check_weight(self.weight, self.file)
        if self.scale is not None:
            check_scale(self.scale, self.file)

    @property
    def name(self) -> str:
        """The file without its ending."""
        return self.file[: -len(NETWORK_SUFFIX)]

    def to_dict(self) -> dict[str, Any]:
        """Return the member as it stands in the file."""
        fields: dict[str, Any] = {"file": self.file, "sha256": self.sha256, "weight": self.weight}
        if self.scale is not None:
            fields["scale"] = self.scale
        if self.classes:
            fields["classes"] = list(self.classes)
        return fields


@dataclass(frozen=True)
class ModelSet:
    """Several networks that are one model."""

    card: ModelCard
    """Name, legend with thresholds and cleaning rules, and what is told about the set."""
    members: tuple[SetMember, ...]
    combine: str = COMBINATIONS[0]
    """How it was made, for people; what is averaged stands with the members."""

    def __post_init__(self) -> None:
        name = self.card.name
        if self.card.task != "segmentation":
            raise ModelError(f"Set {name!r} is for {self.card.task}; sets are for segmentation")
        if not 1 <= len(self.members) <= MAX_MEMBERS:
            raise ModelError(
                f"Set {name!r} has {len(self.members)} members", f"It needs 1 to {MAX_MEMBERS}"
            )
        if self.combine not in COMBINATIONS:
            raise ModelError(
                f"Set {name!r} combines by {self.combine!r}", f"Known: {', '.join(COMBINATIONS)}"
            )
        legend = {entry.id for entry in self.card.foreground}
        if not legend:
            raise ModelError(f"Set {name!r} lists no classes", "", _MAKE_ANEW)
        for member in self.members:
            strange = sorted(set(member.classes) - legend)
            if strange:
                raise ModelError(
                    f"Set {name!r} takes the classes {strange} from {member.file}",
                    "Its own legend does not list them",
                    _MAKE_ANEW,
                )

    def to_json(self) -> str:
        """Return the text of the file."""
        fields = {
            "sat_dl_set": SCHEMA,
            "combine": self.combine,
            "members": [member.to_dict() for member in self.members],
            **self.card.to_dict(),
        }
        return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def is_set_file(path: Path) -> bool:
    """Return whether a path has the ending of a set."""
    return path.name.lower().endswith(SET_SUFFIX)


def set_name(path: Path) -> str:
    """Return the name that the file of a set is chosen by."""
    return path.name[: -len(SET_SUFFIX)]


def read_model_set(path: Path) -> ModelSet:
    """Read the file of a set; its members are not looked for.

    Raises:
        ModelError: If it cannot be read, or is no set that may be used.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ModelError(f"{path.name} is too large for a set of models", "", _MAKE_ANEW)
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(
            f"The set {path.name} cannot be read", str(error), "Check the file, or save it anew"
        ) from error
    return model_set_from_json(text, path.name)


def model_set_from_json(text: str, shown: str) -> ModelSet:
    """Parse the file of a set.

    Args:
        text: Its content.
        shown: What it is called in messages.

    Raises:
        ModelError: If it is not a JSON object, of a newer version, or a field is wrong.
    """
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"The set {shown} is no JSON", str(error), _MAKE_ANEW) from error
    if not isinstance(fields, dict) or not isinstance(fields.get("members"), list):
        raise ModelError(f"{shown} is no set of models", "It lists no members", _MAKE_ANEW)
    if fields.get("sat_dl_set") != SCHEMA:
        raise ModelError(
            f"The set {shown} is of version {fields.get('sat_dl_set')!r}",
            f"This version of Sat DL reads version {SCHEMA}",
            "Update Sat DL",
        )
    return ModelSet(
        card=ModelCard.from_dict(fields),
        members=tuple(_member(entry, shown) for entry in fields["members"]),
        combine=str(fields.get("combine", COMBINATIONS[0])),
    )


def member_places(member: SetMember, folders: Iterable[Path]) -> list[Path]:
    """Return the files of some folders that may be a member, the best first.

    A link that leads out of its folder is none: the file of a set must not make anybody read
    what lies elsewhere.

    Args:
        member: Which one.
        folders: The folder of the set, then those of installed models.
    """
    found = []
    for folder in dict.fromkeys(folders):
        path = folder / member.file
        if path.is_file() and path.resolve().parent == folder.resolve():
            found.append(path)
    return found


def member_file(member: SetMember, folders: Iterable[Path], shown: str) -> Path:
    """Return the file of a member: of several with its name the one with its SHA-256.

    Args:
        member: Which one.
        folders: The folder of the set, then those of installed models.
        shown: What the set is called in messages.

    Raises:
        ModelError: If it is missing, or none of the files is what the set was made of.
    """
    places = member_places(member, folders)
    for place in places:
        if file_sha256(place) == member.sha256:
            return place
    if places:
        raise ModelError(
            f"Member {member.file} of the set {shown} was changed",
            f"{places[0]} is not the network that the set was made of",
            "Put the original network back, or save the set again",
        )
    raise ModelError(
        f"Member {member.file} of the set {shown} is missing",
        "It lies neither beside the set nor among the installed models",
        "Copy it there or import it; exporting a set brings its members along",
    )


def check_bare_name(name: str) -> None:
    """Raise a `ModelError` unless a text is the name of an ONNX file without any folder."""
    windows, posix = PureWindowsPath(name), PurePosixPath(name)
    # A colon names a drive or a stream of a file on Windows.
    is_bare = windows.name == name == posix.name and not re.search(r"[\x00-\x1f:]", name)
    if not is_bare or len(name) > 200 or not name.lower().endswith(NETWORK_SUFFIX):
        raise ModelError(
            f"The set wants to use {name[:120]!r}, which is not the bare name of an ONNX file",
            "Members lie beside the set or are installed models, nowhere else",
            "Do not use this set unless you trust where it comes from; save it anew",
        )


def check_weight(weight: float, shown: str) -> None:
    """Raise a `ModelError` unless a number can weigh a member."""
    if not (math.isfinite(weight) and 0.0 < weight <= _LARGEST_WEIGHT):
        raise ModelError(
            f"The weight of {shown} is {weight}",
            f"Weights are above 0, at most {_LARGEST_WEIGHT:g}",
            "State 1 for a model that counts like the others",
        )


def check_scale(scale: float, shown: str) -> None:
    """Raise a `ModelError` unless a network can run at a scale."""
    if not (math.isfinite(scale) and _SMALLEST_SCALE < scale < _LARGEST_SCALE):
        raise ModelError(
            f"The scale of {shown} is {scale}",
            f"Scales lie between {_SMALLEST_SCALE:g} and {_LARGEST_SCALE:g}",
            "State 1 for the resolution it was trained at",
        )


def taken_classes(member: SetMember, card: ModelCard, legend: ModelCard) -> tuple[int, ...]:
    """Return the ids of the classes of a set that are taken from a member, background left out.

    Args:
        member: The member.
        card: Its own card.
        legend: Card of the set.
    """
    known = {entry.id for entry in card.foreground} & {entry.id for entry in legend.foreground}
    return tuple(sorted(known & set(member.classes) if member.classes else known))


def _member(entry: Any, shown: str) -> SetMember:
    wrong = ModelError(
        f"The set {shown} has a member that cannot be understood",
        f"{str(entry)[:200]} is wrong",
        _MAKE_ANEW,
    )
    if not isinstance(entry, dict):
        raise wrong
    file, sha256 = entry.get("file"), entry.get("sha256")
    classes = entry.get("classes", [])
    if not isinstance(file, str) or not isinstance(sha256, str) or not isinstance(classes, list):
        raise wrong
    if any(isinstance(i, bool) or not isinstance(i, int) or i == BACKGROUND_ID for i in classes):
        raise wrong
    weight, scale = entry.get("weight", 1.0), entry.get("scale")
    if not _is_number(weight) or not (scale is None or _is_number(scale)):
        raise wrong
    return SetMember(
        file,
        sha256.lower(),
        float(weight),
        None if scale is None else float(scale),
        tuple(classes),
    )


def _is_number(value: Any) -> bool:
    # Whole numbers of JSON may be larger than any floating point number.
    return isinstance(value, float) or (type(value) is int and abs(value) < _LARGEST_WEIGHT)
