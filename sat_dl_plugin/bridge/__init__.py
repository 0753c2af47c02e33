"""The QGIS side of the process boundary: make the runtime; start, stop and watch the worker.

Standard library only, because it runs inside QGIS's Python.
"""
