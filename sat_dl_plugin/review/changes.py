"""What one action changes, and what is written down about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional, Union

from qgis.core import QgsGeometry

from sat_dl_plugin.review.schema import ADDED

Value = Union[None, bool, int, float, str]
"""What an attribute is in the journal."""

DONE, UNDONE, REDONE = "done", "undone", "redone"
SAVED, DISCARDED = "saved", "discarded"


@dataclass(frozen=True)
class NewObject:
    """A polygon that an action adds."""

    geometry: QgsGeometry
    """In the CRS of the layer."""
    class_id: int
    status: str = ADDED
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """Further attributes by name of the field; what is not named is empty."""


@dataclass(frozen=True)
class ReviewChange:
    """All that one action does to a review layer: one step to undo.

    A polygon whose geometry or class changes becomes ``corrected``, unless it was ``added`` or
    the change states its status; its area and class name follow by themselves.
    """

    geometries: Mapping[int, QgsGeometry] = field(default_factory=dict)
    """Feature id -> its new outline, in the CRS of the layer."""
    attributes: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    """Feature id -> name of a field -> its new value."""
    added: Sequence[NewObject] = ()
    removed: Sequence[int] = ()
    """Ids of features to take out of the layer, as merging does; rejecting is a status."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.geometries or self.attributes or self.added or self.removed)


@dataclass(frozen=True)
class FeatureState:
    """A polygon at one moment."""

    wkb: Optional[bytes]
    """Its outline in the CRS of the layer; None for one without a geometry, and in the journal
    where the outline did not change."""
    attributes: Mapping[str, Value]
    """By name of the field."""


@dataclass(frozen=True)
class FeatureChange:
    """What happened to one polygon in one action."""

    feature: str
    """Its id in the table, or ``new:`` and a name of its own as long as it is not saved."""
    before: Optional[FeatureState]
    """None when the action added it."""
    after: Optional[FeatureState]
    """None when the action removed it."""


@dataclass(frozen=True)
class JournalEntry:
    """One line of the journal: something was done, undone, redone, saved or discarded."""

    session: str
    """Of one QGIS with one layer, from starting to review to closing."""
    step: int
    """Counts the entries of a session."""
    at: str
    """When, in UTC, ISO 8601."""
    who: str
    """Name of the reviewer, if there is one."""
    kind: str
    """One of `DONE`, `UNDONE`, `REDONE`, `SAVED`, `DISCARDED`."""
    action: str
    """What was done, as QGIS's undo list calls it."""
    count: int = 1
    """How many steps were undone or redone at once."""
    changes: tuple[FeatureChange, ...] = ()
