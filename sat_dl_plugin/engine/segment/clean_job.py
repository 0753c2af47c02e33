"""The job `clean`: from a class raster to a cleaned class raster."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.jobs import CleaningRule, CleanJob
from sat_dl_plugin.contract.legend import NODATA_ID
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.output import check_target, staging_folder
from sat_dl_plugin.engine.provenance import Provenance, provenance_of
from sat_dl_plugin.engine.raster.grid import Window
from sat_dl_plugin.engine.raster.writer import class_raster
from sat_dl_plugin.engine.segment.clean import BandCleaner, rules_apply
from sat_dl_plugin.engine.segment.label_sink import cleaning_rules
from sat_dl_plugin.engine.vector.class_map import ClassMap
from sat_dl_plugin.engine.vector.summary import ClassCounter, legend_rows, summarize

# Taking rows in costs more than giving them out again.
_READING_SHARE = 0.6


def run_clean(job: CleanJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to clean, by which rules, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output``, ``legend`` and ``summary`` (objects, area and share of each class).

    Raises:
        SatDlError: If the input is no class raster, a rule is for an unknown class, or the
            output cannot be written.
    """
    check_target(job.output, inputs=(job.input, job.mask or ""))
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(job.input, job.extent, job.extent_crs, job.mask))
        rules = _rules(job, source.legend)
        if any(rule.separation for rule in job.rules.values()):
            reporter.log(
                "Separation needs probabilities: it works while segmenting, and is left out here.",
                "warning",
            )
        if not rules_apply(rules):
            reporter.log("No cleaning rule applies; the classes stay as they are.", "warning")
        if source.assumed_gsd_m is not None:
            reporter.log(
                f"The raster has no georeference; areas assume {source.assumed_gsd_m:g} m pixels."
            )
        # Beside the output there is room for the output, so there is some for this too.
        spill = stack.enter_context(staging_folder(job.output))
        cleaner = stack.enter_context(
            BandCleaner(source.grid.width, rules, source.pixel_area_m2, spill)
        )
        seen = np.zeros(NODATA_ID + 1, dtype=bool)
        for row_off, labels in source.bands():
            reporter.check_cancelled()
            cleaner.push(labels)
            seen |= np.bincount(labels.reshape(-1), minlength=NODATA_ID + 1) > 0
            done = (row_off + labels.shape[0]) / source.grid.height
            reporter.progress(_READING_SHARE * done, "Cleaning")
        source.note_classes(np.flatnonzero(seen))
        legend = _legend(source.legend, rules)
        counter = _write(job, source, legend, cleaner, reporter)
    area_m2 = counter.pixels.astype(np.float64) * source.pixel_area_m2
    return {
        "output": job.output,
        "legend": legend_rows(legend),
        "summary": summarize(legend, counter.objects(), area_m2, float(area_m2[:NODATA_ID].sum())),
    }


def _write(
    job: CleanJob,
    source: ClassMap,
    legend: Sequence[ClassCard],
    cleaner: BandCleaner,
    reporter: Reporter,
) -> ClassCounter:
    counter = ClassCounter()
    with class_raster(job.output, source.grid, legend, _provenance(job, source, legend)) as writer:
        for row_off, labels in cleaner.bands():
            reporter.check_cancelled()
            writer.write(Window(0, row_off, labels.shape[1], labels.shape[0]), labels)
            counter.push(labels)
            done = (row_off + labels.shape[0]) / source.grid.height
            reporter.progress(_READING_SHARE + (1 - _READING_SHARE) * done, "Writing")
    return counter


def _rules(job: CleanJob, legend: Sequence[ClassCard]) -> dict[int, CleaningRule]:
    known = {str(entry.id) for entry in legend}
    # Ids may be ruled on even where the raster brings no legend.
    unnamed = [
        ClassCard(id=int(name), name=f"class {name}")
        for name in job.rules
        if not legend and name.isdigit() and name not in known and 0 < int(name) < NODATA_ID
    ]
    return cleaning_rules([*legend, *unnamed], job.rules)


def _legend(legend: Sequence[ClassCard], rules: dict[int, CleaningRule]) -> tuple[ClassCard, ...]:
    """Return the legend with the rules that were applied."""
    return tuple(
        ClassCard(
            id=entry.id,
            name=entry.name,
            color=entry.color,
            threshold=entry.threshold,
            min_object_m2=rule.min_object_m2,
            max_hole_m2=rule.max_hole_m2,
            opening_px=rule.opening_px,
            closing_px=rule.closing_px,
        )
        for entry in legend
        for rule in (rules.get(entry.id, CleaningRule()),)
    )


def _provenance(job: CleanJob, source: ClassMap, legend: Sequence[ClassCard]) -> Provenance:
    record = source.provenance or {}
    return provenance_of(
        job,
        (source.source.facts(),),
        models=tuple(record.get("models") or ()),
        provider=str(record.get("provider") or ""),
        legend=tuple(legend),
        assumed_gsd_m=source.assumed_gsd_m,
        parent=source.provenance,
    )
