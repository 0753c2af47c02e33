"""The grid a network sees: the raster's own grid, scaled to the network's resolution."""

from __future__ import annotations

from dataclasses import dataclass

from sat_dl_plugin.contract.card import ModelCard
from sat_dl_plugin.contract.errors import InputError
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.resample import AxisResampling
from sat_dl_plugin.engine.tiling.exact import round_up

# Networks are trained with more scale jitter than this, and not resampling is both exact
# and sharper.
GSD_TOLERANCE = 0.10

# Enlarging more than this makes up pixels and costs its square in time.
MAX_ENLARGEMENT = 16.0


@dataclass(frozen=True)
class WorkingGrid:
    """The raster's grid with its columns and rows scaled to the network's GSD.

    Scaling each axis by its own factor makes pixels square on the ground also where degrees
    are not (a local metric grid around the centre of the raster), keeps rotated and south-up
    rasters as they are, and lets the result return exactly on the input's grid.
    """

    width: int
    """Pixels in x before padding."""
    height: int
    padded_width: int
    """Width padded to what the network accepts."""
    padded_height: int
    out_scale: float
    """Network output pixels per working pixel."""
    rows_in: AxisResampling
    """Raster rows to working rows."""
    cols_in: AxisResampling
    rows_out: AxisResampling
    """Network output rows to raster rows."""
    cols_out: AxisResampling

    @property
    def is_identity(self) -> bool:
        """Whether the network works on the raster's own pixels and returns them."""
        return self.rows_in.is_identity and self.cols_in.is_identity and self.out_scale == 1.0

    def needed(self, out: Window) -> Window:
        """Return the working pixels from which the raster pixels ``out`` are made."""
        row_low, row_high = self.rows_out.source_range(out.row_off, out.row_stop)
        col_low, col_high = self.cols_out.source_range(out.col_off, out.col_stop)
        if self.out_scale != 1.0:
            row_low, row_high = self._to_working(row_low, row_high)
            col_low, col_high = self._to_working(col_low, col_high)
        return Window(col_low, row_low, col_high - col_low, row_high - row_low)

    def _to_working(self, low: int, high: int) -> tuple[int, int]:
        return int(low / self.out_scale), -int(-high // self.out_scale)


def working_scale(grid: Grid, card: ModelCard) -> tuple[tuple[float, float], str]:
    """Return working pixels per raster pixel (x, y) and a note for the log.

    Raises:
        InputError: If the raster is far too coarse for the model.
    """
    gsd = grid.gsd_m()
    if gsd is None:
        return (1.0, 1.0), "The raster has no CRS; its pixels are used as they are"
    if card.gsd_m is None:
        return (1.0, 1.0), ""
    scale_x, scale_y = (size / card.gsd_m for size in gsd)
    shown = f"{gsd[0]:.3g} x {gsd[1]:.3g} m"
    if max(scale_x, scale_y) > MAX_ENLARGEMENT:
        raise InputError(
            f"The raster's pixels of {shown} are too coarse for the model {card.name!r}",
            f"It was trained at {card.gsd_m:g} m per pixel",
            "Choose a model for this resolution, or a sharper raster",
        )
    if max(abs(scale_x - 1), abs(scale_y - 1)) <= GSD_TOLERANCE:
        return (1.0, 1.0), ""
    return (scale_x, scale_y), f"Resampling from {shown} to the model's {card.gsd_m:g} m per pixel"


def make_working_grid(
    grid: Grid,
    scale: tuple[float, float],
    card: ModelCard,
    smallest: tuple[int, int],
    multiple: int,
) -> WorkingGrid:
    """Return the working grid of a raster for one network.

    Args:
        grid: The raster's grid.
        scale: Working pixels per raster pixel in x and y.
        card: For the network's own scale factor.
        smallest: Fewest (rows, cols) the network accepts.
        multiple: Padded sizes are multiples of it.
    """
    width = max(1, round(grid.width * scale[0]))
    height = max(1, round(grid.height * scale[1]))
    factor = card.scale_factor
    return WorkingGrid(
        width=width,
        height=height,
        padded_width=max(smallest[1], round_up(width, multiple)),
        padded_height=max(smallest[0], round_up(height, multiple)),
        out_scale=factor,
        rows_in=AxisResampling.between(grid.height, height),
        cols_in=AxisResampling.between(grid.width, width),
        rows_out=_back(height, factor, grid.height),
        cols_out=_back(width, factor, grid.width),
    )


def _back(working: int, factor: float, target: int) -> AxisResampling:
    return AxisResampling(round_up(working * factor, 1), target, working * factor / target)
