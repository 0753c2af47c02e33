"""What the form of the page “Enhance” says, and the run of the toolbox it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Method(Enum):
    """How a picture is enhanced; the value is the algorithm."""

    NETWORK = "satdl:decrappify"
    """A trained network brings back what it has seen in sharp pictures."""
    PRIOR = "satdl:deepimageprior"
    """A network is fitted to this one picture."""
    BOTH = "satdl:enhance"
    """The one, then the other."""

    @property
    def fits(self) -> bool:
        """Whether a network is fitted, which takes long and needs the larger runtime."""
        return self is not Method.NETWORK

    @property
    def takes_model(self) -> bool:
        """Whether a trained network is run."""
        return self is not Method.PRIOR


SUPER_RESOLVE = 0
"""Value of ``TASK`` that makes pixels smaller."""


@dataclass(frozen=True)
class EnhanceForm:
    """One filled form."""

    layer_id: str
    method: Method = Method.PRIOR
    model: str = ""
    """Name of an enhancing model, where the method takes one."""
    task: int = SUPER_RESOLVE
    """Of the prior alone: 0 super-resolve, 1 denoise, 2 fill nodata."""
    scale: int = 2
    """Of the prior alone; before a network it only cleans, and the network makes the pixels."""
    iterations: int = 0
    """0 stops by itself."""
    seed: int = 0
    residual: bool = True
    where: Mapping[str, Any] = field(default_factory=dict)
    """``EXTENT`` and ``MASK``, as far as wanted."""
    device: str = "auto"

    @property
    def has_scale(self) -> bool:
        """Whether the number of pixels along a side is chosen in the form."""
        return self.method is Method.PRIOR and self.task == SUPER_RESOLVE


def parameters_of(form: EnhanceForm) -> dict[str, Any]:
    """Return the parameters of the method's algorithm, without what is left at its default.

    Wanted results have no destination, which the queue chooses; unwanted ones are None.
    """
    parameters: dict[str, Any] = {"INPUT": form.layer_id, **form.where}
    if form.method.takes_model:
        parameters["MODEL"] = form.model
    if form.method is Method.PRIOR:
        parameters["TASK"] = form.task
    if form.has_scale:
        parameters["SCALE"] = str(form.scale)
    if form.method.fits:
        parameters["ITERATIONS"] = form.iterations
        parameters["SEED"] = form.seed
    if form.device != "auto":
        parameters["DEVICE"] = form.device
    if not form.residual:
        parameters["RESIDUAL"] = None
    return parameters
