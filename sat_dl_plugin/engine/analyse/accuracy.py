"""The job `accuracy`: how well classes agree with a reference."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import AccuracyJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, fallback_color
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.analyse.accuracy_report import AccuracyFacts, accuracy_page
from sat_dl_plugin.engine.analyse.comparison import Comparison, merged_classes, open_comparison
from sat_dl_plugin.engine.analyse.metrics import (
    ClassScore,
    Counts,
    PixelTally,
    Score,
    foreground,
    means,
    overall_accuracy,
    pixel_score,
    present_classes,
)
from sat_dl_plugin.engine.analyse.object_matching import ObjectMatcher
from sat_dl_plugin.engine.analyse.report import check_report, write_page
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.vector.layer import table_driver_for, write_table
from sat_dl_plugin.engine.vector.summary import legend_rows

_BACKGROUND = ClassCard(BACKGROUND_ID, "background", "#8a939e")

_READING_SHARE = 0.95


def run_accuracy(job: AccuracyJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to compare with what, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output`` and ``report`` (paths), ``legend``, ``scores`` (one row per class, as in the
        table), ``means`` (``iou``, ``precision``, ``recall``, ``f1`` over the classes without
        the background; ``object_f1`` where objects were matched), ``overall_accuracy``,
        ``compared_pixels`` and ``confusion`` (``ids`` and ``counts``, rows are the reference).

    Raises:
        SatDlError: If a side cannot be used, nothing can be compared, or an output cannot be
            written.
    """
    inputs = (job.input, job.reference, job.mask or "")
    target = check_target(job.output, inputs)
    page_target = check_report(job.report, (*inputs, job.output))
    table_driver_for(job.output)
    with ExitStack() as stack:
        comparison = open_comparison(job, stack, reporter)
        tally, objects = _count(comparison, job.objects, reporter)
        confusion = tally.confusion
        if not confusion.any():
            raise _nothing_to_compare(job, tally)
        classes, notes = _classes(comparison, confusion)
        provenance = _provenance(job, comparison, classes)
    for note in notes:
        reporter.log(note, "warning")
    scores = [
        ClassScore(entry, pixel_score(confusion, entry.id), _object_score(objects, entry.id))
        for entry in classes
    ]
    reporter.progress(_READING_SHARE, "Writing")
    reporter.check_cancelled()
    write_table(target, _columns(scores, confusion), provenance)
    facts = AccuracyFacts(scores, confusion, tally.left_out, tuple(notes), provenance)
    if page_target is not None:
        write_page(page_target, accuracy_page(facts))
    reporter.progress(1.0, "Writing")
    return _result(job, facts)


def _count(
    comparison: Comparison, with_objects: bool, reporter: Reporter
) -> tuple[PixelTally, Optional[dict[int, Score]]]:
    tally, matcher = PixelTally(), ObjectMatcher() if with_objects else None
    for window in comparison.base.windows():
        reporter.check_cancelled()
        reference, found = comparison.read(window)
        tally.push(reference, found)
        if matcher is not None:
            ignored = (reference == NODATA_ID) | (found == NODATA_ID)
            reference[ignored] = found[ignored] = NODATA_ID
            matcher.push(reference, found)
        done = window.row_stop / comparison.base.grid.height
        reporter.progress(_READING_SHARE * done, "Comparing")
    return tally, None if matcher is None else matcher.scores()


def _object_score(objects: Optional[dict[int, Score]], class_id: int) -> Optional[Score]:
    if objects is None or class_id == BACKGROUND_ID:
        return None
    return objects.get(class_id, Score(0, 0, 0))


def _nothing_to_compare(job: AccuracyJob, tally: PixelTally) -> InputError:
    where = "inside the extent and the mask" if job.extent or job.mask else "anywhere"
    reason = f"No pixel has a class on both sides {where}"
    if tally.left_out:
        reason += f"; {tally.left_out} pixels have one on one side only"
    return InputError(
        f"{job.input} and {job.reference} cannot be compared",
        reason,
        "Check that they cover the same place, and their CRS and nodata values",
    )


def _classes(comparison: Comparison, confusion: Counts) -> tuple[list[ClassCard], list[str]]:
    """Return all classes of the table in the order of their ids, and notes for the reader."""
    known, notes = merged_classes(comparison.legends)
    present = present_classes(confusion)
    for class_id in present:
        if class_id == BACKGROUND_ID:
            known.setdefault(class_id, _BACKGROUND)
        else:
            unnamed = ClassCard(class_id, f"class {class_id}", fallback_color(class_id - 1))
            known.setdefault(class_id, unnamed)
    return [known[key] for key in sorted(known)], [*comparison.notes, *notes]


def _columns(scores: Sequence[ClassScore], confusion: Counts) -> dict[str, NDArray[Any]]:
    """Return the table; names have at most ten characters, which dBASE needs."""
    pixels = [score.pixels for score in scores]
    columns: dict[str, NDArray[Any]] = {
        "class_id": np.array([score.entry.id for score in scores], dtype=np.int32),
        "class_name": np.array([score.entry.name for score in scores], dtype=object),
        **{
            name: _floats([getattr(score, name) for score in pixels])
            for name in ("iou", "precision", "recall", "f1")
        },
        "reference": np.array([score.support for score in pixels], dtype=np.int64),
        "predicted": np.array([score.found for score in pixels], dtype=np.int64),
        "correct": np.array([score.right for score in pixels], dtype=np.int64),
    }
    ids = columns["class_id"]
    for class_id in ids:
        columns[f"as_{class_id}"] = confusion[ids, class_id]
    if any(score.objects is not None for score in scores):
        columns.update(_object_columns(scores))
    return columns


def _object_columns(scores: Sequence[ClassScore]) -> dict[str, NDArray[Any]]:
    objects = [score.objects or Score(0, 0, 0) for score in scores]
    return {
        "obj_ref": np.array([score.support for score in objects], dtype=np.int64),
        "obj_pred": np.array([score.found for score in objects], dtype=np.int64),
        "obj_match": np.array([score.right for score in objects], dtype=np.int64),
        "obj_prec": _floats([score.precision for score in objects]),
        "obj_recall": _floats([score.recall for score in objects]),
        "obj_f1": _floats([score.f1 for score in objects]),
    }


def _floats(values: Sequence[Optional[float]]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else round(value, 6) for value in values], dtype=float)


def _provenance(
    job: AccuracyJob, comparison: Comparison, classes: Sequence[ClassCard]
) -> Provenance:
    record = (comparison.base.provenance or {}) if comparison.base_is_input else {}
    return provenance_of(
        job,
        comparison.inputs,
        models=tuple(record.get("models") or ()),
        legend=tuple(entry for entry in classes if entry.id != BACKGROUND_ID),
        parent=record or None,
    )


def _result(job: AccuracyJob, facts: AccuracyFacts) -> dict[str, Any]:
    shown = foreground(facts.scores)
    mean = means(score.pixels for score in shown)
    if job.objects:
        mean["object_f1"] = means(score.objects for score in shown if score.objects)["f1"]
    columns = _columns(facts.scores, facts.confusion)
    rows = [dict(zip(columns, map(_plain, values))) for values in zip(*columns.values())]
    ids = [score.entry.id for score in facts.scores]
    return {
        "output": job.output,
        "report": job.report,
        "legend": legend_rows([score.entry for score in shown]),
        "scores": rows,
        "means": mean,
        "overall_accuracy": overall_accuracy(facts.confusion),
        "compared_pixels": int(facts.confusion.sum()),
        "confusion": {"ids": ids, "counts": facts.confusion[np.ix_(ids, ids)].tolist()},
    }


def _plain(value: Any) -> Any:
    """Return a value of a column as JSON knows it; NaN becomes None."""
    plain = value.item() if isinstance(value, np.generic) else value
    return None if plain != plain else plain  # noqa: PLR0124 - only NaN differs from itself
