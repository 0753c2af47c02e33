"""A scripted annotator who corrects predictions to the truth, counting what people would do.

Pictures with masks that no network was trained on are segmented, and each class of each picture
is brought to an intersection over union of 0.9 (``--goal``) with the truth, in three ways:

- drawn by hand: a click a vertex, for every object, of the plainest outline that has 0.93 alone;
- plain editing of the predictions: wrong ones are deleted, regions that are missing or too much
  are drawn and joined or taken away, and where that is more than drawing anew, that;
- reviewed: a key to reject, the smart tools (a key, a click, steps of the wheel) or drawing,
  whatever gains most for an action, one more to accept all the rest, and where that is more than
  drawing anew, that.

A click, a drag, a key and a step of the wheel are one action each. The annotator knows the truth
and so always takes a good way; a person is slower in all three.

    python benchmarks/annotator.py DATA [--model urban] [--scenes NAME …] [--learn MINUTES]
        [--halves]

``DATA`` holds the folders ``dubai_landcover`` and ``oam_buildings``. With ``--learn`` every second
scene is corrected first, the network learns from that for so long, and the other scenes are
corrected as the old and as the new network predict them. With ``--halves`` it learns from the left
half of each scene and goes on in the right one, as somebody does who has one picture to label.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np
import pyogrio
import rasterio
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sat_dl_plugin.contract.errors import SatDlError  # noqa: E402
from sat_dl_plugin.contract.jobs import (  # noqa: E402
    CorrectionJob,
    SegmentJob,
    SegmentToPolygonsJob,
)
from sat_dl_plugin.contract.legend import DSTL_LEGEND, has_corners  # noqa: E402
from sat_dl_plugin.contract.reporting import SilentReporter  # noqa: E402
from sat_dl_plugin.engine.models.opened import keep_networks  # noqa: E402
from sat_dl_plugin.engine.review.correction_job import run_correct  # noqa: E402
from sat_dl_plugin.engine.review.surface import close_surface  # noqa: E402
from sat_dl_plugin.engine.segment.polygons_job import run_segment_to_polygons  # noqa: E402
from sat_dl_plugin.engine.vector.simplification import polygons_of  # noqa: E402
from sat_dl_plugin.engine.vector.tracing import OutlineTracer  # noqa: E402

_DRAWN = 0.93
"""What a drawn outline has by itself: with less, a class of drawn objects would miss the goal."""
SCENE_CRS = "EPSG:32640"
LEFT, TOP = 300_000.0, 2_700_000.0
_APART_M = 10_000.0

_SEEN_PX = 40
"""Smaller regions that are wrong are left alone."""

_LOOKS = 3
"""How often the annotator looks through a class for what is still wrong."""

_WRONG = 0.6
"""A polygon of which this share lies on nothing is rejected."""

_HAND_PX = 1.0
"""How far a stroke of the mouse strays from what it follows, standard deviation."""

_DUBAI = {1: 1, 2: 3, 3: 5, 4: 8}
_DUBAI_SCENES = ("tile7_part3", "tile5_part8", "tile5_part7", "tile5_part5")
_DUBAI_GSD, _SMALLEST_PX = 1.0, 60

_AREAS = ("common_m2", "either_m2", "before_m2", "before_either_m2")
_SUMS = ("objects", "by_hand", "plain", "reviewed", *_AREAS)

_FIELDS = ("class_id", "class_name", "status")

_NAMES = {entry.id: entry.name for entry in DSTL_LEGEND}


@dataclass(frozen=True)
class Scene:
    """A picture and its truth."""

    name: str
    picture: NDArray[np.uint8]
    """Shape (3, rows, cols)."""
    truth: NDArray[np.uint8]
    """Class ids, shape (rows, cols); 255 where nobody knows."""
    gsd: float
    left: float
    """Where it lies; scenes must not lie on each other."""

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        rows, cols = self.truth.shape
        return (self.left, TOP - rows * self.gsd, self.left + cols * self.gsd, TOP)


@dataclass
class Tally:
    """What was counted."""

    objects: int = 0
    """True objects."""
    by_hand: int = 0
    plain: int = 0
    reviewed: int = 0
    common_m2: float = 0.0
    either_m2: float = 0.0
    before_m2: float = 0.0
    """As `common_m2`, before anything was corrected."""
    before_either_m2: float = 0.0
    ways: Counter[str] = field(default_factory=Counter)
    """How often each way was taken in the review."""
    tool_ms: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what another one counted."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.ways += other.ways
        self.tool_ms += other.tool_ms

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers to print."""
        count = max(self.objects, 1)
        times = np.array(self.tool_ms or [0.0])
        return {
            "objects": self.objects,
            "actions_by_hand": round(self.by_hand / count, 2),
            "actions_plain_editing": round(self.plain / count, 2),
            "actions_reviewed": round(self.reviewed / count, 2),
            "fewer_than_by_hand": round(self.by_hand / max(self.reviewed, 1), 2),
            "iou_reached": round(self.common_m2 / max(self.either_m2, 1.0), 3),
            "iou_before": round(self.before_m2 / max(self.before_either_m2, 1.0), 3),
            "tool_calls": len(self.tool_ms),
            "tool_ms_median": round(float(np.median(times)), 1),
            "tool_ms_95": round(float(np.percentile(times, 95)), 1),
            "ways": dict(self.ways.most_common()),
        }


@dataclass(frozen=True)
class Round:
    """One scene with what a network predicted for it."""

    scene: Scene
    polygons: NDArray[np.object_]
    class_ids: NDArray[np.int64]
    probabilities: str


def main() -> None:
    options = _options()
    scenes = list(read_scenes(Path(options.data), options.scenes))
    if options.halves:
        scenes = [half for scene in scenes for half in halves(scene)]
    keep_networks()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if not options.learn:
            _show(
                "all scenes",
                correct_scenes(scenes, options.model, work, options.seed, options.goal),
            )
        else:
            first, others = scenes[::2], scenes[1::2]
            _show(
                "first round",
                correct_scenes(first, options.model, work, options.seed, options.goal),
            )
            model = learnt(first, options.model, work, options.learn, options.seed)
            for name, path in (("before learning", options.model), ("after learning", model)):
                _show(name, correct_scenes(others, path, work, options.seed, options.goal))
        close_surface()


def _show(name: str, tally: Tally) -> None:
    print(json.dumps({"round": name, **tally.as_dict()}, indent=2), flush=True)


def correct_scenes(
    scenes: Sequence[Scene], model: str, work: Path, seed: int, goal: float
) -> Tally:
    """Return what correcting the predictions of a model takes.

    Args:
        scenes: Pictures with their truth.
        model: Name or path of a network.
        work: Folder for pictures, predictions and corrected polygons.
        seed: Of the hand's tremor.
        goal: Intersection over union that each class shall have.
    """
    total = Tally()
    for scene in scenes:
        predicted = predict(scene, model, work)
        tally, corrected = Annotator(predicted, np.random.default_rng(seed), goal).run()
        _write_corrected(work / f"{scene.name}.corrected.gpkg", corrected)
        print(scene.name, json.dumps(tally.as_dict()), file=sys.stderr, flush=True)
        total.add(tally)
    return total


def learnt(scenes: Sequence[Scene], model: str, work: Path, minutes: float, seed: int) -> str:
    """Return a model that has learnt from the corrected scenes for some minutes."""
    from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob
    from sat_dl_plugin.engine.run import run_job

    review, area, output = (str(work / name) for name in ("r.gpkg", "a.gpkg", "learnt.onnx"))
    outlines, columns = [], []
    for scene in scenes:
        _, _, wkb, values = pyogrio.raw.read(work / f"{scene.name}.corrected.gpkg")
        outlines.append(wkb)
        columns.append(values)
    joined = [np.concatenate(each) for each in zip(*columns)]
    _write(review, np.concatenate(outlines), dict(zip(_FIELDS, joined)))
    # Everything in these scenes was corrected, so what has no polygon is background.
    _write(area, shapely.to_wkb([shapely.box(*scene.bounds) for scene in scenes]), {})
    job = LearnFromCorrectionsJob(
        inputs=tuple(str(work / f"{scene.name}.tif") for scene in scenes),
        model=model,
        review=review,
        area=area,
        output=output,
        time_limit_s=60.0 * minutes,
        seed=seed,
    )
    run_job(job, SilentReporter())
    return output


def halves(scene: Scene) -> tuple[Scene, Scene]:
    """Return the left and the right half of a scene."""
    middle = scene.truth.shape[1] // 2
    left, right = slice(None, middle), slice(middle, None)
    return (
        replace(
            scene,
            name=f"{scene.name}-left",
            picture=scene.picture[:, :, left],
            truth=scene.truth[:, left],
        ),
        replace(
            scene,
            name=f"{scene.name}-right",
            picture=scene.picture[:, :, right],
            truth=scene.truth[:, right],
            left=scene.left + middle * scene.gsd,
        ),
    )


def read_scenes(data: Path, names: Sequence[str]) -> Iterator[Scene]:
    """Yield the pictures that are set aside for validation."""
    lefts = itertools.count(LEFT, _APART_M)
    dubai = data / "dubai_landcover"
    for name in _DUBAI_SCENES:
        if names and name not in names:
            continue
        with rasterio.open(dubai / "images" / f"{name}.jpg") as picture:
            values = picture.read()
        with rasterio.open(dubai / "masks" / f"{name}.png") as mask:
            labels = mask.read(1)
        table = np.zeros(256, np.uint8)
        table[0] = 255
        for label, class_id in _DUBAI.items():
            table[label] = class_id
        yield Scene(name, values, table[labels], _DUBAI_GSD, next(lefts))
    houses = data / "oam_buildings"
    with (houses / "index.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "val"]
    for row in rows:
        name = row["name"]
        if (names and name not in names) or not name.startswith("banepa"):
            continue
        with rasterio.open(houses / "images" / f"{name}.jpg") as picture:
            values = picture.read()
        with rasterio.open(houses / "masks" / f"{name}.tif") as mask:
            yield Scene(name, values, mask.read(1), float(row["gsd_m"]), next(lefts))


def predict(scene: Scene, model: str, work: Path) -> Round:
    """Return what a network says of a scene, as the plugin would hand it to a reviewer."""
    rows, cols = scene.truth.shape
    path = work / f"{scene.name}.tif"
    transform = Affine(scene.gsd, 0, scene.left, 0, -scene.gsd, TOP)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=cols,
        height=rows,
        count=3,
        dtype="uint8",
        crs=CRS.from_user_input(SCENE_CRS),
        transform=transform,
        photometric="RGB",
    ) as dataset:
        dataset.write(scene.picture)
    probabilities = str(work / f"{scene.name}.probabilities.tif")
    polygons = str(work / f"{scene.name}.predicted.gpkg")
    segment = SegmentJob(str(path), (model,), "", probabilities=probabilities)
    run_segment_to_polygons(
        SegmentToPolygonsJob(segment, polygons, shape="smooth"), SilentReporter()
    )
    meta, _, wkb, columns = pyogrio.raw.read(polygons)
    table = dict(zip(meta["fields"], columns))
    found = shapely.from_wkb(wkb)
    classes = np.unique(scene.truth)
    kept = np.isin(table["class_id"], classes)
    return Round(scene, found[kept], table["class_id"][kept].astype(np.int64), probabilities)


@dataclass(frozen=True)
class _Attempt:
    """What one use of a tool would do to the polygons of a class."""

    outlines: tuple[Any, ...]
    """What comes instead."""
    place: Optional[int]
    """Which polygon goes, None for none."""
    actions: int
    way: str


class Annotator:
    """Corrects one scene.

    Args:
        predicted: What there is to correct.
        rng: The hand's tremor.
        goal: Intersection over union that each class shall have.
    """

    def __init__(self, predicted: Round, rng: np.random.Generator, goal: float) -> None:
        self._round = predicted
        self._goal = goal
        self._rng = rng
        self._gsd = predicted.scene.gsd
        self._tally = Tally()
        self._polygons: dict[int, Any] = dict(enumerate(predicted.polygons))
        self._classes = {place: int(class_id) for place, class_id in enumerate(predicted.class_ids)}
        self._whole: Any = shapely.Polygon()
        self._objects = shapely.STRtree([])
        self._tree: Optional[Any] = None
        self._places: list[int] = []

    def run(self) -> tuple[Tally, list[tuple[Any, int]]]:
        """Correct all classes; return the counts and the polygons with their classes."""
        truths = self._truths()
        for class_id in sorted({class_id for _, class_id in truths}):
            own = [truth for truth, of in truths if of == class_id]
            self._tally.objects += len(own)
            self._correct(class_id, own)
        corrected = [(polygon, self._classes[place]) for place, polygon in self._polygons.items()]
        return self._tally, corrected

    def _correct(self, class_id: int, truths: Sequence[Any]) -> None:
        """Bring a class to the wanted intersection over union."""
        self._objects = shapely.STRtree(truths)
        self._whole = shapely.union_all(truths)
        shapely.prepare(self._whole)
        found = shapely.union_all(self._of_class(class_id))
        common, either = _areas(found, self._whole)
        self._tally.before_m2 += common
        self._tally.before_either_m2 += either
        regions = self._regions(found)
        by_hand = sum(_drawing(truth) for truth in truths)
        self._tally.by_hand += by_hand
        # Where much is wrong, all is deleted and drawn anew.
        editing = self._plain(regions, class_id, self._goal * either - common)
        self._tally.plain += min(editing, by_hand + 2)
        spent = self._tally.reviewed
        # The rest is accepted at once.
        self._tally.reviewed += 1
        for _ in range(_LOOKS):
            if not self._look_through(regions, class_id):
                break
            found = shapely.union_all(self._of_class(class_id))
            regions = self._regions(found)
        if self._tally.reviewed - spent > by_hand + 2:
            self._tally.reviewed = spent + by_hand + 2
            self._tally.ways["class drawn anew"] += 1
            self._draw_anew(class_id, truths)
        common, either = _areas(shapely.union_all(self._of_class(class_id)), self._whole)
        self._tally.common_m2 += common
        self._tally.either_m2 += either

    def _draw_anew(self, class_id: int, truths: Sequence[Any]) -> None:
        """Take all polygons of a class away and draw its objects."""
        for place in [place for place in self._polygons if self._classes[place] == class_id]:
            del self._polygons[place]
        for truth in truths:
            place = len(self._classes)
            self._polygons[place], self._classes[place] = _plainest(truth), class_id
        self._tree = None

    def _regions(self, found: Any) -> list[Any]:
        """Return what is wrong and large enough to be seen, the largest first."""
        parts = _parts(shapely.symmetric_difference(found, self._whole))
        return [part for part in parts if part.area >= _SEEN_PX * self._gsd**2]

    def _look_through(self, regions: Sequence[Any], class_id: int) -> bool:
        """Mend regions that are wrong, the largest first; return whether there was need to."""
        common, either = _areas(shapely.union_all(self._of_class(class_id)), self._whole)
        deficit = self._goal * either - common
        if deficit <= 0:
            return False
        for region in regions:
            if deficit <= 0:
                break
            if not self._is_mended(region, class_id):
                deficit -= self._mend(region, class_id)
        return True

    def _mend(self, region: Any, class_id: int) -> float:
        """Do what gains most for an action where a region is wrong; return what it gained."""
        best, best_gain, best_rate = None, 0.0, 0.0
        for attempt in self._attempts(region, class_id):
            gain = self._gain(attempt)
            if gain / attempt.actions > best_rate:
                best, best_gain, best_rate = attempt, gain, gain / attempt.actions
        if best is None:
            return 0.0
        self._tally.reviewed += best.actions
        self._tally.ways[best.way] += 1
        self._tree = None
        if best.place is not None:
            del self._polygons[best.place]
        for outline in best.outlines:
            place = len(self._classes)
            self._polygons[place], self._classes[place] = outline, class_id
        return best_gain

    def _gain(self, attempt: _Attempt) -> float:
        before = 0.0 if attempt.place is None else self._balance(self._polygons[attempt.place])
        return sum(self._balance(outline) for outline in attempt.outlines) - before

    def _balance(self, outline: Any) -> float:
        """Return what an outline adds to the intersection less the wanted share of the union."""
        common = float(shapely.intersection(outline, self._whole).area)
        return common - self._goal * float(outline.area - common)

    def _near(self, area: Any) -> list[int]:
        """Return which polygons reach into an area."""
        if self._tree is None:
            self._places = list(self._polygons)
            self._tree = shapely.STRtree(list(self._polygons.values()))
        return [self._places[hit] for hit in self._tree.query(area, predicate="intersects")]

    def _is_mended(self, region: Any, class_id: int) -> bool:
        """Return whether most of what was wrong is right by now."""
        near = [
            self._polygons[place]
            for place in self._near(region)
            if self._classes[place] == class_id
        ]
        covered = shapely.intersection(shapely.union_all(near), region).area / region.area
        return bool(covered > 0.5 if self._is_missing(region) else covered < 0.5)

    def _is_missing(self, region: Any) -> bool:
        return bool(self._whole.contains(region.representative_point()))

    def _plain(self, regions: Sequence[Any], class_id: int, deficit: float) -> int:
        """Return the clicks of editing with the tools of QGIS until it is good enough."""
        actions = 0
        for region in regions:
            if deficit <= 0:
                break
            place = self._place_of(region, class_id)
            is_missing = self._is_missing(region)
            if not is_missing and place is not None and self._is_all_wrong(place, region):
                actions += 2
            else:
                # Drawn, and then joined or taken away.
                actions += _drawing(region) + (0 if place is None else 2)
            deficit -= region.area * (1.0 if is_missing else self._goal)
        return actions

    def _is_all_wrong(self, place: int, region: Any) -> bool:
        polygon = self._polygons[place]
        return bool(shapely.intersection(polygon, region).area > _WRONG * polygon.area)

    def _place_of(self, region: Any, class_id: int) -> Optional[int]:
        """Return the polygon that a region is a part of, or touches most."""
        near = shapely.buffer(region, 0.6 * self._gsd)
        found = [
            (shapely.intersection(self._polygons[place], near).area, place)
            for place in self._near(near)
            if self._classes[place] == class_id
        ]
        return max(found)[1] if found else None

    def _of_class(self, class_id: int) -> list[Any]:
        return [
            polygon for place, polygon in self._polygons.items() if self._classes[place] == class_id
        ]

    def _truths(self) -> list[tuple[Any, int]]:
        """Return the true objects in coordinates of the layer."""
        labels = self._round.scene.truth.copy()
        labels[labels == 255] = 0
        tracer = OutlineTracer(labels.shape[1])
        tracer.push(labels)
        outlines = tracer.finish().outlines()
        outlines = outlines.select(outlines.pixels >= _SMALLEST_PX)
        to_ground = np.array([self._gsd, -self._gsd])
        polygons = shapely.transform(
            polygons_of(outlines), lambda points: points * to_ground + (self._round.scene.left, TOP)
        )
        return list(zip(polygons, outlines.class_id.tolist()))

    def _attempts(self, region: Any, class_id: int) -> Iterator[_Attempt]:
        """Yield what can be done where a region is wrong."""
        place, is_missing = self._place_of(region, class_id), self._is_missing(region)
        if place is not None and not is_missing:
            if self._is_all_wrong(place, region):
                yield _Attempt((), place, 1, "reject")
                return
            yield from self._cuts(region, class_id, place)
        if is_missing:
            actions = _drawing(region) + (0 if place is None else 1)
            outlines = tuple(self._beside(_plainest(region), None))
            yield _Attempt(outlines, None, actions, "drawn")
            for outline, steps in self._growths(_middle(region), class_id, None):
                yield _Attempt((outline,), None, steps + 2, "grow")
        if place is None:
            return
        yield self._redrawn(place)
        for outline, steps in self._growths(_middle(self._polygons[place]), class_id, place):
            yield _Attempt((outline,), place, steps + 2, "grow anew")
        stroke = self._stroke(region)
        if stroke is not None:
            for outline in self._asked("snap", class_id, place, stroke, 6.0)[0][:1]:
                yield _Attempt((outline,), place, 2, "snap")
        yield from self._shaped(class_id, place)

    def _redrawn(self, place: int) -> _Attempt:
        """Return what drawing all objects anew does that a polygon should be."""
        hits = self._objects.query(self._polygons[place], predicate="intersects")
        outlines = [_plainest(self._objects.geometries[hit]) for hit in hits]
        actions = 1 + sum(_drawing(outline) for outline in outlines)
        fitted = tuple(part for outline in outlines for part in self._beside(outline, place))
        return _Attempt(fitted, place, actions, "redrawn")

    def _beside(self, outline: Any, place: Optional[int]) -> list[Any]:
        """Return what QGIS leaves of a drawn outline that must not overlap others."""
        others = [self._polygons[other] for other in self._near(outline) if other != place]
        return _parts(shapely.difference(outline, shapely.union_all(others)))

    def _cuts(self, region: Any, class_id: int, place: int) -> Iterator[_Attempt]:
        """Yield what takes a region away from a polygon."""
        pieces = _parts(shapely.difference(self._polygons[place], region))
        yield _Attempt(tuple(pieces), place, _drawing(region) + 1, "cut by hand")
        for steps, level in ((0, 1.0), (2, 1.25**2), (2, 1.25**-2)):
            for outline in self._asked("cut", class_id, place, _middle(region), level)[0][:1]:
                yield _Attempt((outline,), place, steps + 2, "cut")

    def _shaped(self, class_id: int, place: int) -> Iterator[_Attempt]:
        """Yield what the tools give that change a whole polygon."""
        polygon = self._polygons[place]
        around = shapely.intersection(self._whole, shapely.buffer(polygon, 4 * self._gsd))
        way = (around.area - polygon.area) / max(polygon.length, 1e-9) / (0.5 * self._gsd)
        steps = int(np.clip(round(way), -8, 8))
        if steps:
            for outline in self._asked("offset", class_id, place, None, float(steps))[0][:1]:
                yield _Attempt((outline,), place, abs(steps) + 2, "offset")
        for tool in ("square", "smooth"):
            for outline in self._asked(tool, class_id, place, None, None)[0][:1]:
                yield _Attempt((outline,), place, 2, tool)

    def _growths(
        self, point: Any, class_id: int, place: Optional[int]
    ) -> Iterator[tuple[Any, int]]:
        """Yield what growing gives, and the steps of the wheel."""
        outlines, first = self._asked("grow", class_id, place, point, None)
        if not outlines:
            return
        yield outlines[0], 0
        for steps in (1, 2, 4):
            for level in (first - 0.05 * steps, first + 0.05 * steps):
                if 0.02 <= level <= 0.98:
                    again, _ = self._asked("grow", class_id, place, point, level)
                    if again:
                        yield again[0], steps

    def _asked(
        self,
        tool: str,
        class_id: int,
        place: Optional[int],
        points: Any,
        level: Optional[float],
    ) -> tuple[list[Any], float]:
        """Ask the engine as a map tool does; no outlines where the tool refuses."""
        polygon = None if place is None else self._polygons[place]
        places = () if points is None else tuple(map(tuple, shapely.get_coordinates(points)))
        box = shapely.box(*shapely.bounds(points if polygon is None else polygon))
        reach = shapely.buffer(box, 40 * self._gsd, join_style="mitre")
        while True:
            outlines, used = self._answer(tool, class_id, place, places, level, reach)
            if not outlines or reach.contains(shapely.box(*outlines[0].bounds)):
                return outlines, used
            # As the map tools do, with all neighbours that a large object can meet.
            both = shapely.union(reach, shapely.box(*outlines[0].bounds)).envelope
            reach = shapely.buffer(both, 40 * self._gsd, join_style="mitre")

    def _answer(
        self,
        tool: str,
        class_id: int,
        place: Optional[int],
        points: tuple[Any, ...],
        level: Optional[float],
        reach: Any,
    ) -> tuple[list[Any], float]:
        polygon = None if place is None else self._polygons[place]
        near = [self._polygons[other] for other in self._near(reach) if other != place]
        is_new = polygon is None or tool == "grow"
        job = CorrectionJob(
            tool=tool,
            probabilities=self._round.probabilities,
            crs=SCENE_CRS,
            class_id=class_id,
            points=points,
            polygon="" if is_new else shapely.to_wkb(polygon, hex=True),
            neighbours=tuple(shapely.to_wkb(other, hex=True) for other in near),
            level=level,
            shape="right-angled" if has_corners(_NAMES.get(class_id, "")) else "smooth",
        )
        # Processor time, as other programs may use the machine.
        begun = time.thread_time()
        try:
            result = run_correct(job, SilentReporter())
        except SatDlError:
            return [], 0.0
        finally:
            self._tally.tool_ms.append((time.thread_time() - begun) * 1e3)
        outlines = [shapely.from_wkb(text) for text in result["polygons"]]
        return outlines, float(result["level"])

    def _stroke(self, region: Any) -> Optional[Any]:
        """Return the true border along a region that is wrong, as a hand draws it."""
        near = shapely.buffer(region, 2 * self._gsd)
        along = shapely.intersection(self._whole.boundary, near)
        along = shapely.line_merge(along) if shapely.get_type_id(along) == 5 else along
        lines = [part for part in shapely.get_parts(along) if shapely.get_type_id(part) == 1]
        line = max(lines, key=shapely.length, default=None)
        if line is None or line.length < 4 * self._gsd:
            return None
        points = shapely.get_coordinates(
            shapely.segmentize(shapely.simplify(line, self._gsd), 5 * self._gsd)
        )
        return shapely.LineString(points + self._rng.normal(0, _HAND_PX * self._gsd, points.shape))


def _drawing(region: Any) -> int:
    """Return the actions of drawing a region: a key, a click a corner, and one to end."""
    return int(shapely.get_num_coordinates(_plainest(region))) + 1


def _plainest(region: Any) -> Any:
    """Return the outline with fewest vertices that is good enough."""
    side = float(np.sqrt(region.area))
    for tolerance in side * np.geomspace(0.5, 0.004, 24):
        simple = shapely.simplify(region, tolerance)
        if simple.is_valid and not simple.is_empty and _iou(simple, region) >= _DRAWN:
            return simple
    return region


def _areas(found: Any, whole: Any) -> tuple[float, float]:
    """Return what polygons and the truth have in common, and what either has, m²."""
    common = float(shapely.intersection(found, whole).area)
    return common, float(found.area + whole.area) - common


def _iou(one: Any, two: Any) -> float:
    common = shapely.intersection(one, two).area
    return float(common / max(one.area + two.area - common, 1e-9))


def _parts(geometry: Any) -> list[Any]:
    """Return the polygons of a geometry, the largest first."""
    parts = [part for part in shapely.get_parts(geometry) if shapely.get_type_id(part) == 3]
    return sorted(parts, key=shapely.area, reverse=True)


def _middle(geometry: Any) -> Any:
    """Return the place inside of a geometry that is farthest from its border."""
    part = _parts(geometry)[0] if _parts(geometry) else geometry
    line = shapely.maximum_inscribed_circle(part)
    return shapely.Point(shapely.get_coordinates(line)[0])


def _write_corrected(path: Path, corrected: Sequence[tuple[Any, int]]) -> None:
    outlines = [outline for outline, _ in corrected]
    class_ids = [class_id for _, class_id in corrected]
    values = (
        np.array(class_ids, np.int32),
        np.array([_NAMES.get(class_id, str(class_id)) for class_id in class_ids], object),
        np.full(len(outlines), "corrected", dtype=object),
    )
    _write(str(path), shapely.to_wkb(outlines), dict(zip(_FIELDS, values)))


def _write(path: str, wkb: NDArray[Any], columns: dict[str, NDArray[Any]]) -> None:
    pyogrio.raw.write(
        path,
        wkb,
        list(columns.values()),
        list(columns),
        geometry_type="Unknown",
        crs=SCENE_CRS,
        driver="GPKG",
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", help="folder with dubai_landcover and oam_buildings")
    parser.add_argument("--model", default="urban")
    parser.add_argument("--scenes", nargs="*", default=[], help="only these")
    parser.add_argument("--goal", type=float, default=0.9, help="intersection over union")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learn", type=float, default=0.0, help="minutes of learning between")
    parser.add_argument("--halves", action="store_true", help="learn from the left half of each")
    return parser.parse_args()


if __name__ == "__main__":
    main()
