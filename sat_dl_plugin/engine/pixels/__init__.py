"""Classifiers of single pixels: what the spectrum alone tells."""
