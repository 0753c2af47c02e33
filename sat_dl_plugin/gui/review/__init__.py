"""Reviewing predicted polygons: the page of the dock and the tools on the map."""
