"""Whether a network can work with a layer, and how well they go together."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QLocale

from sat_dl_plugin.contract.band_names import assign_bands
from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.gui.image.layer_facts import LayerFacts
from sat_dl_plugin.i18n import tr

_FARTHEST = 8.0
"""Times the resolution may differ before nothing a network knows is to be seen any more."""
_FAR = 1.8
"""Times from which results get visibly worse; see ``metrics`` of the bundled card."""


def why_not(card: ModelCard, facts: LayerFacts) -> str:
    """Return why a network cannot work with a layer, one sentence, or an empty text."""
    if card.task != "segmentation":
        return tr("This model does not find classes.")
    missing = missing_bands(card, facts)
    if missing and len(facts.usable) < len(card.bands):
        return tr("The model needs {} bands ({}); the layer has {}.").format(
            len(card.bands), ", ".join(card.bands), len(facts.usable)
        )
    if missing:
        return tr("The layer does not say which band is {}.").format(", ".join(missing))
    ratio = _times_coarser(card, facts)
    if ratio > _FARTHEST:
        return tr("The layer is too coarse: {} per pixel, and the model needs about {}.").format(
            metres(facts.gsd_m), metres(card.gsd_m)
        )
    return ""


def warning(card: ModelCard, facts: LayerFacts) -> str:
    """Return what will make the result worse, one sentence, or an empty text."""
    ratio = _times_coarser(card, facts)
    if ratio > _FAR:
        return tr(
            "The layer ({} per pixel) is coarser than what the model was trained on ({}): expect a "
            "rough result."
        ).format(metres(facts.gsd_m), metres(card.gsd_m))
    return ""


def missing_bands(card: ModelCard, facts: LayerFacts) -> list[str]:
    """Return the bands the network wants and the engine will not find in the layer."""
    found = assign_bands(card.bands, facts.named, facts.usable, {})
    return [name for name, band in zip(card.bands, found) if band is None]


def at_scale(card: ModelCard, scale: Optional[float]) -> ModelCard:
    """Return the card of a network as the member of a set.

    Args:
        card: Its own card.
        scale: The one scale it runs at in the set; None for those of its card.
    """
    if scale is None:
        return card
    gsd_m = None if card.gsd_m is None else card.gsd_m / scale
    return card.with_changes(gsd_m=gsd_m, scales=(1.0,))


def metres(length_m: Optional[float]) -> str:
    """Return a pixel size in words, with a sensible number of digits."""
    if length_m is None:
        return tr("unknown")
    if length_m < 0.1:
        return tr("{} cm").format(QLocale().toString(length_m * 100, "f", 0))
    return tr("{} m").format(QLocale().toString(length_m, "g", 3))


def _times_coarser(card: ModelCard, facts: LayerFacts) -> float:
    # A finer layer is made coarser before the network sees it, which costs nothing but time.
    if card.gsd_m is None or facts.gsd_m is None:
        return 1.0
    return facts.gsd_m / card.gsd_m
