"""The page of the job `accuracy`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sat_dl_plugin.engine.analyse.metrics import (
    ClassScore,
    Counts,
    Score,
    foreground,
    means,
    overall_accuracy,
)
from sat_dl_plugin.engine.analyse.object_matching import LEAST_IOU
from sat_dl_plugin.engine.analyse.report import (
    Cell,
    Html,
    bars,
    big_numbers,
    class_label,
    confusion_matrix,
    history,
    joined,
    number,
    page,
    percent,
    section,
    table,
    warnings,
)
from sat_dl_plugin.engine.provenance import Provenance


@dataclass(frozen=True)
class AccuracyFacts:
    """What is known after a comparison."""

    scores: Sequence[ClassScore]
    """One a class, ordered by id, that of the background among them."""
    confusion: Counts
    """Pixels of each class of the reference (rows) and class found (columns), by id."""
    left_out: int
    """Pixels that only one side has a class for."""
    notes: tuple[str, ...]
    provenance: Provenance


def accuracy_page(facts: AccuracyFacts) -> str:
    """Return the page as HTML."""
    said = facts.provenance.parameters
    shown = foreground(facts.scores)
    mean = means(score.pixels for score in shown)
    numbers = {
        "mean intersection over union": percent(mean["iou"]),
        "mean F1": percent(mean["f1"]),
        "overall accuracy": percent(overall_accuracy(facts.confusion)),
        "pixels compared": number(int(facts.confusion.sum())),
        "pixels left out": number(facts.left_out),
    }
    parts = [
        big_numbers(numbers),
        warnings(facts.notes),
        section("Intersection over union of each class", _chart(shown)),
        section(
            "Scores in pixels",
            _score_table([(score, score.pixels) for score in facts.scores], mean),
            "Precision is the share of what was found that is right, recall the share of the "
            "reference that was found. The means are over the classes that occur, without the "
            "background.",
        ),
        _object_part(shown),
        section(
            "Confusion matrix",
            _confusion(facts),
            "Rows are the classes of the reference, columns those that were found. Green is "
            "right, red is wrong; the stronger the colour, the larger the share of the row.",
        ),
        history(facts.provenance),
    ]
    return page(
        "Accuracy",
        f"{Path(said['input']).name} compared with the reference {Path(said['reference']).name}.",
        [part for part in parts if part],
    )


def _chart(scores: Sequence[ClassScore]) -> Html:
    return bars(
        [(score.entry.name, score.pixels.iou, score.entry.color) for score in scores],
        "Intersection over union of each class",
    )


def _object_part(scores: Sequence[ClassScore]) -> Html:
    rows = [(score, score.objects) for score in scores if score.objects is not None]
    if not rows:
        return Html("")
    mean = means(objects for _, objects in rows)
    return section(
        "Scores in objects",
        _score_table(rows, mean, in_objects=True),
        f"Two objects match when their intersection over union is {LEAST_IOU:g} or "
        "more. Pixels of a class that touch along an edge are one object.",
    )


def _score_table(
    rows: Sequence[tuple[ClassScore, Score]],
    mean: dict[str, float | None],
    *,
    in_objects: bool = False,
) -> Html:
    names = ["precision", "recall", "f1"] if in_objects else ["iou", "precision", "recall", "f1"]
    unit = "objects" if in_objects else "pixels"
    head = ["Class", *(_TITLES[name] for name in names)]
    head += [f"Reference ({unit})", f"Found ({unit})", f"Right ({unit})"]
    body: list[list[Cell]] = [
        [
            class_label(score.entry.name, score.entry.color),
            *(percent(getattr(counted, name)) for name in names),
            *(number(count) for count in (counted.support, counted.found, counted.right)),
        ]
        for score, counted in rows
    ]
    body.append(["Mean", *(percent(mean[name]) for name in names), *[number(None)] * 3])
    return table(head, body, total=True)


_TITLES = {"iou": "IoU", "precision": "Precision", "recall": "Recall", "f1": "F1"}


def _confusion(facts: AccuracyFacts) -> Html:
    ids = [score.entry.id for score in facts.scores]
    counts = [[int(facts.confusion[row, column]) for column in ids] for row in ids]
    return joined(confusion_matrix([score.entry.name for score in facts.scores], counts))
