"""Pieces of self-contained HTML reports: pages, tables and charts, readable in light and dark.

Every piece returns `Html`. All other text is escaped wherever it is put in, so names of layers
and classes can hold anything.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Optional, Union

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.engine.output import check_target, staged_output
from sat_dl_plugin.engine.provenance import Provenance

# Plain enough for the old browser widget that QGIS shows results in.
_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --dim: #566372; --line: #d8dee6;
  --paper: #ffffff; --soft: #f4f6f9; --warn: #7a4f00; --warnbg: #fff6e0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf1; --dim: #a3b0be; --line: #38434f;
  --paper: #171d24; --soft: #232c36; --warn: #f0c060; --warnbg: #332a12; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 2rem auto; padding: 0 1.25rem; }
h1 { margin: 0; font-size: 1.8rem; } h2 { margin: 2.2rem 0 .5rem; font-size: 1.15rem; }
p.lead, p.note { color: var(--dim); margin: .25rem 0 1rem; white-space: pre-line; }
p.note { font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; min-width: 50%; }
th, td { text-align: left; padding: .35rem .7rem; border-bottom: 1px solid var(--line); }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.number { text-align: right; }
thead th { color: var(--dim); font-weight: 600; font-size: .85rem; vertical-align: bottom; }
tbody th { font-weight: 500; } tr.total td, tr.total th { font-weight: 700; }
.swatch { display: inline-block; width: .85em; height: .85em; margin-right: .5em;
  border-radius: .2em; border: 1px solid var(--line); vertical-align: -.08em; }
.numbers { display: flex; flex-wrap: wrap; margin: 1rem 0; }
.numbers div { background: var(--soft); border-radius: .5rem; padding: .6rem 1rem;
  margin: 0 .75rem .75rem 0; }
.numbers b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.numbers span { color: var(--dim); font-size: .85rem; }
ul.warnings { background: var(--warnbg); color: var(--warn); border-radius: .4rem;
  padding: .6rem .6rem .6rem 2rem; }
svg { display: block; max-width: 100%; height: auto; } svg text { fill: var(--ink); }
p.key > span { margin-right: 1.2rem; }
svg .track { fill: var(--soft); } svg .bar { stroke: var(--line); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } }
""".strip()

_PAGE_NAME = "report.html"

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_NO_COLOR = "#8a939e"

# Of charts, in pixels. Text stands on a line that far below the top of its bar.
_BAR_WIDTH, _BAR_HEIGHT, _BAR_GAP = 420, 18, 8
_TEXT_DROP = 13.5
_CHARACTER_WIDTH = 7.2
_LONGEST_LABEL = 32

# Stronger tints would hide the numbers in front of them.
_STRONGEST_TINT = 0.55


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


Cell = Union[str, Html, int, float, None]
"""A value in a table. Text stands at the start, numbers at the end, None is a dash."""


def page(title: str, lead: str, sections: Iterable[Html], footer: str = "", style: str = "") -> str:
    """Return a whole page that needs no other file.

    Args:
        title: Heading, also the title of the window.
        lead: One or two sentences below it.
        sections: What the page consists of.
        footer: Small print at the end.
        style: Further style rules.
    """
    end = f'<p class="note">{escape(footer)}</p>' if footer else ""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}\n{style}</style></head>\n<body>\n"
        f'<h1>{escape(title)}</h1>\n<p class="lead">{escape(lead)}</p>\n'
        + "\n".join(sections)
        + f"\n{end}</body></html>\n"
    )


def section(title: str, body: Html, note: str = "") -> Html:
    """Return a part of a page under a heading, with an explanation below it."""
    explanation = f'\n<p class="note">{escape(note)}</p>' if note else ""
    return Html(f"<h2>{escape(title)}</h2>\n{body}{explanation}")


def joined(*parts: Html) -> Html:
    """Return pieces one below the other."""
    return Html("\n".join(parts))


def big_numbers(numbers: Mapping[str, str]) -> Html:
    """Return the few numbers that matter most: label -> formatted value."""
    return Html(
        '<div class="numbers">'
        + "".join(
            f"<div><b>{escape(value)}</b><span>{escape(label)}</span></div>"
            for label, value in numbers.items()
        )
        + "</div>"
    )


def warnings(texts: Sequence[str]) -> Html:
    """Return a list of warnings, nothing when there are none."""
    if not texts:
        return Html("")
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return Html(f'<ul class="warnings">{items}</ul>')


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]], total: bool = False) -> Html:
    """Return a table.

    Args:
        head: Titles of the columns.
        rows: The cells; the first one names the row. Numbers are shown as they are: format
            them with `number` or `percent` first.
        total: Whether the last row sums up the others.
    """
    listed = [list(row) for row in rows]
    numeric = [
        bool(listed) and all(_is_numeric(row[column]) for row in listed)
        for column in range(len(head))
    ]
    titles = "".join(
        f'<th{_number_class(is_number)} scope="col">{escape(title)}</th>'
        for title, is_number in zip(head, numeric)
    )
    body = []
    for place, row in enumerate(listed):
        cells = f'<th scope="row">{_shown(row[0])}</th>' + "".join(
            f"<td{_number_class(is_number)}>{_shown(cell)}</td>"
            for cell, is_number in zip(row[1:], numeric[1:])
        )
        is_total = total and place == len(listed) - 1
        body.append(f'<tr class="total">{cells}</tr>' if is_total else f"<tr>{cells}</tr>")
    return Html(
        f'<div class="scroll"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def class_label(name: str, color: str) -> Html:
    """Return the name of a class behind a patch of its colour."""
    return Html(f'<span class="swatch" style="background:{_safe(color)}"></span>{escape(name)}')


def bars(
    rows: Iterable[tuple[str, Optional[float], str]], title: str, most: Optional[float] = 1.0
) -> Html:
    """Return a chart of horizontal bars as an inline picture.

    Args:
        rows: Label, value (None is a dash) and colour of each bar.
        title: What the chart shows, for readers who do not see it.
        most: Value of a bar over the full width; the largest one when None.
    """
    listed = [(_shortened(label), value, color) for label, value, color in rows]
    full = most if most is not None else max((value or 0.0 for _, value, _ in listed), default=0.0)
    left = _label_width([label for label, _, _ in listed])
    drawn = []
    for place, (label, value, color) in enumerate(listed):
        top = place * (_BAR_HEIGHT + _BAR_GAP)
        length = 0.0 if not value or not full else _BAR_WIDTH * min(value / full, 1.0)
        drawn.append(
            f"{_bar_frame(label, left, top)}"
            f'<rect class="bar" x="{left:g}" y="{top}" width="{length:.1f}" '
            f'height="{_BAR_HEIGHT}" rx="3" fill="{_safe(color)}"/>'
            f'<text x="{left + _BAR_WIDTH + 8:g}" y="{top + _TEXT_DROP:g}">'
            f"{escape(percent(value))}</text>"
        )
    return _picture(drawn, len(listed), left, title)


def stacked_bars(
    rows: Iterable[tuple[str, Sequence[float]]], parts: Sequence[tuple[str, str]], title: str
) -> Html:
    """Return a chart of horizontal bars that consist of parts, with a key.

    Args:
        rows: Label and the share of each part (0 to 1) of each bar.
        parts: Name and colour of the parts.
        title: What the chart shows, for readers who do not see it.
    """
    listed = [(_shortened(label), shares) for label, shares in rows]
    left = _label_width([label for label, _ in listed])
    drawn = []
    for place, (label, shares) in enumerate(listed):
        top, x = place * (_BAR_HEIGHT + _BAR_GAP), left
        drawn.append(_bar_frame(label, left, top))
        for share, (name, color) in zip(shares, parts):
            length = _BAR_WIDTH * min(max(share, 0.0), 1.0)
            hint = f"{name}: {percent(share)}"
            drawn.append(
                f'<rect x="{x:.1f}" y="{top}" width="{length:.1f}" height="{_BAR_HEIGHT}" '
                f'fill="{_safe(color)}"><title>{escape(hint)}</title></rect>'
            )
            x += length
    key = " ".join(f"<span>{class_label(name, color)}</span>" for name, color in parts)
    return Html(f'<p class="key">{key}</p>{_picture(drawn, len(listed), left, title)}')


def confusion_matrix(names: Sequence[str], counts: Sequence[Sequence[int]]) -> Html:
    """Return a coloured table of counts: what each class of the reference was taken for.

    Args:
        names: Classes, in the order of both axes.
        counts: One row a class of the reference, one column a class that was found.
    """
    head = '<th scope="col">reference ↓ found →</th>' + "".join(
        f'<th class="number" scope="col">{escape(name)}</th>' for name in names
    )
    body = []
    for place, (name, row) in enumerate(zip(names, counts)):
        whole = sum(row)
        cells = "".join(
            _tinted(count, whole, is_right=column == place) for column, count in enumerate(row)
        )
        body.append(f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>')
    return Html(
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def facts(entries: Mapping[str, str]) -> Html:
    """Return a list of labels and texts."""
    items = [f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in entries.items()]
    return Html(f"<dl>{''.join(items)}</dl>")


def history(provenance: Provenance) -> Html:
    """Return what is needed to make a result again, as a section."""
    entries = {"Made": f"{provenance.created}, Sat DL {provenance.plugin_version}"}
    for place, one in enumerate(provenance.inputs, 1):
        entries[f"Input {place}"] = _input_text(one)
    for place, one in enumerate(provenance.models, 1):
        entries[f"Model {place}"] = _model_text(one)
    for name, value in provenance.parameters.items():
        if value not in (None, "", {}, []):
            entries[f"Parameter {name}"] = str(value)
    return section("Where this comes from", facts(entries))


def _model_text(model: Mapping[str, Any]) -> str:
    text = f"{model.get('name', '')} {model.get('version', '')}".strip()
    members = model.get("members") or ()
    return f"{text} ({', '.join(map(_model_text, members))})" if members else text


def number(value: Optional[float], decimals: int = 0) -> Html:
    """Return a number with thin blanks between thousands; a dash for None."""
    if value is None:
        return Html("\N{EN DASH}")
    return Html(f"{value:,.{decimals}f}".replace(",", "\N{NARROW NO-BREAK SPACE}"))


def percent(share: Optional[float]) -> Html:
    """Return a share of 0 to 1 as a percentage; a dash for None."""
    return Html("\N{EN DASH}" if share is None else f"{100 * share:.1f}\N{NARROW NO-BREAK SPACE}%")


def check_report(target: Optional[str], inputs: tuple[str, ...]) -> Optional[Path]:
    """Return where a report goes, or None when none is wanted; see `check_target`.

    Raises:
        OutputError: If it cannot be written.
    """
    return check_target(target, inputs) if target else None


def write_page(target: Path, text: str) -> None:
    """Write a page; the file appears when it is complete.

    Raises:
        OutputError: If it cannot be written.
    """
    with staged_output(target) as stage:
        try:
            stage.write_text(text, encoding="utf-8")
        except OSError as error:
            raise OutputError(
                f"The report cannot be written to {target}",
                error.strerror or str(error),
                "Choose a folder that exists and has free space",
            ) from error


def write_page_into(folder: Path, text: str) -> Path:
    """Write a page into a folder, which is made when it is not there, and return its path.

    Raises:
        OutputError: If it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"The folder {folder} for the report cannot be made",
            error.strerror or str(error),
            "Choose another folder",
        ) from error
    target = folder / _PAGE_NAME
    write_page(target, text)
    return target


def _label_width(labels: Sequence[str]) -> float:
    return max((len(label) for label in labels), default=0) * _CHARACTER_WIDTH + 12


def _bar_frame(label: str, left: float, top: int) -> str:
    """Return the label of a bar and the track behind it."""
    return (
        f'<text x="{left - 8:g}" y="{top + _TEXT_DROP:g}" text-anchor="end">{escape(label)}</text>'
        f'<rect class="track" x="{left:g}" y="{top}" width="{_BAR_WIDTH}" '
        f'height="{_BAR_HEIGHT}" rx="3"/>'
    )


def _picture(drawn: Iterable[str], rows: int, left: float, title: str) -> Html:
    width, height = left + _BAR_WIDTH + 70, max(rows * (_BAR_HEIGHT + _BAR_GAP), 1)
    return Html(
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width:g} {height}" '
        f'width="{width:g}" font-size="13">{"".join(drawn)}</svg>'
    )


def _shown(cell: Cell) -> str:
    if isinstance(cell, Html):
        return cell
    return "\N{EN DASH}" if cell is None else escape(str(cell))


def _is_numeric(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(re.fullmatch(r"[-\d.\s%\N{EN DASH}]+", cell))
    return True


def _number_class(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _tinted(count: int, whole: int, *, is_right: bool) -> str:
    share = count / whole if whole else 0.0
    color = "63,155,102" if is_right else "209,73,91"
    # The root lets small mistakes be seen, too.
    tint = f"rgba({color},{_STRONGEST_TINT * math.sqrt(share):.3f})"
    text = number(count)
    hint = f"{percent(share)} of this class of the reference"
    return f'<td class="number" style="background:{tint}" title="{escape(hint)}">{text}</td>'


def _shortened(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def _safe(color: str) -> str:
    return color if _COLOR.fullmatch(color) else _NO_COLOR


def _input_text(entry: Mapping[str, Any]) -> str:
    size = entry.get("bytes")
    text = str(entry.get("path", ""))
    if entry.get("width"):
        text += f", {entry['width']} × {entry['height']} pixels"
    return text if size is None else f"{text}, {size:,} bytes"
