"""The job `areareport`: objects, area and share of each class, in zones if there are any."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.contract.jobs import AreaReportJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.analyse.area_page import AreaFacts, area_page
from sat_dl_plugin.engine.analyse.area_tally import SQUARE_METRES_PER_HECTARE, AreaTally, ClassAreas
from sat_dl_plugin.engine.analyse.comparison import is_raster
from sat_dl_plugin.engine.analyse.polygon_areas import PolygonAreas, grid_over
from sat_dl_plugin.engine.analyse.report import check_report, write_page
from sat_dl_plugin.engine.analyse.zones import DrawnZones, Zones, read_zones
from sat_dl_plugin.engine.output import check_target
from sat_dl_plugin.engine.provenance import Provenance, file_facts, provenance_of
from sat_dl_plugin.engine.raster.grid import Grid
from sat_dl_plugin.engine.vector.area_of_interest import split_layer_path
from sat_dl_plugin.engine.vector.areas import GroundArea
from sat_dl_plugin.engine.vector.class_map import ClassMap
from sat_dl_plugin.engine.vector.class_polygons import read_class_polygons
from sat_dl_plugin.engine.vector.layer import table_driver_for, write_table
from sat_dl_plugin.engine.vector.summary import legend_rows, summarize

_COUNTING_SHARE = 0.9


@dataclass(frozen=True)
class _Counted:
    """What was found in an input of either kind."""

    whole: ClassAreas
    zones: Optional[ClassAreas]
    names: tuple[str, ...]
    """Of the zones."""
    legend: tuple[ClassCard, ...]
    facts: dict[str, Any]
    """What provenance records of the input."""
    notes: tuple[str, ...] = ()
    parent: Optional[dict[str, Any]] = None


def run_area_report(job: AreaReportJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to count in which zones, to where.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output`` and ``report`` (paths), ``legend``, ``summary`` (objects, area and share of
        each class, all zones together and what lies between them) and ``zones``, their number.

    Raises:
        SatDlError: If the input, the zones, the extent or the mask cannot be used, or an output
            cannot be written.
    """
    inputs = (job.input, job.zones or "", job.mask or "")
    target = check_target(job.output, inputs)
    page_target = check_report(job.report, (*inputs, job.output))
    table_driver_for(job.output)
    counted = (
        _count_raster(job, reporter) if is_raster(job.input) else _count_polygons(job, reporter)
    )
    for note in counted.notes:
        reporter.log(note, "warning")
    reporter.progress(_COUNTING_SHARE, "Writing")
    reporter.check_cancelled()
    provenance = _provenance(job, counted)
    write_table(target, _columns(counted), provenance)
    summary = _summary(counted)
    if page_target is not None:
        facts = AreaFacts(
            counted.legend, counted.whole, counted.names, counted.zones, counted.notes, provenance
        )
        write_page(page_target, area_page(facts))
    reporter.progress(1.0, "Writing")
    return {
        "output": job.output,
        "report": job.report,
        "legend": legend_rows(counted.legend),
        "summary": summary,
        "zones": len(counted.names),
    }


def _count_raster(job: AreaReportJob, reporter: Reporter) -> _Counted:
    with ExitStack() as stack:
        source = stack.enter_context(ClassMap(job.input, job.extent, job.extent_crs, job.mask))
        zones = _zones(job, source.grid)
        drawn = None if zones is None else DrawnZones(zones, source.grid)
        ground = GroundArea(source.grid, source.assumed_gsd_m or 1.0)
        tally = AreaTally(0 if zones is None else len(zones))
        for window in source.windows():
            reporter.check_cancelled()
            layers = () if drawn is None else drawn.layers(window)
            tally.push(source.read(window), ground.of_pixels(window), layers)
            done = window.row_stop / source.grid.height
            reporter.progress(_COUNTING_SHARE * done, "Counting")
        whole = tally.whole()
        if not whole.valid_m2.any():
            raise InputError(
                f"{job.input} has no data to report on",
                "Every pixel inside the extent and the mask is nodata",
                "Choose another raster, extent or mask",
            )
        source.note_classes(np.flatnonzero(whole.area_m2[0]))
        return _in_zones(
            _Counted(
                whole=whole,
                zones=None if zones is None else tally.zones(),
                names=() if zones is None else zones.names,
                legend=source.legend,
                facts=source.source.facts(),
                notes=_pixel_notes(source.assumed_gsd_m),
                parent=source.provenance,
            )
        )


def _count_polygons(job: AreaReportJob, reporter: Reporter) -> _Counted:
    layer = read_class_polygons(job.input)
    grid = grid_over(layer)
    zones = _zones(job, grid)
    reporter.check_cancelled()
    areas = PolygonAreas(layer, grid, job)
    whole = areas.whole()
    reporter.progress(_COUNTING_SHARE / 2, "Counting")
    reporter.check_cancelled()
    notes = []
    if layer.crs is None:
        notes.append(f"{job.input} has no CRS; areas assume that its unit is a metre.")
    if layer.unclassed:
        notes.append(f"Left out are polygons without a class: {layer.unclassed}.")
    return _in_zones(
        _Counted(
            whole=whole,
            zones=None if zones is None else areas.zones(zones),
            names=() if zones is None else zones.names,
            legend=layer.legend,
            facts=file_facts(split_layer_path(job.input)[0]),
            notes=tuple(notes),
        )
    )


def _zones(job: AreaReportJob, grid: Grid) -> Optional[Zones]:
    return read_zones(job.zones, job.zone_field, grid) if job.zones else None


def _pixel_notes(assumed_gsd_m: Optional[float]) -> tuple[str, ...]:
    if assumed_gsd_m is None:
        return ()
    return (f"The raster has no georeference; areas assume {assumed_gsd_m:g} m pixels.",)


def _in_zones(counted: _Counted) -> _Counted:
    """Leave out the zones without any data.

    Raises:
        InputError: If no zone is left.
    """
    if counted.zones is None:
        return counted
    kept = np.flatnonzero(counted.zones.valid_m2 > 0)
    if not len(kept):
        raise InputError(
            "No zone has any data",
            "The zones lie outside of the input, or where it has no data",
            "Choose zones that overlap the input, and check their CRS",
        )
    empty = len(counted.names) - len(kept)
    note = (f"Left out are zones without data: {empty}.",) if empty else ()
    zones = ClassAreas(
        counted.zones.objects[kept], counted.zones.area_m2[kept], counted.zones.valid_m2[kept]
    )
    return replace(
        counted,
        zones=zones,
        names=tuple(counted.names[place] for place in kept),
        notes=(*counted.notes, *note),
    )


def _columns(counted: _Counted) -> dict[str, NDArray[Any]]:
    """Return the table: one row per zone and class; names fit into dBASE's ten characters."""
    places = counted.whole if counted.zones is None else counted.zones
    names = counted.names or ("",)
    ids = np.array([entry.id for entry in counted.legend], dtype=np.int32)
    class_names = np.array([entry.name for entry in counted.legend], dtype=object)
    area_m2 = places.area_m2[:, ids]
    shares = area_m2 / places.valid_m2[:, None]
    return {
        "zone": np.repeat(np.array(names, dtype=object), len(ids)),
        "class_id": np.tile(ids, len(names)),
        "class_name": np.tile(class_names, len(names)),
        "objects": places.objects[:, ids].reshape(-1),
        "area_m2": np.round(area_m2, 3).reshape(-1),
        "area_ha": np.round(area_m2 / SQUARE_METRES_PER_HECTARE, 7).reshape(-1),
        "share": np.round(shares, 9).reshape(-1),
        "valid_m2": np.repeat(np.round(places.valid_m2, 3), len(ids)),
    }


def _summary(counted: _Counted) -> list[dict[str, Any]]:
    whole = counted.whole
    return summarize(counted.legend, whole.objects[0], whole.area_m2[0], float(whole.valid_m2[0]))


def _provenance(job: AreaReportJob, counted: _Counted) -> Provenance:
    extra: Sequence[str] = [job.zones] if job.zones else []
    facts = [file_facts(split_layer_path(path)[0]) for path in extra]
    record = counted.parent or {}
    return provenance_of(
        job,
        (counted.facts, *facts),
        models=tuple(record.get("models") or ()),
        legend=counted.legend,
        parent=counted.parent,
    )
