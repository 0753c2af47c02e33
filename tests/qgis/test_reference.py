"""The page of the algorithms says what the toolbox says."""

from __future__ import annotations

from scripts.algorithm_reference import PAGE, reference


def test_the_reference_is_up_to_date(provider):
    # When this fails, run scripts/algorithm_reference.py.
    assert PAGE.read_text(encoding="utf-8") == reference(provider.algorithms())
