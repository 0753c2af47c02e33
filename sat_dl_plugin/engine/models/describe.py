"""Describing: everything known of a model, as data and as one page of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any, Optional

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.jobs import DescribeJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID
from sat_dl_plugin.contract.model_set import ModelSet, SetMember, taken_classes
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.analyse.report import Html, page, warnings, write_page
from sat_dl_plugin.engine.models.card_sources import ResolvedCard, resolve_card
from sat_dl_plugin.engine.models.graph import GraphFacts
from sat_dl_plugin.engine.models.set_files import renamed_set
from sat_dl_plugin.engine.models.sets import FoundModel, check_legend, found_model
from sat_dl_plugin.engine.output import check_target

# Beside the style that all pages share.
_STYLE = """
table { width: 100%; } td, tbody th { vertical-align: top; overflow-wrap: anywhere; }
tbody th { width: 11rem; } td.number { text-align: left; }
td.source { color: var(--dim); font-size: .85rem; width: 9rem; }
.band { display: inline-block; background: var(--soft); border: 1px solid var(--line);
  border-radius: 1rem; padding: 0 .6rem; margin: 0 .25rem .25rem 0; }
""".strip()


def run_describe(job: DescribeJob, reporter: Reporter) -> dict[str, Any]:
    """Explain a model, and write the page when one is asked for.

    Args:
        job: Which model, and where to write.
        reporter: Hears of warnings.

    Returns:
        ``output`` (path of the page or None), ``path`` of the network, ``card``, ``facts``,
        ``sources``, ``guessed`` and ``warnings``. A set has ``members`` (file, sha256, weight,
        scale, classes, path and card of each) in place of ``facts``.

    Raises:
        ModelError: If there is no such model or it is unusable.
        OutputError: If the page cannot be written.
    """
    found = found_model(job.model, job.models_folder)
    reporter.progress(0.2, "Reading the network")
    if found.model_set is not None:
        return _describe_set(job, found, renamed_set(found.model_set, job.changes), reporter)
    path = found.path
    resolved = resolve_card(path, job.changes)
    reporter.check_cancelled()
    for text in resolved.warnings:
        reporter.log(text, "warning")
    if job.output:
        target = check_target(job.output, inputs=(str(path),))
        write_page(target, render_page(resolved))
    reporter.progress(1.0, "Described")
    return {
        "output": job.output,
        "path": str(path),
        "card": resolved.card.to_dict(),
        "facts": _plain_facts(resolved.facts),
        "sources": resolved.sources,
        "guessed": list(resolved.card.guessed),
        "warnings": list(resolved.warnings),
    }


def _describe_set(
    job: DescribeJob, found: FoundModel, model_set: ModelSet, reporter: Reporter
) -> dict[str, Any]:
    cards = []
    for file in found.files:
        cards.append(resolve_card(file).card)
        reporter.check_cancelled()
    check_legend(model_set, cards)
    if job.output:
        inputs = (str(found.path), *map(str, found.files))
        target = check_target(job.output, inputs=inputs)
        write_page(target, render_set_page(model_set, cards))
    reporter.progress(1.0, "Described")
    members = [
        {**member.to_dict(), "path": str(file), "card": card.to_dict()}
        for member, file, card in zip(model_set.members, found.files, cards)
    ]
    return {
        "output": job.output,
        "path": str(found.path),
        "card": model_set.card.to_dict(),
        "facts": {},
        "sources": {},
        "guessed": [],
        "warnings": [],
        "members": members,
    }


def _plain_facts(facts: GraphFacts) -> dict[str, Any]:
    fields = asdict(facts)
    # The whole card stands in there once more.
    fields["metadata"] = sorted(facts.metadata)
    return fields


def render_page(resolved: ResolvedCard) -> str:
    """Return one self-contained HTML page about a model."""
    card, sources = resolved.card, resolved.sources
    sections = [
        warnings(_notes(resolved)),
        _section("Classes", _classes(card.classes), sources.get("classes")),
        _section("What it wants", _facts_table(_wants(card), sources)),
        _section("How it works", _facts_table(_works(card, resolved.facts), sources)),
        _section("Where it comes from", _facts_table(_origin(card), sources)),
    ]
    if card.metrics:
        sections.insert(-1, _section("Scores", _metrics(card.metrics), sources.get("metrics")))
    return page(
        card.name,
        card.description or _summary(card),
        sections,
        footer=_graph_line(resolved.facts),
        style=_STYLE,
    )


def render_set_page(model_set: ModelSet, cards: Sequence[ModelCard]) -> str:
    """Return one self-contained HTML page about a set.

    Args:
        model_set: The set.
        cards: Of its members, in their order.
    """
    card = model_set.card
    head = "".join(
        f"<th>{text}</th>"
        for text in ("Network", "Classes", "Weight", "Scale", "Pixel size", "Bands", "SHA-256")
    )
    rows = "".join(_member_row(member, one, card) for member, one in zip(model_set.members, cards))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    sections = [
        _section("Classes", _classes(card.classes)),
        _section("Members", table),
        _section("Where it comes from", _facts_table(_origin(card), {})),
    ]
    if card.metrics:
        sections.insert(-1, _section("Scores", _metrics(card.metrics)))
    return page(card.name, card.description or _summary(card), sections, style=_STYLE)


def _member_row(member: SetMember, card: ModelCard, legend: ModelCard) -> str:
    taken = taken_classes(member, card, legend)
    cells = (
        f"{card.name} {card.version}",
        ", ".join(entry.name for entry in legend.classes if entry.id in taken),
        f"{member.weight:g}",
        "" if member.scale is None else f"{member.scale:g}",
        f"{card.gsd_m:g} m" if card.gsd_m is not None else "the raster's own pixels",
        ", ".join(card.bands),
        member.sha256,
    )
    return "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in cells) + "</tr>"


def _summary(card: ModelCard) -> str:
    names = ", ".join(entry.name for entry in card.foreground)
    return f"Finds {names}." if names else f"A network for {card.task}."


def _section(title: str, body: str, source: Optional[str] = None) -> Html:
    note = f' <small class="source">({escape(source)})</small>' if source else ""
    return Html(f"<h2>{escape(title)}{note}</h2>\n{body}")


def _notes(resolved: ResolvedCard) -> list[str]:
    notes = list(resolved.warnings)
    if resolved.card.guessed:
        notes.append(
            "Nobody stated these fields, please check them: " + ", ".join(resolved.card.guessed)
        )
    return notes


def _classes(classes: tuple[ClassCard, ...]) -> str:
    if not classes:
        return "<p>None: its output is a picture.</p>"
    head = (
        "<thead><tr><th></th><th>Id</th><th>Name</th><th>Threshold</th><th>Smallest object</th>"
        "<th>Largest hole filled</th><th>Opening, closing</th><th>Separation</th></tr></thead>"
    )
    return f"<table>{head}<tbody>{''.join(map(_class_row, classes))}</tbody></table>"


def _class_row(entry: ClassCard) -> str:
    if entry.id == BACKGROUND_ID:
        rules = ["background"] + [""] * 4
    else:
        rules = [
            f"{entry.threshold:g}",
            f"{entry.min_object_m2:g} m²",
            f"{entry.max_hole_m2:g} m²",
            f"{entry.opening_px}, {entry.closing_px} px",
            f"{entry.separation:g} logits" if entry.separation else "off",
        ]
    cells = "".join(f'<td class="number">{escape(text)}</td>' for text in rules)
    return (
        f'<tr><td><span class="swatch" style="background:{escape(entry.color)}"></span></td>'
        f'<td class="number">{entry.id}</td><td>{escape(entry.name)}</td>{cells}</tr>'
    )


Row = tuple[str, str, str]
"""Label, HTML of the value, card field it was read from."""


def _facts_table(rows: list[Row], sources: dict[str, str]) -> str:
    lines = [
        f"<tr><th>{escape(label)}</th><td>{value}</td>"
        f'<td class="source">{escape(sources.get(name, ""))}</td></tr>'
        for label, value, name in rows
    ]
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def _wants(card: ModelCard) -> list[Row]:
    bands = "".join(f'<span class="band">{escape(band)}</span>' for band in card.bands)
    gsd = f"{card.gsd_m:g} m" if card.gsd_m is not None else "the raster's own pixels"
    size = card.input_size_px
    return [
        ("Bands, in order", bands, "bands"),
        ("Pixel size", escape(gsd), "gsd_m"),
        ("Stored values", escape(_scaling_text(card)), "scaling"),
        ("Input side", escape(f"{size} px only" if size else "any"), "input_size_px"),
    ]


def _scaling_text(card: ModelCard) -> str:
    scaling = card.scaling
    text = "value" if scaling.factor == 1.0 else f"value x {scaling.factor:.6g}"
    if scaling.mean:
        text = f"({text} - [{_listed(scaling.mean)}])"
    if scaling.std:
        text = f"{text} / [{_listed(scaling.std)}]"
    if scaling.stored_range is None:
        return f"{text}; physical values, never stretched"
    low, high = scaling.stored_range
    return f"{text}; other data types are stretched into {low:g} to {high:g}"


def _listed(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:.4g}" for value in values)


def _works(card: ModelCard, facts: GraphFacts) -> list[Row]:
    if card.halo_px is not None:
        seams = f"exact: an output pixel sees {card.halo_px} px around it"
    else:
        seams = f"overlapping and blended: {facts.whole_picture_because or 'unknown halo'}"
    scale = f"{card.scale_factor:g} output pixels per input pixel"
    return [
        ("Task", escape(card.task), "task"),
        ("Tiles", escape(seams), "halo_px"),
        ("Stride", f"{card.stride_px} px", "stride_px"),
        ("Scale", escape(scale), "scale_factor"),
        ("Still to apply", escape(card.activation), "activation"),
        (
            "Scales in best quality",
            escape(", ".join(f"{scale:g}" for scale in card.scales)),
            "scales",
        ),
    ]


def _origin(card: ModelCard) -> list[Row]:
    trained = "<br>".join(escape(entry) for entry in card.trained_on) or "not stated"
    return [
        ("Version", escape(card.version), "version"),
        ("Licence", escape(card.licence), "licence"),
        ("Trained on", trained, "trained_on"),
    ]


def _metrics(metrics: dict[str, Any]) -> str:
    """Return scores as a table: one row an entry, columns where all rows have the same."""
    columns = _shared_columns(metrics)
    head = "".join(f"<th>{escape(str(column))}</th>" for column in columns)
    rows = []
    for name, value in metrics.items():
        cells = [value[column] for column in columns] if columns else [value]
        row = "".join(f'<td class="number">{_metric(cell)}</td>' for cell in cells)
        rows.append(f"<tr><th>{escape(str(name))}</th>{row}</tr>")
    lead = f"<thead><tr><th></th>{head}</tr></thead>" if columns else ""
    return f"<table>{lead}<tbody>{''.join(rows)}</tbody></table>"


def _shared_columns(metrics: dict[str, Any]) -> list[str]:
    entries = [value for value in metrics.values() if isinstance(value, dict) and value]
    if len(entries) != len(metrics) or not entries:
        return []
    names = list(entries[0])
    plain = all(not isinstance(cell, dict) for entry in entries for cell in entry.values())
    return names if plain and all(list(entry) == names for entry in entries) else []


def _metric(value: Any) -> str:
    if isinstance(value, dict):
        return _metrics(value)
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 10 else f"{value:,.4g}"
    return escape(str(value))


def _graph_line(facts: GraphFacts) -> str:
    return (
        f"{Path(facts.path).name}: {facts.weights:,} weights, {facts.size_bytes:,} bytes, "
        f"opset {facts.opset}, input {facts.input_name!r} ({facts.layout}, {facts.input_dtype}), "
        f"output {facts.output_name!r}, made by {facts.producer or 'an unnamed exporter'}. About "
        f"{facts.peak_bytes_per_px:,.0f} bytes of memory per pixel."
    )
