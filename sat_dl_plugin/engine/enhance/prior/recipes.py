"""The recipe of each task, as `benchmarks/prior.py` found it."""

from __future__ import annotations

from dataclasses import replace

from sat_dl_plugin.contract.jobs import PriorJob
from sat_dl_plugin.engine.enhance.prior.fitting import Recipe
from sat_dl_plugin.engine.enhance.prior.network import Shape

# Fine pixels have to be explained through coarse ones, which hold no noise at that scale: an
# hourglass at half resolution does, twice as wide and four times as cheap.
_SUPER_RESOLVE = Recipe(
    shape=Shape(width=64, depth=4, noise_channels=16, finish=16),
    # A strong guide is faster still, but its own blur then bounds what is reached.
    guide_scale=0.1,
    guide_blur_px=0.0,
    # Coarse pixels are few and without much noise: keeping some from the fit costs more than it
    # tells.
    held_out=0.0,
)

# A network that must guess the pixels it is not shown cannot learn their noise (blind spots,
# Batson & Royer, "Noise2Self", 2019, arXiv:1901.11365), and it learns the rest ten times sooner.
_DENOISE = Recipe(shape=Shape(noise_channels=1), blanked=0.2)

# Gaps are guessed like blanked pixels. More noise keeps repeated patterns out of wide ones.
_FILL = replace(_DENOISE, shape=Shape(noise_channels=8), most_steps=400)

RECIPES: dict[str, Recipe] = {"super-resolve": _SUPER_RESOLVE, "denoise": _DENOISE, "fill": _FILL}


def recipe_for(job: PriorJob) -> Recipe:
    """Return how the pictures of a job are fitted."""
    return replace(RECIPES[job.task], exact_steps=job.iterations)
