"""The states of the tiles of a labelling grid, which both sides and its style know."""

from __future__ import annotations

STATE_FIELD = "state"

WAITING, DOING, DONE = "todo", "doing", "done"
STATES = (WAITING, DOING, DONE)
"""In the order in which a tile passes them."""
