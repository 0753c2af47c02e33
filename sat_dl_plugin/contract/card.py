"""Model cards: what a network is, what it wants to see and what its channels mean.

The same JSON object stands in the ONNX ``metadata_props`` under `CARD_KEY` and beside the
network in ``NAME.json``. `ModelCard.from_dict` is the only reader and says exactly which
field is wrong.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Optional

from sat_dl_plugin.contract.errors import ModelError
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, fallback_color

CARD_KEY = "sat_dl"
ACTIVATIONS = ("none", "sigmoid", "softmax")
TASKS = ("segmentation", "enhancement", "embedding")

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,79}")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class ClassCard:
    """One output channel of a segmentation network and how its pixels are cleaned."""

    id: int
    """Value in the class raster, 0 (a background channel) to 254."""
    name: str
    color: str = "#888888"
    threshold: float = 0.5
    """Smallest probability (0 to 1) at which a pixel may become this class."""
    min_object_m2: float = 0.0
    """Objects smaller than this are removed, square metres."""
    max_hole_m2: float = 0.0
    """Holes smaller than this are filled, square metres."""
    opening_px: int = 0
    """Radius of the morphological opening, pixels of the class raster."""
    closing_px: int = 0
    """Radius of the morphological closing, pixels of the class raster."""
    separation: float = 0.0
    """Touching objects come apart where the probability between them has a valley this deep or
    deeper, as a difference of logits ln(p / (1 - p)), and objects that do not rise as much above
    the threshold go; 0 leaves objects as they are."""

    def __post_init__(self) -> None:
        if not 0 <= self.id < NODATA_ID:
            raise ModelError(
                f"Class id {self.id} of {self.name!r} is outside 0..{NODATA_ID - 1}",
                "Class rasters are 8-bit and 255 is nodata",
            )
        if not _COLOR.fullmatch(self.color):
            raise ModelError(f"Colour {self.color!r} of class {self.name!r} is not #rrggbb")
        if not 0.0 <= self.threshold <= 1.0:
            raise ModelError(f"Threshold {self.threshold} of {self.name!r} is outside 0..1")
        rules = (self.min_object_m2, self.max_hole_m2, self.opening_px, self.closing_px)
        if min(*rules, self.separation) < 0:
            raise ModelError(f"Class {self.name!r} has a negative cleaning rule")


@dataclass(frozen=True)
class Scaling:
    """How stored values become network input: ``(stored * factor - mean) / std`` per band."""

    factor: float = 1.0 / 255.0
    mean: tuple[float, ...] = ()
    """One value per band after ``factor``; empty for 0."""
    std: tuple[float, ...] = ()
    """One value per band after ``factor``; empty for 1."""
    stored_range: Optional[tuple[float, float]] = (0.0, 255.0)
    """Range of stored values the network was trained on. Rasters of another data type are
    stretched into it (2nd to 98th percentile); null when values are physical (reflectance)."""

    def __post_init__(self) -> None:
        if any(value <= 0 for value in self.std):
            raise ModelError(f"Scaling has a standard deviation that is not positive: {self.std}")


@dataclass(frozen=True)
class ModelCard:
    """Everything the engine needs to know about one network."""

    name: str
    classes: tuple[ClassCard, ...] = ()
    """In the order of the output channels; id 0 marks a background channel."""
    bands: tuple[str, ...] = ("red", "green", "blue")
    """Common names (STAC eo) in the order of the input channels; ``band1`` … when unknown."""
    version: str = "1"
    task: str = "segmentation"
    licence: str = "unknown"
    trained_on: tuple[str, ...] = ()
    """One entry per data set, with its attribution."""
    gsd_m: Optional[float] = None
    """Metres per pixel it was trained at; None to use the raster's own pixels."""
    scaling: Scaling = field(default_factory=Scaling)
    activation: str = "none"
    """What is still to be applied to the graph's output to obtain probabilities."""
    stride_px: int = 1
    """Product of the strides: tile origins must be multiples of it."""
    halo_px: Optional[int] = None
    """Receptive-field radius, input pixels; None when not fully convolutional (or unknown)."""
    scale_factor: float = 1.0
    """Output pixels per input pixel along one axis."""
    input_size_px: Optional[int] = None
    """The one input side the graph accepts, or None when it is free."""
    scales: tuple[float, ...] = (1.0,)
    """Relative input scales averaged in the best quality."""
    metrics: dict[str, Any] = field(default_factory=dict)
    description: str = ""
    parent: str = ""
    """Name and version of the model that this one was trained further from; empty for none."""
    guessed: tuple[str, ...] = ()
    """Fields nobody stated (filled from the graph or by default), for the user to check."""

    def __post_init__(self) -> None:
        self._check_text()
        self._check_numbers()
        ids = [c.id for c in self.classes if c.id != BACKGROUND_ID]
        if len(set(ids)) != len(ids):
            raise ModelError(f"Model {self.name!r} uses a class id twice: {ids}")
        for label, values in (("mean", self.scaling.mean), ("std", self.scaling.std)):
            if values and len(values) != len(self.bands):
                raise ModelError(
                    f"Model {self.name!r} has {len(values)} {label} values for "
                    f"{len(self.bands)} bands"
                )

    def _check_text(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ModelError(
                f"Model name {self.name!r} is not usable",
                "Names have 1 to 80 letters, digits, spaces, dots, dashes or underscores",
            )
        if self.task not in TASKS:
            raise ModelError(f"Task {self.task!r} of model {self.name!r} is none of {TASKS}")
        if self.activation not in ACTIVATIONS:
            raise ModelError(
                f"Activation {self.activation!r} of model {self.name!r} is none of {ACTIVATIONS}"
            )
        if not self.bands:
            raise ModelError(f"Model {self.name!r} names no input bands")

    def _check_numbers(self) -> None:
        positive = {
            "gsd_m": self.gsd_m,
            "stride_px": self.stride_px,
            "scale_factor": self.scale_factor,
            "input_size_px": self.input_size_px,
        }
        for label, value in positive.items():
            if value is not None and not 0 < value < 1e6:
                raise ModelError(f"{label} of model {self.name!r} is {value}, not a positive size")
        if self.halo_px is not None and not 0 <= self.halo_px < 100_000:
            raise ModelError(f"halo_px of model {self.name!r} is {self.halo_px}")
        if not self.scales or any(not 0.05 < scale < 20 for scale in self.scales):
            raise ModelError(f"scales of model {self.name!r} are {self.scales}")

    @property
    def foreground(self) -> tuple[ClassCard, ...]:
        """The classes a pixel can become (background channel left out)."""
        return tuple(c for c in self.classes if c.id != BACKGROUND_ID)

    def to_dict(self) -> dict[str, Any]:
        """Return the card as a JSON-ready dictionary."""
        fields = asdict(self)
        for name in ("guessed", "parent"):
            if not fields[name]:
                del fields[name]
        return fields

    def to_json(self) -> str:
        """Return the card as indented JSON."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def with_changes(self, **changes: Any) -> ModelCard:
        """Return a copy with some fields replaced."""
        return replace(self, **changes)

    @staticmethod
    def from_json(text: str) -> ModelCard:
        """Parse a card; raises `ModelError` when it is not a JSON object or a field is wrong."""
        try:
            fields = json.loads(text)
        except ValueError as error:
            raise ModelError("Model card is no JSON", str(error)) from error
        return ModelCard.from_dict(fields)

    @staticmethod
    def from_dict(fields: Any) -> ModelCard:
        """Build a card from parsed JSON; unknown keys are ignored (newer cards stay readable).

        Raises:
            ModelError: If a field is missing or has the wrong type or value.
        """
        if not isinstance(fields, dict) or "name" not in fields:
            raise ModelError("Model card is not a JSON object with a name")
        known = dict(fields)
        try:
            known["classes"] = tuple(
                _class_from(entry, index) for index, entry in enumerate(fields.get("classes", ()))
            )
            known["scaling"] = _scaling_from(fields.get("scaling", {}))
            for key in ("bands", "trained_on", "scales", "guessed"):
                if key in known:
                    known[key] = tuple(known[key])
            names = ModelCard.__dataclass_fields__
            return ModelCard(**{key: value for key, value in known.items() if key in names})
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            if isinstance(error, ModelError):
                raise
            raise ModelError(
                f"Model card of {fields.get('name')!r} has a field of the wrong type", str(error)
            ) from error


def _class_from(entry: dict[str, Any], index: int) -> ClassCard:
    known = {key: value for key, value in entry.items() if key in ClassCard.__dataclass_fields__}
    known.setdefault("color", fallback_color(index))
    return ClassCard(**known)


def _scaling_from(entry: dict[str, Any]) -> Scaling:
    stored_range = entry.get("stored_range", (0.0, 255.0))
    return Scaling(
        factor=float(entry.get("factor", 1.0 / 255.0)),
        mean=tuple(float(value) for value in entry.get("mean", ())),
        std=tuple(float(value) for value in entry.get("std", ())),
        stored_range=None if stored_range is None else tuple(map(float, stored_range)),  # type: ignore[arg-type]
    )
