"""What new predictions change in a reviewed layer, and where they contradict a person."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsSpatialIndex, QgsWkbTypes

from sat_dl_plugin.contract.errors import InputError, JobCancelled
from sat_dl_plugin.review.outlines import fitted
from sat_dl_plugin.review.schema import (
    AREA_M2,
    CLASS_ID,
    PREDICTED,
    REJECTED,
    STATUS,
)

OTHER_CLASS, OTHER_OUTLINE = "class", "outline"
NOT_FOUND, STILL_FOUND = "missing", "rejected"
"""Kinds of disagreements; the last one: a rejected object is predicted again."""

SAME_IOU = 0.5
"""From this intersection over union on, two outlines mean the same object: no object can then
have two partners."""

_COVERED = 0.5
"""A prediction that people's polygons cover so far is one they decided on."""
_FOUND = 0.1
"""An object that predictions cover less than that was not found."""
_SMALLEST_REST = 0.05
"""What is left of a prediction beside people's polygons, as a share of it, to be an object."""
_THINNEST_REST = 0.02
"""Least roundness (4 pi area / perimeter², 1 for a circle) of what is left."""
_REDRAWN = 0.01
"""A predicted polygon whose stated area is off by more than this was redrawn elsewhere."""

Progress = Callable[[float], bool]
"""Takes the share that is done, 0 to 1; returns whether to stop."""


@dataclass(frozen=True)
class Prediction:
    """A predicted polygon."""

    outline: QgsGeometry
    """In the CRS of the review layer."""
    values: Mapping[str, Any]
    """The fields of a review layer, by name."""

    @property
    def class_id(self) -> int:
        """The class."""
        return int(self.values[CLASS_ID])


@dataclass(frozen=True)
class Disagreement:
    """A person says one thing of an object, the network another."""

    feature: int
    """Id of the person's polygon."""
    kind: str
    """One of `OTHER_CLASS`, `OTHER_OUTLINE`, `NOT_FOUND`, `STILL_FOUND`."""
    prediction: Optional[Prediction] = None
    """What the network says; None when it found nothing."""


@dataclass(frozen=True)
class UpdatePlan:
    """What an update does; polygons that a person decided on are in none of it."""

    removed: tuple[int, ...] = ()
    """Ids of the old predictions."""
    added: tuple[Prediction, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    looked_at: tuple[int, ...] = ()
    """Ids of people's polygons in the region: older disagreements on them are settled."""


_Shared = tuple[float, Prediction]
"""The area that a prediction shares with a polygon, and the prediction."""


@dataclass
class _Layer:
    """The polygons of the review layer that lie in the region."""

    people: dict[int, QgsFeature] = field(default_factory=dict)
    replaced: list[int] = field(default_factory=list)
    kept: dict[int, QgsFeature] = field(default_factory=dict)
    """Old predictions that reach out of the region, and stay."""


def plan_update(
    polygons: Iterable[QgsFeature],
    predictions: Iterable[Prediction],
    region: QgsRectangle,
    area_m2: Callable[[QgsGeometry], float],
    progress: Progress = lambda _share: False,
) -> UpdatePlan:
    """Work out how new predictions come into a layer without touching what a person decided.

    Args:
        polygons: Those of the review layer that touch the region.
        predictions: The new ones.
        region: Where was predicted, in the CRS of the layer; nothing outside of it changes.
        area_m2: Measures an outline.
        progress: Is told how far it is, and stops it.

    Raises:
        JobCancelled: If it was stopped.
    """
    layer = _sorted(polygons, region, area_m2)
    news = list(predictions)
    blockers = _Blockers(layer)
    added: list[Prediction] = []
    for number, prediction in enumerate(news):
        if number % 100 == 0 and progress(0.7 * number / len(news)):
            raise JobCancelled
        added += blockers.rest_of(prediction, area_m2)
    disagreements = _disagreements(layer, news, progress)
    return UpdatePlan(
        tuple(layer.replaced), tuple(added), tuple(disagreements), tuple(layer.people)
    )


def _sorted(
    polygons: Iterable[QgsFeature], region: QgsRectangle, area_m2: Callable[[QgsGeometry], float]
) -> _Layer:
    layer = _Layer()
    for polygon in polygons:
        outline = polygon.geometry()
        if outline.isNull():
            continue
        if polygon[STATUS] != PREDICTED or _was_redrawn(polygon, area_m2(outline)):
            layer.people[polygon.id()] = polygon
        elif region.contains(outline.pointOnSurface().asPoint()):
            layer.replaced.append(polygon.id())
        else:
            layer.kept[polygon.id()] = polygon
    return layer


def _was_redrawn(polygon: QgsFeature, area_m2: float) -> bool:
    """Return whether somebody changed a prediction where nobody kept its status up to date."""
    if polygon.fields().indexFromName(AREA_M2) < 0:
        return False
    stated = polygon[AREA_M2]
    return isinstance(stated, float) and not math.isclose(
        stated, area_m2, rel_tol=_REDRAWN, abs_tol=0.01
    )


class _Blockers:
    """What new predictions must not cover."""

    def __init__(self, layer: _Layer) -> None:
        self._polygons = {**layer.people, **layer.kept}
        self._index = _index_of(self._polygons.values())

    def rest_of(
        self, prediction: Prediction, area_m2: Callable[[QgsGeometry], float]
    ) -> list[Prediction]:
        """Return the parts of a prediction that are left beside the polygons that stay."""
        outline = prediction.outline
        blocking = [
            polygon.geometry()
            for polygon in _touching(self._index, self._polygons, outline)
            if polygon[STATUS] != REJECTED or polygon[CLASS_ID] == prediction.class_id
        ]
        if not blocking:
            return [prediction]
        rest = outline.difference(QgsGeometry.unaryUnion(blocking))
        if rest.isNull() or rest.area() <= (1 - _COVERED) * outline.area():
            return []
        return [
            Prediction(part, {**prediction.values, AREA_M2: area_m2(part)})
            for part in _objects_in(rest, outline.area())
        ]


def _objects_in(rest: QgsGeometry, whole_area: float) -> list[QgsGeometry]:
    """Return the parts that can be objects: neither slivers nor crumbs."""
    found = []
    for part in rest.asGeometryCollection():
        area, length = part.area(), part.length()
        if area < _SMALLEST_REST * whole_area or not length:
            continue
        if 4 * math.pi * area / length**2 >= _THINNEST_REST:
            try:
                found.append(fitted(part, QgsWkbTypes.Type.MultiPolygon))
            except InputError:
                # A part that only looked like one is no object.
                continue
    return found


def _disagreements(
    layer: _Layer, predictions: list[Prediction], progress: Progress
) -> list[Disagreement]:
    by_number = dict(enumerate(predictions))
    index = QgsSpatialIndex()
    for number, prediction in by_number.items():
        index.addFeature(number, prediction.outline.boundingBox())
    found = []
    for number, polygon in enumerate(layer.people.values()):
        if number % 100 == 0 and progress(0.7 + 0.3 * number / len(layer.people)):
            raise JobCancelled
        outline = polygon.geometry()
        near = [by_number[at] for at in index.intersects(outline.boundingBox())]
        disagreement = _disagreement(polygon, near)
        if disagreement is not None:
            found.append(disagreement)
    return found


def _disagreement(polygon: QgsFeature, near: list[Prediction]) -> Optional[Disagreement]:
    outline = polygon.geometry()
    shared = [(_shared_area(outline, each.outline), each) for each in near]
    of_its_class = [pair for pair in shared if pair[1].class_id == polygon[CLASS_ID]]
    if polygon[STATUS] == REJECTED:
        again = [each for area, each in of_its_class if _iou(outline, each, area) >= SAME_IOU]
        return Disagreement(polygon.id(), STILL_FOUND, again[0]) if again else None
    return _disagreement_on_true(polygon, shared, of_its_class)


def _disagreement_on_true(
    polygon: QgsFeature, shared: list[_Shared], of_its_class: list[_Shared]
) -> Optional[Disagreement]:
    outline, fid = polygon.geometry(), polygon.id()
    if sum(area for area, _each in shared) < _FOUND * outline.area():
        return Disagreement(fid, NOT_FOUND)
    area, best = max(shared, key=lambda pair: pair[0])
    if best.class_id != polygon[CLASS_ID] and area >= _COVERED * outline.area():
        return Disagreement(fid, OTHER_CLASS, best)
    # Of its own class, the best partner decides, and not what merely touches it.
    area, best = max(of_its_class, key=lambda pair: pair[0], default=(0.0, best))
    if not area:
        return Disagreement(fid, NOT_FOUND)
    is_same = _iou(outline, best, area) >= SAME_IOU
    return None if is_same else Disagreement(fid, OTHER_OUTLINE, best)


def _shared_area(outline: QgsGeometry, other: QgsGeometry) -> float:
    return float(outline.intersection(other).area())


def _iou(outline: QgsGeometry, prediction: Prediction, shared: float) -> float:
    union = outline.area() + prediction.outline.area() - shared
    return shared / union if union > 0 else 0.0


def _index_of(polygons: Iterable[QgsFeature]) -> QgsSpatialIndex:
    index = QgsSpatialIndex()
    for polygon in polygons:
        index.addFeature(polygon)
    return index


def _touching(
    index: QgsSpatialIndex, polygons: Mapping[int, QgsFeature], outline: QgsGeometry
) -> list[QgsFeature]:
    """Return polygons that share more than a border with an outline."""
    near = [polygons[fid] for fid in index.intersects(outline.boundingBox())]
    return [polygon for polygon in near if _shared_area(polygon.geometry(), outline) > 0]
