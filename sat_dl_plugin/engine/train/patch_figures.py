"""How the pages about trained networks show patches of ground that was set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.engine.analyse.report import Html, class_label, joined
from sat_dl_plugin.engine.train.pictures import data_uri

_LEAST_PICTURE_REM = 8
"""Width of one picture, in units of the font size, below which a figure gets a row of its own."""


def patch_style(pictures: int) -> str:
    """Return the style sheet of figures that have so many pictures side by side."""
    width = _LEAST_PICTURE_REM * pictures
    return f"""
.patches {{ display: grid; grid-template-columns: repeat(auto-fill, minmax({width}rem, 1fr));
  gap: 1.1rem 1.4rem; }}
figure {{ margin: 0; }}
figcaption {{ color: var(--dim); font-size: .85rem; margin-bottom: .3rem;
  overflow-wrap: anywhere; }}
figcaption b {{ color: var(--ink); }}
.pictures {{ display: grid; grid-template-columns: repeat({pictures}, 1fr); gap: .3rem; }}
.pictures img {{ width: 100%; display: block; border-radius: .25rem; }}
.pictures span {{ color: var(--dim); font-size: .8rem; }}
.unknown {{ background: repeating-linear-gradient(135deg, #333 0 3px, #777 3px 6px); }}
@media (max-width: {width + 4}rem) {{ .patches {{ grid-template-columns: 1fr; }} }}
"""


def patch_key(classes: Sequence[ClassCard], unknown: str) -> Html:
    """Return the key to the colours, of which the hatched one is called ``unknown``."""
    labels = " ".join(f"<span>{class_label(entry.name, entry.color)}</span>" for entry in classes)
    hatched = f'<span><span class="swatch unknown"></span>{escape(unknown)}</span>'
    return Html(f'<p class="key">{labels} {hatched}</p>')


def patch_figure(score: str, place: str, pictures: Mapping[str, NDArray[np.uint8]]) -> Html:
    """Return one patch: its score and place above its pictures, (h, w, 3) each, by name."""
    images = "".join(
        f'<div><img alt="{name}" src="{data_uri(pixels)}"><span>{name}</span></div>'
        for name, pixels in pictures.items()
    )
    return Html(
        f"<figure><figcaption><b>{score}</b> {escape(place)}</figcaption>"
        f'<div class="pictures">{images}</div></figure>'
    )


def patch_grid(figures: Sequence[Html]) -> Html:
    """Return figures side by side, as many as there is room for."""
    return Html(f'<div class="patches">{joined(*figures)}</div>')
