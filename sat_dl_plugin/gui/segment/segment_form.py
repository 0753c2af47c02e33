"""What the form of the page “Segment” says, and the parameters of the toolbox it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Optional

from sat_dl_plugin.contract.text_forms import thresholds_text

ALGORITHM = "satdl:segmenttopolygons"

_SEPARATORS = frozenset("=;,\n")


@dataclass(frozen=True)
class SegmentForm:
    """One filled form."""

    layer_id: str
    models: tuple[str, ...]
    """Names or paths."""
    quality: int = 0
    """Index in `contract.jobs.QUALITIES`."""
    where: Mapping[str, Any] = field(default_factory=dict)
    """``EXTENT`` and ``MASK``, as far as wanted."""
    thresholds: Mapping[str, Optional[float]] = field(default_factory=dict)
    """Class -> probability, None for a class that is off; only those that differ from the card."""
    min_area_m2: float = 0.0
    simplify_m: float = 0.0
    shape: int = 0
    """Index in `contract.jobs.SHAPES`."""
    classes: bool = True
    """Whether the class raster is wanted beside the polygons."""
    probabilities: bool = False
    device: str = "auto"


def parameters_of(form: SegmentForm) -> dict[str, Any]:
    """Return the parameters of `ALGORITHM`; what is left at its default is left out.

    Wanted results have no destination, which the queue chooses; unwanted ones are None.
    """
    parameters: dict[str, Any] = {
        "INPUT": form.layer_id,
        "MODELS": "; ".join(form.models),
        "QUALITY": form.quality,
        **form.where,
    }
    optional = {
        "THRESHOLDS": thresholds_text(form.thresholds),
        "MIN_AREA": form.min_area_m2,
        "SIMPLIFY": form.simplify_m,
        "SHAPE": form.shape,
        "DEVICE": "" if form.device == "auto" else form.device,
    }
    parameters.update({name: value for name, value in optional.items() if value})
    if not form.classes:
        parameters["CLASSES"] = None
    if not form.probabilities:
        parameters["PROBABILITIES"] = None
    return parameters


def class_key(class_id: int, name: str) -> str:
    """Return how a class is named in ``THRESHOLDS``: by its name, or by its id where it must."""
    return str(class_id) if _SEPARATORS & set(name) else name
