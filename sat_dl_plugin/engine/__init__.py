"""The engine: reads rasters, runs networks, writes classes and polygons. Never imports QGIS."""

from __future__ import annotations

import os

# From 1.29 on, onnxruntime tells its maker the names and hashes of the networks it runs, unless
# this is set before it is imported. Nothing leaves the user's machine unasked.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
