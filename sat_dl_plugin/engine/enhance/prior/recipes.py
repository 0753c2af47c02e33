"""The recipe of each task, as `benchmarks/prior.py` found it."""

from __future__ import annotations

from dataclasses import replace

from sat_dl_plugin.contract.jobs import PriorJob
from sat_dl_plugin.engine.enhance.prior.fitting import Recipe
from sat_dl_plugin.engine.enhance.prior.network import Shape

# Fine pixels have to be explained through coarse ones, which hold no noise at that scale: an
# hourglass at half resolution does, twice as wide and four times as cheap.
_SUPER_RESOLVE = Recipe(
    shape=Shape(width=64, depth=4, noise_channels=16, finish=16), guide_blur_px=0.0
)

_DENOISE = Recipe()

_RECIPES = {
    "super-resolve": _SUPER_RESOLVE,
    "denoise": _DENOISE,
    "fill": replace(_DENOISE, guide_blur_px=0.0),
}


def recipe_for(job: PriorJob) -> Recipe:
    """Return how the pictures of a job are fitted."""
    return replace(_RECIPES[job.task], exact_steps=job.iterations)
