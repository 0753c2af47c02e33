"""The page of the job `trainsegmentation`: curves, scores, pictures and where all of it is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.engine.analyse.line_chart import LINE_STYLE, Line, line_chart
from sat_dl_plugin.engine.analyse.report import (
    Cell,
    Html,
    big_numbers,
    class_label,
    confusion_matrix,
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
from sat_dl_plugin.engine.train.evaluation import Tally
from sat_dl_plugin.engine.train.patch_figures import (
    patch_figure,
    patch_grid,
    patch_key,
    patch_style,
)
from sat_dl_plugin.engine.train.pictures import Examination, Patch, overlay

_TRAINING_COLOR, _VALIDATION_COLOR = "#4f9fd0", "#f28f3b"

_STYLE = LINE_STYLE + patch_style(3) + "h3 { margin: 1.4rem 0 .5rem; font-size: 1rem; }"


@dataclass(frozen=True)
class DataFacts:
    """What was learnt from in one data set."""

    name: str
    """With its attribution."""
    rasters: int
    training_px: Mapping[str, int]
    """Labelled pixels that were trained on: name of a class -> how many."""
    validation_px: Mapping[str, int]
    """Labelled pixels that were set aside: name of a class -> how many."""


@dataclass(frozen=True)
class ReportData:
    """What is known when a training is over."""

    card: ModelCard
    """Of the model that was written."""
    exclusive: bool
    """Whether the classes exclude each other, so that the first card is the background's."""
    architecture: str
    weights: int
    """Numbers that were learnt."""
    history: Sequence[Mapping[str, Any]]
    """One entry per epoch, as in the file ``history.jsonl``."""
    best_epoch: Optional[int]
    """The epoch whose weights were kept, None when there is no such epoch."""
    examination: Examination
    """Of the held-out scenes, with the model that was written."""
    data: Sequence[DataFacts]
    settings: Mapping[str, str]
    """Label -> text, in the order in which it is shown."""
    notes: Sequence[str]
    """Warnings of the whole job."""
    seconds: float
    """Time of fitting, over all resumed runs."""
    provenance: Provenance

    @property
    def classes(self) -> tuple[ClassCard, ...]:
        """The classes without the background."""
        return self.card.classes[int(self.exclusive) :]


def write_report(folder: Path, data: ReportData) -> Path:
    """Write the page into a folder, which is made when it is not there.

    Returns:
        The page.

    Raises:
        OutputError: If it cannot be written.
    """
    return write_page_into(folder, training_page(data))


def training_page(data: ReportData) -> str:
    """Return the page as HTML that needs no other file."""
    total = data.examination.total
    names = ", ".join(entry.name for entry in data.classes)
    resolution = f" at {data.card.gsd_m:g} m per pixel" if data.card.gsd_m else ""
    sections = [
        big_numbers(_numbers(data, total)),
        warnings(data.notes),
        section("Scores of each class", _scores(data, total), _SCORES_NOTE),
        *_score_by_data_set(data),
        *_curves(data),
        section("Confusion matrix", _confusion(data, total), _CONFUSION_NOTE),
        *_patches(data),
        section("Thresholds and cleaning rules", _decisions(data), _DECISIONS_NOTE),
        section("Data", _data_table(data), "Labelled pixels at the training resolution."),
        section("Values of the bands", _statistics(data.card), _STATISTICS_NOTE),
        section("Settings", facts(_settings(data))),
        history(data.provenance),
    ]
    return page(
        f"Training of {data.card.name}",
        f"A network of type {data.architecture} that finds {names}{resolution}.",
        [part for part in sections if part],
        style=_STYLE,
    )


_SCORES_NOTE = (
    "Measured on ground that was not used for training, before cleaning. IoU is the intersection "
    "over union. Precision is the share of what was found that is right, recall the share of the "
    "labels that was found."
)
_CONFUSION_NOTE = (
    "Rows are the classes of the labels, columns those that were predicted. Green is right, red "
    "is wrong; the stronger the colour, the larger the share of the row."
)
_DECISIONS_NOTE = (
    "Chosen on the ground that was set aside, so the scores above are a little too good. Cleaning "
    "is done after prediction; both can be changed when the model is used."
)
_STATISTICS_NOTE = (
    "The network sees (value × factor \N{MINUS SIGN} mean) / deviation: zero mean and unit "
    "variance over the ground it was trained on."
)


def _numbers(data: ReportData, total: Tally) -> dict[str, str]:
    known = {
        "mean intersection over union": percent(_known(total.mean_iou())),
        "class" if len(data.classes) == 1 else "classes": number(len(data.classes)),
        "epoch" if len(data.history) == 1 else "epochs": number(len(data.history)),
        "of training": duration(data.seconds),
        "pixels set aside": number(int(total.counts.sum())),
    }
    if data.best_epoch is not None:
        known["epoch that was kept"] = number(data.best_epoch)
    return known


def _scores(data: ReportData, total: Tally) -> Html:
    columns = [total.iou(), total.precision(), total.recall(), total.f1()]
    present = total.hits + total.misses
    rows: list[list[Cell]] = [
        [
            class_label(entry.name, entry.color),
            *(percent(_known(float(values[index]))) for values in columns),
            number(int(present[index])),
        ]
        for index, entry in enumerate(data.classes)
    ]
    means = [percent(_mean(values)) for values in columns]
    rows.append(["Mean", *means, number(None)])
    return table(["Class", "IoU", "Precision", "Recall", "F1", "Labelled pixels"], rows, total=True)


def _score_by_data_set(data: ReportData) -> list[Html]:
    tallies = data.examination.tallies
    if len(tallies) < 2:
        return []
    head = ["Data set", *(entry.name for entry in data.classes), "Mean"]
    rows: list[list[Cell]] = [
        [
            name,
            *(percent(_known(float(value))) for value in tally.iou()),
            percent(_known(tally.mean_iou())),
        ]
        for name, tally in tallies.items()
    ]
    note = "A dash stands where a data set does not label a class."
    return [section("IoU in each data set", table(head, rows), note)]


def _curves(data: ReportData) -> list[Html]:
    if not data.history:
        return []
    steps = [float(entry["epoch"]) for entry in data.history]
    losses = [
        Line("training", _TRAINING_COLOR, _column(data.history, "train_loss")),
        Line("validation", _VALIDATION_COLOR, _column(data.history, "val_loss")),
    ]
    scores = [
        Line(entry.name, entry.color, _class_column(data.history, channel))
        for channel, entry in enumerate(data.classes, int(data.exclusive))
    ]
    if len(scores) > 1:
        scores.append(Line("mean", "", _column(data.history, "mean_iou"), is_strong=True))
    kept: dict[str, Any] = {"step_name": "epoch"}
    if data.best_epoch is not None:
        kept.update(mark=float(data.best_epoch), mark_name="kept")
    return [
        section(
            "Intersection over union on ground set aside",
            line_chart(steps, scores, "IoU of each class by epoch", most=1.0, **kept),
        ),
        section(
            "Loss",
            line_chart(steps, losses, "Loss by epoch", **kept),
            "What training minimises. If it falls in training and rises in validation, the network "
            "overfits: more labels help, more epochs do not.",
        ),
    ]


def _confusion(data: ReportData, total: Tally) -> Html:
    names = ["none of these", *(entry.name for entry in data.classes)]
    return confusion_matrix(names, [[int(count) for count in row] for row in total.confusion])


def _patches(data: ReportData) -> list[Html]:
    examination = data.examination
    if not examination.best:
        return []
    body = [patch_key(data.classes, "not labelled")]
    for title, patches in (("Worst", examination.worst), ("Best", examination.best)):
        if patches:
            body.append(Html(f"<h3>{title}</h3>"))
            body.append(patch_grid([_figure(patch, data.classes) for patch in patches]))
    note = "Patches of the ground that was set aside, before cleaning."
    return [section("Worst and best patches", joined(*body), note)]


def _figure(patch: Patch, classes: Sequence[ClassCard]) -> Html:
    pictures = {
        "picture": patch.picture,
        "labels": overlay(patch.picture, patch.reference, classes),
        "found": overlay(patch.picture, patch.prediction, classes),
    }
    return patch_figure(f"IoU {percent(patch.iou)}", patch.place, pictures)


def _decisions(data: ReportData) -> Html:
    head = ["Class", "Id", "Threshold", "Opening (px)", "Closing (px)"]
    head += ["Smallest object (m²)", "Largest hole (m²)", "Separation (logits)"]
    rows: list[list[Cell]] = [
        [
            class_label(entry.name, entry.color),
            number(entry.id),
            number(entry.threshold, 2),
            number(entry.opening_px),
            number(entry.closing_px),
            number(entry.min_object_m2, 1),
            number(entry.max_hole_m2, 1),
            number(entry.separation, 2),
        ]
        for entry in data.classes
    ]
    return table(head, rows)


def _data_table(data: ReportData) -> Html:
    rows: list[list[Cell]] = [
        [
            each.name,
            number(each.rasters),
            name,
            number(each.training_px.get(name)),
            number(each.validation_px.get(name)),
        ]
        for each in data.data
        for name in each.training_px
    ]
    return table(["Data set", "Rasters", "Class", "Trained on (px)", "Set aside (px)"], rows)


def _statistics(card: ModelCard) -> Html:
    scaling = card.scaling
    means = scaling.mean or (0.0,) * len(card.bands)
    deviations = scaling.std or (1.0,) * len(card.bands)
    rows: list[list[Cell]] = [
        [band, f"{scaling.factor:.6g}", f"{mean:.4g}", f"{deviation:.4g}"]
        for band, mean, deviation in zip(card.bands, means, deviations)
    ]
    return table(["Band", "Factor", "Mean", "Deviation"], rows)


def _settings(data: ReportData) -> dict[str, str]:
    return {
        "Network": f"{data.architecture}, {number(data.weights)} weights",
        **data.settings,
        "Trained on": "; ".join(data.card.trained_on) or "\N{EN DASH}",
        "Licence": data.card.licence,
    }


def duration(seconds: float) -> str:
    """Return a time as people say it, with the two units that matter."""
    whole = round(seconds)
    for unit, following, size, part in (("h", "min", 3600, 60), ("min", "s", 60, 1)):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // part} {following}"
    return f"{whole} s"


def _column(entries: Sequence[Mapping[str, Any]], name: str) -> list[Optional[float]]:
    return [_known(entry.get(name)) for entry in entries]


def _class_column(entries: Sequence[Mapping[str, Any]], channel: int) -> list[Optional[float]]:
    return [_known((entry.get("iou") or {}).get(str(channel))) for entry in entries]


def _known(value: Optional[float]) -> Optional[float]:
    return None if value is None or not np.isfinite(value) else float(value)


def _mean(values: np.ndarray[Any, np.dtype[np.float64]]) -> Optional[float]:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None
