"""A page with the objects, the area and the share of each class of a run."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.contract.places import plugin_version
from sat_dl_plugin.gui.runs.run_texts import count_text, duration_text, fixed_text, share_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.styling.class_raster import readable
from sat_dl_plugin.tasks.run_queue import Run

REPORT_FILE = "area_report.html"

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46em; margin: 3em auto; padding: 0 1em;
       color: #222; background: #fff; }
h1 { font-size: 1.5em; margin-bottom: 0; }
p, caption { color: #555; }
table { border-collapse: collapse; width: 100%; margin: 1.5em 0; }
th, td { padding: .4em .7em; text-align: end; border-bottom: 1px solid #ddd;
         font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: start; }
tfoot td { font-weight: bold; border-bottom: none; }
dt { color: #555; } dd { margin: 0 0 .6em; overflow-wrap: anywhere; }
.swatch { display: inline-block; width: .8em; height: .8em; margin-inline-end: .6em; }
"""


def write_area_report(run: Run) -> Path:
    """Write the report beside the results of a run and return its path.

    Raises:
        OutputError: If it cannot be written.
    """
    path = run.output_folder / REPORT_FILE
    try:
        path.write_text(area_report(run), encoding="utf-8")
    except OSError as error:
        raise OutputError(
            tr("The report {} cannot be written").format(path),
            error.strerror or str(error),
            tr("Check that the folder still exists"),
        ) from error
    return path


def area_report(run: Run) -> str:
    """Return the report as a page of HTML."""
    title = f"{run.request.title} · {run.created:%Y-%m-%d %H:%M}"
    return f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head>
<body>
<h1>{escape(run.request.title)}</h1>
<p>{escape(_made(run))}</p>
{_table(run)}
<p>{escape(tr("Areas are measured on the ellipsoid. Shares are of the whole area with data."))}</p>
<h2>{escape(tr("Parameters"))}</h2>
{_parameters(run)}
</body></html>
"""


def _made(run: Run) -> str:
    return tr("Made by Sat DL {} on {}, in {}").format(
        plugin_version(), f"{run.created:%Y-%m-%d %H:%M}", duration_text(run.elapsed_s)
    )


def _table(run: Run) -> str:
    colors = {entry.name: entry.color for entry in legend_of(run.legend)}
    heads = (tr("Class"), tr("Objects"), tr("Area (m²)"), tr("Area (ha)"), tr("Share"))
    rows = [
        (
            f'<span class="swatch" style="background:{escape(colors.get(name, "#999"))}"></span>'
            + escape(readable(name)),
            *_cells(row.get("objects"), row["area_m2"], row["share"]),
        )
        for row in run.summary
        for name in (str(row["class_name"]),)
    ]
    counts = [row.get("objects") for row in run.summary]
    total = (
        escape(tr("Total")),
        *_cells(
            None if None in counts else sum(counts),
            sum(row["area_m2"] for row in run.summary),
            sum(row["share"] for row in run.summary),
        ),
    )
    return (
        f"<table><thead><tr>{_row(map(escape, heads), 'th')}</tr></thead><tbody>"
        + "".join(f"<tr>{_row(row, 'td')}</tr>" for row in rows)
        + f"</tbody><tfoot><tr>{_row(total, 'td')}</tr></tfoot></table>"
    )


def _cells(count: object, area_m2: float, share: float) -> tuple[str, str, str, str]:
    return (
        count_text(count),
        fixed_text(area_m2, 1),
        fixed_text(area_m2 / 1e4, 3),
        share_text(share),
    )


def _row(cells: Iterable[str], tag: str) -> str:
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in cells)


def _parameters(run: Run) -> str:
    entries = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(str(value))}</dd>"
        for name, value in run.portable_parameters.items()
    )
    return f"<dl>{entries}</dl>"
