"""Rasters at the edges of the engine: grids, reading, resampling and writing."""

import warnings

from rasterio.errors import NodataShadowWarning, NotGeoreferencedWarning

# Rasters without georeference are welcome; the job's log says what that means for areas.
warnings.filterwarnings("ignore", category=NotGeoreferencedWarning)
# A worker's log is shown to people when it dies; this is no news to them.
warnings.filterwarnings("ignore", category=NodataShadowWarning)
