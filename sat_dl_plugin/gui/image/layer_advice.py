"""What to know about a layer before working with it, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import Qgis

from sat_dl_plugin.gui.image.layer_facts import LayerFacts
from sat_dl_plugin.gui.segment.model_fit import metres
from sat_dl_plugin.i18n import tr

_COARSEST_M, _FINEST_M = 1.5, 0.08
"""Outside of these, what the bundled network knows is hardly seen or hardly fits a window."""


@dataclass(frozen=True)
class Advice:
    """One thing to know."""

    text: str
    """A sentence or two."""
    is_limit: bool
    """Whether it makes something impossible or worse; good to know otherwise."""


def advice_on(facts: LayerFacts) -> list[Advice]:
    """Return what limits a layer or needs thought, the gravest first."""
    found = [*_place(facts), *_values(facts), *_resolution(facts)]
    return sorted(found, key=lambda advice: not advice.is_limit)


def _place(facts: LayerFacts) -> list[Advice]:
    if facts.has_crs:
        return []
    return [
        Advice(
            tr(
                "The layer has no CRS, so sizes in metres are guesses and no part of it can be "
                "selected on the map. Set the CRS in the layer properties."
            ),
            is_limit=True,
        )
    ]


def _values(facts: LayerFacts) -> list[Advice]:
    if facts.is_picture or facts.is_server:
        return [
            Advice(
                tr(
                    "This layer comes from a server. The part you choose is copied first; a local "
                    "file is faster for the live preview and for repeated runs."
                ),
                is_limit=False,
            )
        ]
    found = []
    if len(facts.usable) == 1:
        found.append(
            Advice(
                tr(
                    "The layer has one band. Most models need colour (red, green and blue); build "
                    "a virtual raster if the bands are in separate files."
                ),
                is_limit=True,
            )
        )
    elif not facts.named:
        found.append(
            Advice(
                tr("The bands have no names. They are used in the order of the file."),
                is_limit=False,
            )
        )
    if facts.data_type not in (Qgis.DataType.Byte, None):
        found.append(
            Advice(
                tr(
                    "The values are not in the range 0 to 255. They are stretched for models "
                    "trained on 8-bit images."
                ),
                is_limit=False,
            )
        )
    return found


def _resolution(facts: LayerFacts) -> list[Advice]:
    if facts.gsd_m is None:
        return []
    if facts.gsd_m > _COARSEST_M:
        return [
            Advice(
                tr(
                    "A pixel is {} wide. Finding single buildings and roads needs about half a "
                    "metre."
                ).format(metres(facts.gsd_m)),
                is_limit=True,
            )
        ]
    if facts.gsd_m < _FINEST_M:
        return [
            Advice(
                tr(
                    "A pixel is {} wide. The image is resampled to the coarser resolution of the "
                    "model, which is fine."
                ).format(metres(facts.gsd_m)),
                is_limit=False,
            )
        ]
    return []
