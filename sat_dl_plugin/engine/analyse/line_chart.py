"""Charts of values that change from step to step, as inline pictures of a report."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Optional

from sat_dl_plugin.engine.analyse.report import Html, class_label

LINE_STYLE = """
svg .grid { stroke: var(--line); } svg .tick { fill: var(--dim); }
svg .mark { stroke: var(--dim); stroke-dasharray: 4 4; } svg .edge { stroke: var(--paper); }
svg path.ink { stroke: var(--ink); } svg circle.ink { fill: var(--ink); }
.swatch.ink { background: var(--ink); }
""".strip()
"""Rules for the style of a page with such charts."""

# Of the picture, in pixels.
_WIDTH, _HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 22, 40

_MOST_TICKS = 6
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)

# With more points on a line their dots would touch.
_MOST_DOTS = 40


@dataclass(frozen=True)
class Line:
    """One line of a chart."""

    name: str
    color: str
    """``#rrggbb``, or empty for that of the text."""
    values: Sequence[Optional[float]]
    """One a step; None leaves a gap."""
    is_strong: bool = False
    """Whether it is drawn thicker than the others."""


@dataclass(frozen=True)
class Axis:
    """What one axis shows."""

    low: float
    high: float
    ticks: Sequence[float]

    def place(self, value: float) -> float:
        """Return where a value is, 0 to 1; values outside are at the ends."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)


def line_chart(
    steps: Sequence[float],
    lines: Sequence[Line],
    title: str,
    *,
    step_name: str,
    most: Optional[float] = None,
    mark: Optional[float] = None,
    mark_name: str = "",
) -> Html:
    """Return a chart of lines over steps, with a key.

    Args:
        steps: Positions along the horizontal axis, rising.
        lines: What is drawn, the last one in front.
        title: What the chart shows, for readers who do not see it.
        step_name: Name of the horizontal axis.
        most: Upper end of the vertical axis; found from the values when None.
        mark: Step that gets a vertical line, or None.
        mark_name: What is written at that line.

    Raises:
        ValueError: If a line has more or fewer values than there are steps.
    """
    if any(len(line.values) != len(steps) for line in lines):
        raise ValueError(f"A line of {title!r} has not one value for each of {len(steps)} steps")
    across = _axis(min(steps, default=0.0), max(steps, default=1.0), whole=True)
    up = _axis(0.0, _largest(lines) if most is None else most)
    drawn = [*_grid(across, up, step_name)]
    if mark is not None:
        drawn += _mark(_x(across, mark), mark_name)
    for line in lines:
        drawn += _line(line, [_x(across, step) for step in steps], up, steps, step_name)
    key = " ".join(f"<span>{_label(line)}</span>" for line in lines)
    return Html(
        f'<p class="key">{key}</p><svg role="img" aria-label="{escape(title)}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" font-size="12">{"".join(drawn)}</svg>'
    )


def _label(line: Line) -> Html:
    if line.color:
        return class_label(line.name, line.color)
    return Html(f'<span class="swatch ink"></span>{escape(line.name)}')


def _axis(low: float, high: float, *, whole: bool = False) -> Axis:
    """Return an axis with round ticks.

    Args:
        low: Its lower end.
        high: Its upper end.
        whole: Whether ticks are whole numbers.
    """
    if not high > low:
        high = low + 1.0
    rough = (high - low) / _MOST_TICKS
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(scale * each for each in _STEPS if scale * each >= rough * (1 - 1e-9))
    step = max(1.0, math.ceil(step)) if whole else step
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    return Axis(low, high, [(first + place) * step for place in range(count)])


def _largest(lines: Sequence[Line]) -> float:
    return max((v for line in lines for v in line.values if v is not None), default=1.0) * 1.05


def _x(axis: Axis, step: float) -> float:
    return _LEFT + axis.place(step) * (_WIDTH - _LEFT - _RIGHT)


def _y(axis: Axis, value: float) -> float:
    return _HEIGHT - _BOTTOM - axis.place(value) * (_HEIGHT - _TOP - _BOTTOM)


def _grid(across: Axis, up: Axis, step_name: str) -> list[str]:
    drawn = []
    for tick in up.ticks:
        y = _y(up, tick)
        drawn.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>'
        )
    bottom = _HEIGHT - _BOTTOM
    drawn += [
        f'<text class="tick" x="{_x(across, tick):.1f}" y="{bottom + 17}" '
        f'text-anchor="middle">{tick:g}</text>'
        for tick in across.ticks
    ]
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    drawn.append(
        f'<text class="tick" x="{middle:g}" y="{_HEIGHT - 5}" text-anchor="middle">'
        f"{escape(step_name)}</text>"
    )
    return drawn


def _mark(x: float, name: str) -> list[str]:
    is_left = x > _WIDTH / 2
    anchor, offset = ("end", -6) if is_left else ("start", 6)
    return [
        f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 10}" y2="{_HEIGHT - _BOTTOM}"/>',
        f'<text class="tick" x="{x + offset:.1f}" y="{_TOP - 6}" text-anchor="{anchor}">'
        f"{escape(name)}</text>",
    ]


def _line(
    line: Line, xs: Sequence[float], up: Axis, steps: Sequence[float], step_name: str
) -> list[str]:
    points = [
        (x, _y(up, value), step, value)
        for x, value, step in zip(xs, line.values, steps)
        if value is not None
    ]
    path, is_open = "", False
    for x, value in zip(xs, line.values):
        if value is not None:
            path += f"{'L' if is_open else 'M'}{x:.1f} {_y(up, value):.1f}"
        is_open = value is not None
    width = 3 if line.is_strong else 2
    # Without a dot there still is something to point at.
    dot = f'r="{width}"' if len(points) <= _MOST_DOTS else 'r="5" fill-opacity="0"'
    stroke, fill = (
        (f'stroke="{escape(line.color)}"', f'fill="{escape(line.color)}"')
        if line.color
        else ('class="ink"', 'class="ink"')
    )
    # A rim in the colour of the paper keeps crossing lines apart.
    drawn = [
        f'<path class="edge" d="{path}" fill="none" stroke-width="{width + 2}"/>'
        f'<path {stroke} d="{path}" fill="none" stroke-width="{width}" stroke-linejoin="round"/>'
    ]
    drawn += [
        f'<circle {fill} cx="{x:.1f}" cy="{y:.1f}" {dot}>'
        f"<title>{escape(f'{line.name}, {step_name} {step:g}: {value:.3g}')}</title></circle>"
        for x, y, step, value in points
    ]
    return drawn
