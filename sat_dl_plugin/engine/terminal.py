"""What the command line shows: a progress line, plain log lines, and tables of results."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional, TextIO

from sat_dl_plugin.contract.errors import JobCancelled

REDRAW_S = 0.1
"""Least time between two drawings of the progress line, seconds."""

_PLAIN_STEP = 0.1
_FIRST_ESTIMATE_S = 1.0
_SUMMARY_COLUMNS = (
    ("objects", "objects", "{:,d}"),
    ("area (m²)", "area_m2", "{:,.0f}"),
    ("share", "share", "{:.1%}"),
    ("IoU", "iou", "{:.3f}"),
    ("precision", "precision", "{:.3f}"),
    ("recall", "recall", "{:.3f}"),
    ("F1", "f1", "{:.3f}"),
    ("object F1", "obj_f1", "{:.3f}"),
)
_MAX_BAR = 30
_MIN_BAR = 8


class TerminalReporter:
    """A `Reporter` for a terminal, or for a log file when nobody looks.

    On a terminal one line is rewritten: phase, bar, percent, remaining time. Elsewhere a
    plain line appears at the start of each phase and at every tenth of the job.

    Args:
        stream: Where to write, usually ``sys.stderr``.
        verbose: Whether lines of level ``debug`` are shown.
        quiet: Whether only warnings are shown.
    """

    def __init__(self, stream: TextIO, verbose: bool = False, quiet: bool = False) -> None:
        self._stream = stream
        self._verbose = verbose
        self._quiet = quiet
        self._rewrites = stream.isatty() and not quiet
        self._blocks = _bar_characters(stream)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._started = time.monotonic()
        self._drawn_at = 0.0
        self._drawn_length = 0
        self._phase: Optional[str] = None
        self._next_plain = 0.0

    def cancel(self) -> None:
        """Ask the job to stop at its next look; safe to call from a signal handler."""
        self._stop.set()

    def check_cancelled(self) -> None:
        """Raise `JobCancelled` once `cancel` was called."""
        if self._stop.is_set():
            raise JobCancelled

    def detail(self, kind: str, values: Mapping[str, Any]) -> None:
        """Leave it to the log: nothing is drawn on a terminal."""

    def wants_to_finish(self) -> bool:
        """Let the job go on; one that was stopped is resumed by the same command."""
        return False

    def progress(self, fraction: float, phase: str) -> None:
        """Show the share of the job that is done."""
        fraction = min(1.0, max(0.0, fraction))
        with self._lock:
            if self._rewrites:
                self._redraw(fraction, phase)
            elif not self._quiet:
                self._plain(fraction, phase)

    def log(self, text: str, level: str = "info") -> None:
        """Show one line above the progress line."""
        if level == "debug" and not self._verbose:
            return
        if self._quiet and level != "warning":
            return
        with self._lock:
            self._wipe()
            prefix = "warning: " if level == "warning" else ""
            self._stream.write(f"{prefix}{text}\n")
            self._stream.flush()

    def close(self) -> None:
        """Remove the progress line, so that whatever follows starts on a clean one."""
        with self._lock:
            self._wipe()
            self._stream.flush()

    def _redraw(self, fraction: float, phase: str) -> None:
        now = time.monotonic()
        if phase == self._phase and fraction < 1.0 and now - self._drawn_at < REDRAW_S:
            return
        self._phase, self._drawn_at = phase, now
        columns = shutil.get_terminal_size().columns - 1
        left = remaining_text(now - self._started, fraction)
        line = progress_line(phase, fraction, left, columns, self._blocks)
        self._stream.write("\r" + line.ljust(self._drawn_length))
        self._stream.flush()
        self._drawn_length = len(line)

    def _plain(self, fraction: float, phase: str) -> None:
        if phase == self._phase and fraction < self._next_plain:
            return
        self._phase = phase
        self._next_plain = fraction + _PLAIN_STEP
        left = remaining_text(time.monotonic() - self._started, fraction)
        self._stream.write(" ".join(filter(None, (f"{fraction:4.0%}", phase, left))) + "\n")
        self._stream.flush()

    def _wipe(self) -> None:
        if self._drawn_length:
            self._stream.write("\r" + " " * self._drawn_length + "\r")
            self._drawn_length = 0


def progress_line(
    phase: str, fraction: float, left: str, columns: int, blocks: tuple[str, str] = ("#", "-")
) -> str:
    """Return one progress line that fits into a terminal.

    Args:
        phase: What the job is doing.
        fraction: Share of the whole job that is done, 0 to 1.
        left: Remaining time as text, possibly empty.
        columns: Width of the terminal, characters.
        blocks: Character of the done and of the open part of the bar.
    """
    tail = f" {fraction:4.0%}  {left}".rstrip()
    room = columns - len(phase) - len(tail) - 1
    if room < _MIN_BAR:
        return f"{phase}{tail}"[: max(columns, 1)]
    width = min(room, _MAX_BAR)
    done = round(width * fraction)
    return f"{phase} {blocks[0] * done}{blocks[1] * (width - done)}{tail}"


def remaining_text(elapsed_s: float, fraction: float) -> str:
    """Return the time a job still needs at its mean speed so far, or nothing while unknown."""
    if fraction < 0.01 or fraction >= 1.0 or elapsed_s < _FIRST_ESTIMATE_S:
        return ""
    seconds = max(1, round(elapsed_s * (1.0 - fraction) / fraction))
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours} h {rest // 60:02d} min left"
    return f"{rest // 60}:{rest % 60:02d} left"


def summary_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the classes of a result as an aligned table.

    Args:
        rows: One mapping a class: ``class_name``, ``objects`` how many, ``area_m2`` square
            metres, ``share`` of the valid area (0 to 1); or the scores ``iou``, ``precision``,
            ``recall``, ``f1`` and ``obj_f1`` (0 to 1). A value that is unknown for every class
            has no column.
    """
    shown = list(rows)
    columns = [
        (header, name, pattern)
        for header, name, pattern in _SUMMARY_COLUMNS
        if any(row.get(name) is not None for row in shown)
    ]
    return _table(
        ("class", *(header for header, _, _ in columns)),
        [
            (str(row["class_name"]), *(_number(row.get(name), form) for _, name, form in columns))
            for row in shown
        ],
    )


def card_text(
    card: Mapping[str, Any],
    sources: Mapping[str, str],
    members: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Return a model card for reading: each fact with where it comes from.

    Args:
        card: The card as a dictionary, see `contract.card.ModelCard`.
        sources: Name of a card's field -> where its value was found.
        members: Of a set, as its file lists them.
    """
    gsd = card.get("gsd_m")
    facts = {
        "version": card["version"],
        "licence": card["licence"],
        "bands": ", ".join(card["bands"]),
        "gsd_m": f"{gsd:g} m a pixel" if gsd else "the raster's own pixels",
        "activation": card["activation"],
        "stride_px": f"{card['stride_px']} px",
        "halo_px": "not known" if card["halo_px"] is None else f"{card['halo_px']} px",
        "input_size_px": f"{card['input_size_px']} px" if card["input_size_px"] else "any",
        "trained_on": "; ".join(card["trained_on"]) or "not stated",
    }
    if members:
        # How each of them works is said by their own cards.
        for name in ("activation", "stride_px", "halo_px", "input_size_px"):
            del facts[name]
        sources = dict.fromkeys(facts, "set")
    lines = [f"{card['name']} ({card['task']})"]
    if card["description"]:
        lines.append(card["description"])
    lines += [
        f"  {name:<14} {value}  [{sources.get(name, 'default')}]" for name, value in facts.items()
    ]
    lines += [f"  member         {_member_text(member)}" for member in members]
    classes = [
        (
            str(entry["id"]),
            entry["name"],
            f"{entry['threshold']:g}",
            f"{entry['opening_px']} / {entry['closing_px']}",
            f"{entry['min_object_m2']:g} / {entry['max_hole_m2']:g}",
            f"{entry['separation']:g}",
        )
        for entry in card["classes"]
    ]
    header = (
        *("id", "class", "threshold", "opening / closing (px)", "object / hole (m²)"),
        "separation (logits)",
    )
    return "\n".join((*lines, "", _table(header, classes, left=2))) if classes else "\n".join(lines)


def _member_text(member: Mapping[str, Any]) -> str:
    details = [f"weight {member['weight']:g}"]
    if member.get("scale") is not None:
        details.append(f"scale {member['scale']:g}")
    if member.get("classes"):
        details.append(f"classes {', '.join(map(str, member['classes']))}")
    return f"{member['file']} ({', '.join(details)}; sha256 {member['sha256']})"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Return aligned columns, the first ``left`` of them to the left."""
    lines = [header, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths))
        )
        for line in lines
    )


def _number(value: Any, pattern: str) -> str:
    if value is None:
        return "-"
    return pattern.format(int(value) if pattern.endswith("d}") else float(value))


def _bar_characters(stream: TextIO) -> tuple[str, str]:
    """Return block characters, or ASCII where the stream's encoding has none."""
    try:
        "█░".encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return "#", "-"
    return "█", "░"
