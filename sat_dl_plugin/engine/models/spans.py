"""Which input pixels one row or column of a feature map depends on, exactly.

A `Span` describes one axis of one tensor: position ``i`` of the tensor needs the input
pixels ``advance * (i // period) + low[i % period]`` to ``… + high[i % period]``. The period
is longer than one behind upsampling, where neighbouring positions see different windows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Callable, Optional

# Bounds of a window that needs no pixel at all (between the taps of a transposed convolution).
_NOTHING_LOW, _NOTHING_HIGH = 1 << 40, -(1 << 40)
MAX_PERIOD = 4096


@dataclass(frozen=True)
class Span:
    """Dependence of one tensor axis on the same axis of the input, input pixels."""

    low: tuple[int, ...] = (0,)
    high: tuple[int, ...] = (0,)
    advance: int = 1

    @property
    def period(self) -> int:
        """Positions after which the pattern repeats, ``advance`` input pixels further."""
        return len(self.low)

    @property
    def step(self) -> Fraction:
        """Input pixels from one position to the next."""
        return Fraction(self.advance, self.period)

    def window(self, index: int) -> tuple[int, int]:
        """Return the first and last input pixel that position ``index`` needs."""
        turns, phase = divmod(index, self.period)
        return self.advance * turns + self.low[phase], self.advance * turns + self.high[phase]

    def remap(
        self, period: int, consumed: int, sources: Callable[[int], Iterable[int]]
    ) -> Optional[Span]:
        """Return the span of a tensor computed from this one.

        Args:
            period: Period of the new tensor, positions.
            consumed: Positions of this tensor that go by in one new period.
            sources: New position -> the positions of this tensor it is computed from.

        Returns:
            The new span, or None when its pattern is too long to follow.
        """
        if period > MAX_PERIOD or consumed % self.period:
            return None
        low, high = [], []
        for index in range(period):
            windows = [self.window(source) for source in sources(index)]
            low.append(min((window[0] for window in windows), default=_NOTHING_LOW))
            high.append(max((window[1] for window in windows), default=_NOTHING_HIGH))
        return Span(tuple(low), tuple(high), self.advance * consumed // self.period)

    def convolved(self, kernel: int, stride: int, dilation: int, pad: int) -> Optional[Span]:
        """Return the span behind a convolution or pooling window."""
        period = self.period // math.gcd(self.period, stride)
        return self.remap(
            period,
            period * stride,
            lambda i: (i * stride - pad + dilation * tap for tap in range(kernel)),
        )

    def transposed(self, kernel: int, stride: int, dilation: int, pad: int) -> Optional[Span]:
        """Return the span behind a transposed convolution."""

        def sources(index: int) -> list[int]:
            places = (index + pad - dilation * tap for tap in range(kernel))
            return [place // stride for place in places if place % stride == 0]

        return self.remap(stride * self.period, self.period, sources)

    def shifted(self, offset: int) -> Span:
        """Return the span when position 0 becomes what position ``offset`` was."""
        moved = [self.window(index + offset) for index in range(self.period)]
        return Span(tuple(w[0] for w in moved), tuple(w[1] for w in moved), self.advance)

    def resized(
        self, scale: Fraction, sources: Callable[[Fraction], Iterable[int]], half_pixel: bool
    ) -> Optional[Span]:
        """Return the span behind interpolation.

        Args:
            scale: Output positions per position of this tensor.
            sources: Place in this tensor -> the positions that are interpolated there.
            half_pixel: Whether pixel centres (rather than corners) are aligned.
        """
        repeat = self.period // math.gcd(self.period, scale.denominator)
        shift = Fraction(1, 2) if half_pixel else Fraction(0)
        return self.remap(
            scale.numerator * repeat,
            scale.denominator * repeat,
            lambda i: sources((i + shift) / scale - shift),
        )


def union(first: Span, second: Span) -> Optional[Span]:
    """Return the span of a tensor computed from two others position by position.

    None when their positions lie at different distances, so that they cannot correspond.
    """
    if first.step != second.step:
        return None
    period = math.lcm(first.period, second.period)
    if period > MAX_PERIOD:
        return None
    pairs = [(first.window(index), second.window(index)) for index in range(period)]
    return Span(
        tuple(min(a[0], b[0]) for a, b in pairs),
        tuple(max(a[1], b[1]) for a, b in pairs),
        int(first.step * period),
    )


def quantum(spans: Iterable[Span]) -> int:
    """Return the smallest shift in input pixels that every one of the tensors repeats under."""
    result = 1
    for span in spans:
        result = math.lcm(result, span.advance)
    return result


def reach(span: Span, margin: int) -> int:
    """Return how far beyond its own input pixels an output position looks, input pixels.

    Args:
        span: Span of the output.
        margin: Input pixels that the output lacks at its start.
    """
    farthest = 0
    for index in range(span.period):
        low, high = span.window(index)
        if low > high:
            continue
        own_first = math.floor(index * span.step) + margin
        own_last = math.ceil((index + 1) * span.step) - 1 + margin
        farthest = max(farthest, own_first - low, high - own_last)
    return farthest
