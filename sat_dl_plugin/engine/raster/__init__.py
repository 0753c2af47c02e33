"""Rasters at the edges of the engine: grids, reading, resampling and writing."""

import warnings

from rasterio.errors import NotGeoreferencedWarning

# Rasters without georeference are welcome; the job's log says what that means for areas.
warnings.filterwarnings("ignore", category=NotGeoreferencedWarning)
