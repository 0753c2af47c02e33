"""Analysing results: how right classes are, and how much there is of each."""
