"""Rasters at the edges of the engine: grids, reading, resampling and writing."""
