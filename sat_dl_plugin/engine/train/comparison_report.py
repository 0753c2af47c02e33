"""The page of the job `learnfromcorrections`: is the new version better, and where?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.engine.analyse.line_chart import LINE_STYLE, Line, line_chart
from sat_dl_plugin.engine.analyse.report import (
    Cell,
    Html,
    big_numbers,
    class_label,
    facts,
    history,
    joined,
    number,
    page,
    percent,
    section,
    table,
    warnings,
    write_page_into,
)
from sat_dl_plugin.engine.provenance import Provenance
from sat_dl_plugin.engine.train.comparison import ChangedPatch, Comparison
from sat_dl_plugin.engine.train.patch_figures import (
    patch_figure,
    patch_grid,
    patch_key,
    patch_style,
)
from sat_dl_plugin.engine.train.pictures import overlay

_TRAINING_COLOR = "#4f9fd0"

_STYLE = LINE_STYLE + patch_style(4)

_SCORES_NOTE = (
    "Measured on reviewed ground that was set aside and not used for training, by each version's "
    "thresholds and before cleaning. IoU is the intersection over union. Where only single "
    "polygons were reviewed, the scores say nothing about what lies between them."
)
_PICTURES_NOTE = (
    "Patches of the ground that was set aside. The percentage is the share of the reviewed pixels "
    "that are right."
)
_DECISION_NOTE = (
    "On a small area the scores are partly chance: look at the images, and keep the version that "
    "needs less correcting. The old version stays in any case."
)


@dataclass(frozen=True)
class ComparisonData:
    """What is known when a network has learnt on."""

    card: ModelCard
    """Of the new version."""
    exclusive: bool
    parent: str
    """Name of the old version."""
    comparison: Optional[Comparison]
    """None when nothing could be set aside."""
    learnt_px: Mapping[int, int]
    """Class id -> reviewed pixels that were learnt from."""
    history: Sequence[Mapping[str, Any]]
    settings: Mapping[str, str]
    """Label -> text, in the order in which it is shown."""
    notes: Sequence[str]
    provenance: Provenance


def write_comparison(folder: Path, data: ComparisonData) -> Path:
    """Write the page into a folder, which is made when it is not there.

    Returns:
        The page.

    Raises:
        OutputError: If it cannot be written.
    """
    return write_page_into(folder, comparison_page(data))


def comparison_page(data: ComparisonData) -> str:
    """Return the page as HTML that needs no other file."""
    found = data.comparison
    sections = [
        big_numbers(_numbers(found)) if found is not None else Html(""),
        warnings(data.notes),
        section("Scores of each class", _scores(data), _SCORES_NOTE),
        *(_pictures(data, found) if found is not None else ()),
        _loss(data),
        section("Settings", facts(data.settings)),
        history(data.provenance),
    ]
    return page(
        f"{data.card.name}: trained on corrections",
        f"{data.parent} before, {data.card.name} after. {_DECISION_NOTE}",
        [part for part in sections if part],
        style=_STYLE,
    )


def _numbers(found: Comparison) -> dict[str, str]:
    means = found.means()
    return {
        "mean IoU before": percent(means["iou_before"]),
        "mean IoU after": percent(means["iou"]),
        "labelled pixels set aside": number(int(found.after.counts.sum())),
    }


def _scores(data: ComparisonData) -> Html:
    head = ["Class", "IoU before", "IoU after", "F1 before", "F1 after"]
    head += ["Set aside (px)", "Trained on (px)"]
    scored = data.comparison.rows(data.card) if data.comparison is not None else []
    by_id = {row["class_id"]: row for row in scored}
    rows: list[list[Cell]] = []
    for entry in data.card.foreground:
        row = by_id.get(entry.id, {})
        shares = [percent(row.get(f)) for f in ("iou_before", "iou", "f1_before", "f1")]
        pixels = [number(row.get("pixels")), number(data.learnt_px.get(entry.id, 0))]
        rows.append([class_label(entry.name, entry.color), *shares, *pixels])
    return table(head, rows)


def _pictures(data: ComparisonData, found: Comparison) -> list[Html]:
    classes = data.card.classes[int(data.exclusive) :]
    key = patch_key(classes, "not reviewed")
    parts = []
    for title, patches in (
        ("Where it got better", found.better),
        ("Where it got worse", found.worse),
    ):
        if patches:
            grid = patch_grid([_figure(patch, classes) for patch in patches])
            parts.append(section(title, joined(key, grid), _PICTURES_NOTE))
    return parts


def _figure(patch: ChangedPatch, classes: Sequence[ClassCard]) -> Html:
    pictures = {
        "picture": patch.picture,
        "reviewed": overlay(patch.picture, patch.reference, classes),
        "before": overlay(patch.picture, patch.before, classes),
        "after": overlay(patch.picture, patch.after, classes),
    }
    change = f"{percent(patch.right_before)} → {percent(patch.right_after)}"
    return patch_figure(change, patch.place, pictures)


def _loss(data: ComparisonData) -> Html:
    steps = [float(entry["step"]) for entry in data.history]
    values = [float(entry["train_loss"]) for entry in data.history]
    if len(steps) < 2:
        return Html("")
    chart = line_chart(
        steps, [Line("loss", _TRAINING_COLOR, values)], "Loss by step", step_name="step"
    )
    return section("Loss", chart, "What training minimises, step by step.")
