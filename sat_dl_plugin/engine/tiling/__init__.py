"""How a raster is cut into tiles: exactly (halo) or blended (overlap weights)."""
