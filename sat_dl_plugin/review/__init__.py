"""Reviewing predicted polygons: what is done to them, and what is remembered of it."""
