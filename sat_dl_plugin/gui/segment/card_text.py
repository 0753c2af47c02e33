"""A model's card in words: one line for lists, a few for whoever unfolds it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.gui.segment.model_fit import metres
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import readable

_FEWER = 6
"""Classes that are named in one line; more are counted."""

_SPLITS = ("val", "validation", "test")
"""Scores of data the model was not trained on, in the order they are looked for."""


def summary(card: ModelCard) -> str:
    """Return one line: what it finds and in what kind of picture."""
    names = [entry.name for entry in card.foreground]
    found = ", ".join(names) if len(names) <= _FEWER else tr("{} classes").format(len(names))
    parts = [readable(found)] if found else []
    if card.gsd_m is not None:
        parts.append(tr("about {} per pixel").format(metres(card.gsd_m)))
    parts.append(bands(card))
    return " · ".join(parts)


def bands(card: ModelCard) -> str:
    """Return the bands a model sees."""
    if card.bands == ("red", "green", "blue"):
        return "RGB"
    if len(card.bands) <= _FEWER:
        return ", ".join(card.bands)
    return tr("{} bands").format(len(card.bands))


def details_html(card: ModelCard) -> str:
    """Return everything an analyst asks about a model, as rich text."""
    classes = " &nbsp; ".join(
        f"<span style='color:{entry.color}'>■</span>&nbsp;{escape(entry.name)}"
        for entry in card.foreground
    )
    gsd = metres(card.gsd_m) if card.gsd_m is not None else tr("same as the layer")
    rows = [
        (tr("Finds"), classes),
        (tr("Pixel size"), escape(gsd)),
        (tr("Bands"), escape(", ".join(card.bands))),
        (tr("Scores"), _scores(card.metrics)),
        (tr("Trained on"), "<br>".join(escape(entry) for entry in card.trained_on)),
        (tr("Licence"), escape(card.licence)),
        (tr("Version"), escape(card.version)),
    ]
    if card.guessed:
        rows.append((tr("Guessed"), escape(", ".join(card.guessed))))
    body = "".join(f"<p><b>{name}</b><br>{text}</p>" for name, text in rows if text)
    return body.replace("<p>", "<p style='margin:0 0 5px 0'>")


def _scores(metrics: Mapping[str, Any]) -> str:
    split = next((metrics[name] for name in _SPLITS if isinstance(metrics.get(name), dict)), None)
    if split is None:
        return ""
    # A model that was trained here has one set of scores, others have one a data set.
    lines = [_overlaps(split)]
    for place, classes in split.items():
        values = _overlaps(classes)
        if values:
            lines.append(f"{escape(place.replace('_', ' '))}: {values}")
    lines = [line for line in lines if line]
    if not lines:
        return ""
    return "<br>".join(
        [*lines, tr("Overlap with the reference (IoU) in scenes that were not used for training.")]
    )


def _overlaps(classes: Any) -> str:
    """Return the intersection over union of each class, nothing for what holds none."""
    found = classes.items() if isinstance(classes, Mapping) else ()
    return ", ".join(
        f"{escape(name)} {100 * scores['iou']:.0f}&nbsp;%"
        for name, scores in found
        if isinstance(scores, Mapping) and isinstance(scores.get("iou"), (int, float))
    )
