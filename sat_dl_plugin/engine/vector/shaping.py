"""The shapes polygons can take: pixel edges, smooth, right-angled."""

from __future__ import annotations

from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.vector.simplification import Polygons, polygons_of, simplify
from sat_dl_plugin.engine.vector.tracing import Outlines


def shaped(outlines: Outlines, shape: str, tolerance_px: float, reporter: Reporter) -> Polygons:
    """Return the polygons of outlines in one of the `SHAPES`, in pixel coordinates.

    Args:
        outlines: Pixel outlines.
        shape: ``pixel``, ``smooth`` or ``right-angled``.
        tolerance_px: Simplification, pixels; 0 for none.
        reporter: Asked for cancellation, hears of polygons that kept another shape.
    """
    if tolerance_px:
        return simplify(outlines, tolerance_px, reporter.check_cancelled)
    return polygons_of(outlines)
