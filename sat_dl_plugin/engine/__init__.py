"""The engine: reads rasters, runs networks, writes classes and polygons. Never imports QGIS."""
