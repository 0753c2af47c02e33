"""Polygons: areas of interest coming in, polygon layers going out."""
