"""The page of the job `areareport`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.engine.analyse.area_tally import SQUARE_METRES_PER_HECTARE, ClassAreas
from sat_dl_plugin.engine.analyse.report import (
    Cell,
    Html,
    bars,
    big_numbers,
    class_label,
    history,
    number,
    page,
    percent,
    section,
    stacked_bars,
    table,
    warnings,
)
from sat_dl_plugin.engine.provenance import Provenance

# More rows make no page that anyone reads; the table layer has them all.
_MOST_ZONES = 200


@dataclass(frozen=True)
class AreaFacts:
    """What is known after counting."""

    legend: Sequence[ClassCard]
    whole: ClassAreas
    names: tuple[str, ...]
    """Of the zones."""
    zones: Optional[ClassAreas]
    notes: tuple[str, ...]
    provenance: Provenance


def area_page(facts: AreaFacts) -> str:
    """Return the page as HTML."""
    ids = [entry.id for entry in facts.legend]
    whole = facts.whole
    numbers = {
        "hectares with data": _hectares(whole.valid_m2[0]),
        "hectares of these classes": _hectares(whole.area_m2[0, ids].sum()),
        "objects": number(int(whole.objects[0, ids].sum())),
    }
    if facts.zones is not None:
        numbers["zones"] = number(len(facts.names))
    parts = [
        big_numbers(numbers),
        warnings(facts.notes),
        section(
            "Share of each class",
            bars(
                [
                    (entry.name, whole.area_m2[0, entry.id] / whole.valid_m2[0], entry.color)
                    for entry in facts.legend
                ],
                "Share of each class",
                most=None,
            ),
            "A share is part of the whole area with data, which the background belongs to.",
        ),
        section(
            "Objects and areas",
            _class_table(facts, whole, 0),
            "Areas are measured on the ellipsoid. Pixels of a class that touch along an edge are "
            "one object.",
        ),
        *_zone_parts(facts),
        history(facts.provenance),
    ]
    name = Path(facts.provenance.parameters["input"]).name
    return page("Area report", f"How much there is of each class in {name}.", filter(None, parts))


def _class_table(facts: AreaFacts, areas: ClassAreas, place: int) -> Html:
    rows: list[list[Cell]] = [
        [
            class_label(entry.name, entry.color),
            number(int(areas.objects[place, entry.id])),
            number(float(areas.area_m2[place, entry.id]), 1),
            _hectares(areas.area_m2[place, entry.id]),
            percent(areas.area_m2[place, entry.id] / areas.valid_m2[place]),
        ]
        for entry in facts.legend
    ]
    ids = [entry.id for entry in facts.legend]
    total = float(areas.area_m2[place, ids].sum())
    rows.append(
        [
            "Total",
            number(int(areas.objects[place, ids].sum())),
            number(total, 1),
            _hectares(total),
            percent(total / areas.valid_m2[place]),
        ]
    )
    return table(["Class", "Objects", "Area (m²)", "Area (ha)", "Share"], rows, total=True)


def _zone_parts(facts: AreaFacts) -> list[Html]:
    zones = facts.zones
    if zones is None:
        return []
    shown = range(min(len(facts.names), _MOST_ZONES))
    left = len(facts.names) - len(shown)
    note = "An object counts in every zone that it reaches into."
    if left:
        note += f" The other {left} zones are in the table."
    head = ["Zone", "Area with data (ha)"]
    for entry in facts.legend:
        head += [f"{entry.name}: objects", "ha", "share"]
    rows = [[facts.names[place], *_zone_cells(facts, zones, place)] for place in shown]
    chart = stacked_bars(
        [
            (
                facts.names[place],
                [zones.area_m2[place, entry.id] / zones.valid_m2[place] for entry in facts.legend],
            )
            for place in shown
        ],
        [(entry.name, entry.color) for entry in facts.legend],
        "Share of each class in each zone",
    )
    return [
        section("Share of each class in each zone", chart),
        section("Zones", table(head, rows), note),
    ]


def _zone_cells(facts: AreaFacts, zones: ClassAreas, place: int) -> list[Cell]:
    cells: list[Cell] = [_hectares(zones.valid_m2[place])]
    for entry in facts.legend:
        area_m2 = float(zones.area_m2[place, entry.id])
        cells += [
            number(int(zones.objects[place, entry.id])),
            _hectares(area_m2),
            percent(area_m2 / zones.valid_m2[place]),
        ]
    return cells


def _hectares(area_m2: float) -> Html:
    return number(float(area_m2) / SQUARE_METRES_PER_HECTARE, 3)
