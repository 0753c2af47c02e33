"""A scripted annotator who corrects predictions to the truth, counting what people would do.

Pictures with masks that no network was trained on are segmented, and each class of each picture
is brought to an intersection over union of 0.9 (``--goal``) with the truth, and so that 0.9 of
the true objects are polygons of their own (of intersection over union 0.5 at least), in three ways:

- drawn by hand: a click a corner of every object, with the plainest outlines that together
  reach what the review has reached; what is not needed for that is not drawn;
- plain editing of the predictions: wrong ones are deleted, regions that are missing or too much
  are drawn and joined or taken away, objects that hang together are parted by lines, and where
  that is more than drawing anew, that;
- reviewed: wrong polygons are struck out, then the smart tools or drawing, whatever gains most
  for an action, one action to accept all the rest, and where that is more than drawing anew, that.

A click, a key, a step of the wheel and each straight piece of a drag are one action. Tools stay
chosen until another one is, in all three. The annotator knows the truth and so always takes a
good way; a person is slower in all three.

    python benchmarks/annotator.py DATA [--models urban buildings fields water]
        [--scenes NAME …] [--learn MINUTES] [--only-right] [--old-tools] [--table FILE.md]

``DATA`` holds the data sets that the bundled networks are trained on. With ``--learn`` the left
half of each scene is corrected first, the network learns from that for so long, and the right
half is corrected as the old and as the new network predict it, as somebody does who has one
picture to label. A new version that is no better on the ground set aside is not kept. With
``--only-right`` the left half counts as corrected to the truth, and nobody counts how.
``--old-tools`` does without the brush and without striking out.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import numpy as np
import pyogrio
import shapely
import shapely.ops
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.annotator_scenes import (  # noqa: E402
    SCENE_CRS,
    TOP,
    UNKNOWN,
    Scene,
    halves,
    lying,
    read_scenes,
)
from sat_dl_plugin.contract.errors import SatDlError  # noqa: E402
from sat_dl_plugin.contract.jobs import (  # noqa: E402
    CorrectionJob,
    SegmentJob,
    SegmentToPolygonsJob,
)
from sat_dl_plugin.contract.legend import DSTL_LEGEND, has_corners  # noqa: E402
from sat_dl_plugin.contract.reporting import SilentReporter  # noqa: E402
from sat_dl_plugin.engine.models.opened import keep_networks  # noqa: E402
from sat_dl_plugin.engine.review.brushing import BRUSH_PX  # noqa: E402
from sat_dl_plugin.engine.review.correction_job import run_correct  # noqa: E402
from sat_dl_plugin.engine.review.surface import close_surface  # noqa: E402
from sat_dl_plugin.engine.segment.polygons_job import run_segment_to_polygons  # noqa: E402
from sat_dl_plugin.engine.vector.simplification import polygons_of  # noqa: E402
from sat_dl_plugin.engine.vector.tracing import OutlineTracer  # noqa: E402

MODELS = ("urban", "buildings", "fields", "water")

_DRAWN = 0.93
"""What an outline has by itself that is drawn instead of what a network predicted."""

_BY_HAND = (0.85, 0.88, 0.9, 0.92, 0.94, 0.96)
"""How good outlines are that are drawn where nothing was predicted; the cheapest are taken."""

_SEEN_PX, _SMALLEST_PX = 40, 60
"""Smaller regions that are wrong are left alone, and smaller objects are none."""

_LOOKS = 3
"""How often the annotator looks through a class for what is still wrong."""

_WRONG = 0.6
"""A polygon of which this share lies on nothing is rejected."""

_FOUND = 0.5
"""Intersection over union from which on an object counts as found."""

_STRIKES = 40
"""Between so many wrong polygons strokes are tried."""

_LIKE_ACTIONS = 3
"""Choosing the tool that chooses, a polygon, and a key."""

_HAND_PX = 1.0
"""How far a stroke of the mouse strays from what it follows, standard deviation."""

_WHEEL = 1.25
"""By how much a step of the wheel changes the width of the brush."""

_AREAS = ("common_m2", "either_m2", "before_m2", "before_either_m2")
_SUMS = (
    *("objects", "by_hand", "plain", "reviewed"),
    *("found_before", "found_after", "polygons_after", *_AREAS),
)

_FIELDS = ("class_id", "class_name", "status")

_NAMES = {entry.id: entry.name for entry in DSTL_LEGEND}


@dataclass
class Tally:
    """What was counted."""

    objects: int = 0
    """True objects."""
    by_hand: int = 0
    plain: int = 0
    reviewed: int = 0
    found_before: int = 0
    """Objects that a predicted polygon matches."""
    found_after: int = 0
    polygons_after: int = 0
    common_m2: float = 0.0
    either_m2: float = 0.0
    before_m2: float = 0.0
    """As `common_m2`, before anything was corrected."""
    before_either_m2: float = 0.0
    classes: Counter[str] = field(default_factory=Counter)
    """Actions of the review by class."""
    ways: Counter[str] = field(default_factory=Counter)
    """How often each way was taken in the review."""
    tool_ms: list[float] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Add what another one counted."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.classes += other.classes
        self.ways += other.ways
        self.tool_ms += other.tool_ms

    @property
    def ratio(self) -> float:
        """Actions by hand, divided by those of the review."""
        return self.by_hand / max(self.reviewed, 1)

    @property
    def iou(self) -> tuple[float, float]:
        """Intersection over union before and after."""
        return (
            self.before_m2 / max(self.before_either_m2, 1.0),
            self.common_m2 / max(self.either_m2, 1.0),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers to print."""
        times = np.array(self.tool_ms or [0.0])
        before, after = self.iou
        return {
            "objects": self.objects,
            "actions_by_hand": self.by_hand,
            "actions_plain_editing": self.plain,
            "actions_reviewed": self.reviewed,
            "fewer_than_by_hand": round(self.ratio, 2),
            "iou_before": round(before, 3),
            "iou_reached": round(after, 3),
            "found_before": self.found_before,
            "found_after": self.found_after,
            "tool_calls": len(self.tool_ms),
            "tool_ms_median": round(float(np.median(times)), 1),
            "tool_ms_95": round(float(np.percentile(times, 95)), 1),
            "classes": dict(self.classes),
            "ways": dict(self.ways.most_common()),
        }

    def as_row(self, *names: str) -> str:
        """Return a row of the table in Markdown."""
        before, after = self.iou
        cells = (
            *names,
            f"{self.objects}",
            f"{before:.2f} → {after:.2f}",
            f"{self.found_before} → {self.found_after}",
            *(f"{number}" for number in (self.by_hand, self.plain, self.reviewed)),
            f"{self.ratio:.1f}",
        )
        return f"| {' | '.join(cells)} |"


_TABLE = """\
| network | scene | objects | IoU | found | by hand | plain editing | review | fewer |
|---|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Round:
    """One scene with what a network predicted for it."""

    scene: Scene
    polygons: NDArray[np.object_]
    class_ids: NDArray[np.int64]
    sure: NDArray[np.float64]
    """Mean probabilities."""
    probabilities: str


@dataclass(frozen=True)
class Manner:
    """How the annotator works."""

    goal: float
    """Intersection over union that each class shall have."""
    seed: int
    """Of the hand's tremor."""
    has_brush: bool


def main() -> None:
    options = _options()
    manner = Manner(options.goal, options.seed, not options.old_tools)
    rows = []
    keep_networks()
    for model in options.models:
        total = Tally()
        for scene in read_scenes(Path(options.data), model, options.scenes):
            for name, tally in _rounds(scene, manner, options.learn, options.only_right):
                rows.append(tally.as_row(model, name))
                print(rows[-1], json.dumps(tally.as_dict()), flush=True)
                total.add(tally)
        if total.objects and not options.learn:
            rows.append(total.as_row(model, "all"))
            print(rows[-1], flush=True)
    table = "\n".join((_TABLE, *rows))
    print(table)
    if options.table:
        Path(options.table).write_text(f"{table}\n", encoding="utf-8")


def _rounds(
    scene: Scene, manner: Manner, minutes: float, only_right: bool
) -> Iterator[tuple[str, Tally]]:
    """Yield what correcting a scene takes, and with learning what its halves take."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        if not minutes:
            yield scene.name, correct_scene(scene, scene.model, work, manner)
        else:
            scene = lying(scene)
            first, second = halves(scene)
            if only_right:
                _write_corrected(work / f"{first.name}.corrected.gpkg", true_objects(first))
            else:
                yield first.name, correct_scene(first, scene.model, work, manner)
            learnt_model = learnt(scene, first, work, minutes, manner.seed)
            before = correct_scene(second, scene.model, work, manner)
            yield second.name, before
            if learnt_model is None:
                yield f"{second.name}, old version kept", before
            else:
                yield f"{second.name}, learnt", correct_scene(second, learnt_model, work, manner)
        close_surface()


def correct_scene(scene: Scene, model: str, work: Path, manner: Manner) -> Tally:
    """Return what correcting the predictions of a model takes.

    Args:
        scene: A picture with its truth.
        model: Name or path of a network.
        work: Folder for pictures, predictions and corrected polygons.
        manner: How it is corrected.
    """
    tally, corrected = Annotator(predict(scene, model, work), manner).run()
    _write_corrected(work / f"{scene.name}.corrected.gpkg", corrected)
    return tally


def learnt(scene: Scene, part: Scene, work: Path, minutes: float, seed: int) -> Optional[str]:
    """Return a model that has learnt from a corrected part of a scene for some minutes.

    Returns:
        None where somebody who looks at the report would keep the old version: the new one is no
        better on the ground that was set aside, or nothing could be set aside.
    """
    from sat_dl_plugin.contract.jobs import LearnFromCorrectionsJob
    from sat_dl_plugin.engine.run import run_job

    area, output = str(work / "a.gpkg"), str(work / "learnt.onnx")
    # Everything in the part was corrected, so what has no polygon there is background.
    _write(area, shapely.to_wkb(np.array([shapely.box(*part.bounds)])), {})
    whole = work / f"{scene.name}.tif"
    scene.write(whole)
    job = LearnFromCorrectionsJob(
        inputs=(str(whole),),
        model=scene.model,
        review=str(work / f"{part.name}.corrected.gpkg"),
        area=area,
        output=output,
        time_limit_s=60.0 * minutes,
        seed=seed,
    )
    means = run_job(job, SilentReporter())["means"]
    print(scene.name, "on the ground set aside:", json.dumps(means), flush=True)
    is_better = means["iou"] is not None and means["iou"] > means["iou_before"]
    return output if is_better else None


def predict(scene: Scene, model: str, work: Path) -> Round:
    """Return what a network says of a scene, as the plugin would hand it to a reviewer."""
    path = work / f"{scene.name}.tif"
    scene.write(path)
    probabilities = str(work / f"{scene.name}.probabilities.tif")
    polygons = str(work / f"{scene.name}.predicted.gpkg")
    segment = SegmentJob(str(path), (model,), "", probabilities=probabilities)
    run_segment_to_polygons(
        SegmentToPolygonsJob(segment, polygons, shape="smooth"), SilentReporter()
    )
    meta, _, wkb, columns = pyogrio.raw.read(polygons)
    table = dict(zip(meta["fields"], columns))
    kept = np.isin(table["class_id"], np.unique(scene.truth))
    return Round(
        scene,
        shapely.from_wkb(wkb)[kept],
        table["class_id"][kept].astype(np.int64),
        table["confidence"][kept].astype(np.float64),
        probabilities,
    )


@dataclass(frozen=True)
class _Attempt:
    """What one use of a tool would do to the polygons of a class."""

    outlines: tuple[Any, ...]
    """What comes instead."""
    place: Optional[int]
    """Which polygon goes, None for none."""
    actions: int
    """Without choosing the tool."""
    way: str
    tool: str
    """Stays chosen until another one is."""
    width: Optional[float] = None
    """Of the brush afterwards, pixels; None as it was."""


class Annotator:
    """Corrects one scene.

    Args:
        predicted: What there is to correct.
        manner: How it is corrected.
    """

    def __init__(self, predicted: Round, manner: Manner) -> None:
        self._round = predicted
        self._goal = manner.goal
        self._has_brush = manner.has_brush
        self._rng = np.random.default_rng(manner.seed)
        self._gsd = predicted.scene.gsd
        self._tally = Tally()
        self._polygons: dict[int, Any] = dict(enumerate(predicted.polygons))
        self._classes = {place: int(class_id) for place, class_id in enumerate(predicted.class_ids)}
        self._whole: Any = shapely.Polygon()
        self._objects = shapely.STRtree([])
        self._tree: Optional[Any] = None
        self._places: list[int] = []
        self._sure = dict(enumerate(predicted.sure))
        self._most = 0
        self._tool = ""
        self._width = BRUSH_PX

    def run(self) -> tuple[Tally, list[tuple[Any, int]]]:
        """Correct all classes; return the counts and the polygons with their classes."""
        truths = true_objects(self._round.scene)
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
        tally = self._tally
        tally.before_m2 += common
        tally.before_either_m2 += either
        tally.found_before += self._found(class_id)
        regions = self._regions(found)
        editing = self._plain(regions, class_id, self._goal * either - common)
        editing += self._plain_parting(class_id, truths)
        spent = tally.reviewed
        # Who has done as much as drawing all anew takes gives up and does that.
        self._most = spent + _by_hand(truths, self._goal) + 2
        # The rest is accepted at once.
        tally.reviewed += 1
        self._strike(class_id)
        for _ in range(_LOOKS):
            if not self._look_through(regions, class_id):
                break
            regions = self._regions(shapely.union_all(self._of_class(class_id)))
        if self._part(class_id, truths):
            self._look_through(self._regions(shapely.union_all(self._of_class(class_id))), class_id)
        reached = _ratio(*_areas(shapely.union_all(self._of_class(class_id)), self._whole))
        by_hand = _by_hand(truths, max(reached, self._goal))
        tally.by_hand += by_hand
        # Where much is wrong, all is deleted and drawn anew.
        tally.plain += min(editing, by_hand + 2)
        if tally.reviewed - spent > by_hand + 2:
            tally.reviewed = spent + by_hand + 2
            tally.ways["class drawn anew"] += 1
            self._draw_anew(class_id, truths)
        tally.classes[_NAMES[class_id]] += tally.reviewed - spent
        common, either = _areas(shapely.union_all(self._of_class(class_id)), self._whole)
        tally.common_m2 += common
        tally.either_m2 += either
        tally.found_after += self._found(class_id)

    def _found(self, class_id: int) -> int:
        """Return how many true objects a polygon of their class matches."""
        truths = self._objects.geometries
        return len(truths) - len(_unmatched(truths, self._of_class(class_id)))

    def _left(self, class_id: int, truths: Sequence[Any]) -> list[Any]:
        """Return the objects still to be found, those first that take fewest clicks."""
        unmatched = _unmatched(truths, self._of_class(class_id))
        enough = int((1 - self._goal) * len(truths))
        return sorted(unmatched, key=_drawing)[: max(len(unmatched) - enough, 0)]

    def _part(self, class_id: int, truths: Sequence[Any]) -> bool:
        """Make polygons of their own of enough objects; return whether anything was done."""
        left = self._left(class_id, truths)
        for truth in left:
            if self._tally.reviewed > self._most or not self._left(class_id, truths):
                break
            if not _unmatched([truth], self._of_class(class_id)):
                continue
            around = self._objects.query(shapely.buffer(truth, 20 * self._gsd))
            near = [self._objects.geometries[hit] for hit in around]
            best, best_rate = None, 0.0
            for attempt in self._partings(truth, class_id):
                gain = self._newly_found(attempt, near, class_id)
                actions = attempt.actions + (attempt.tool != self._tool)
                if gain / actions > best_rate:
                    best, best_rate = attempt, gain / actions
            if best is not None:
                self._do(best, class_id)
        return bool(left)

    def _newly_found(self, attempt: _Attempt, near: Sequence[Any], class_id: int) -> int:
        """Return how many objects more are found after an attempt."""
        own = {
            place: self._polygons[place]
            for place in self._near(shapely.union_all(near).envelope)
            if self._classes[place] == class_id
        }
        before = len(_unmatched(near, list(own.values())))
        own.pop(attempt.place, None)
        return before - len(_unmatched(near, [*own.values(), *attempt.outlines]))

    def _partings(self, truth: Any, class_id: int) -> Iterator[_Attempt]:
        """Yield what may make an object a polygon of its own."""
        place = self._place_of(truth, class_id)
        outlines = tuple(self._beside(_plainest(truth), None))
        yield _Attempt(outlines, None, _drawing(truth), "drawn", "draw")
        yield from self._strokes("brush", truth, class_id, None)
        for outline, steps in self._growths(_middle(truth), class_id, None):
            yield _Attempt((outline,), None, steps + 1, "grown", "grow")
        if place is None:
            return
        yield from self._strokes("brush", truth, class_id, place)
        for outline, steps in self._growths(_middle(truth), class_id, place):
            yield _Attempt((outline,), place, steps + 1, "grown anew", "grow")
        yield self._redrawn(place)
        yield from self._splits(class_id, place)
        yield from self._parted_by_lines(truth, place)
        yield from self._erased_border(truth, class_id, place)

    def _splits(self, class_id: int, place: int) -> Iterator[_Attempt]:
        """Yield what parting a polygon gives, into as many parts as the tool or a person wants."""
        parts, count = self._asked("split", class_id, place, None, None)
        if parts:
            yield _Attempt(tuple(parts), place, 1, "split", "split")
            for steps in (1, 2, 3):
                again = self._asked("split", class_id, place, None, count + steps)[0]
                yield _Attempt(tuple(again), place, 1 + steps, "split", "split")

    def _parted_by_lines(self, truth: Any, place: int) -> Iterator[_Attempt]:
        """Yield what lines give that are drawn along the border of an object in a polygon."""
        borders = self._inner_borders(truth, place)
        pieces, actions = [self._polygons[place]], 0
        for border in borders:
            pieces = [part for piece in pieces for part in _parts(shapely.ops.split(piece, border))]
            # The polygon, the key, a click a corner, and one to end; for the next line all again.
            actions += _corners(border) + 3
        if borders:
            yield _Attempt(tuple(pieces), place, actions - 1, "parted by a line", "line")

    def _erased_border(self, truth: Any, class_id: int, place: int) -> Iterator[_Attempt]:
        """Yield what the eraser gives along the border of an object inside of a polygon."""
        strokes = self._inner_borders(truth, place) if self._has_brush else []
        for steps in {0, _turns(self._width, 6.0), _turns(self._width, 3.0)} if strokes else ():
            width = self._width * _WHEEL**steps
            pieces, actions = [self._polygons[place]], abs(steps)
            for stroke in strokes:
                touched = max(pieces, key=lambda each: shapely.intersection(each, stroke).length)
                pieces.remove(touched)
                number = len(self._classes)
                self._polygons[number], self._classes[number] = touched, class_id
                outlines = self._asked("erase", class_id, number, stroke, width)[0]
                del self._polygons[number], self._classes[number]
                pieces += outlines or [touched]
                actions += _pieces(stroke, 0.35 * width * self._gsd)
            yield _Attempt(tuple(pieces), place, actions, "border erased", "brush", width)

    def _inner_borders(self, truth: Any, place: int) -> list[Any]:
        """Return where an object has a border within a polygon, as a hand draws it."""
        inner = shapely.buffer(self._polygons[place], -2 * self._gsd)
        along = shapely.intersection(truth.exterior, inner)
        along = shapely.line_merge(along) if shapely.get_type_id(along) == 5 else along
        lines = [part for part in shapely.get_parts(along) if shapely.get_type_id(part) == 1]
        strokes = []
        for line in lines:
            if line.length >= 6 * self._gsd:
                # A little beyond both ends, so that the cut reaches the outline.
                simple = shapely.get_coordinates(shapely.simplify(line, 2 * self._gsd))
                strokes.append(shapely.LineString(_lengthened(simple, 3 * self._gsd)))
        return strokes

    def _plain_parting(self, class_id: int, truths: Sequence[Any]) -> int:
        """Return the clicks of parting, or drawing, enough objects with the tools of QGIS."""
        clicks = 0
        for truth in self._left(class_id, truths):
            place = self._place_of(truth, class_id)
            borders = [] if place is None else self._inner_borders(truth, place)
            # A click a corner of the line, and one to end.
            lines = sum(_corners(border) + 1 for border in borders)
            clicks += min(lines, _drawing(truth)) if lines else _drawing(truth)
        return clicks

    def _draw_anew(self, class_id: int, truths: Sequence[Any]) -> None:
        """Take all polygons of a class away and draw its objects."""
        for place in [place for place in self._polygons if self._classes[place] == class_id]:
            del self._polygons[place]
        for truth in truths:
            self._put(_plainest(truth), class_id)
        self._tree = None

    def _put(self, outline: Any, class_id: int) -> None:
        place = len(self._classes)
        self._polygons[place], self._classes[place] = outline, class_id

    def _regions(self, found: Any) -> list[Any]:
        """Return what is wrong and large enough to be seen, the largest first."""
        parts = _parts(shapely.symmetric_difference(found, self._whole))
        return [part for part in parts if part.area >= _SEEN_PX * self._gsd**2]

    def _deficit(self, class_id: int) -> float:
        """Return by how much the intersection falls short of the wanted share of the union."""
        common, either = _areas(shapely.union_all(self._of_class(class_id)), self._whole)
        return self._goal * either - common

    def _strike(self, class_id: int) -> None:
        """Reject polygons that are wrong as a whole, until it is good enough.

        A straight stroke takes several that lie in its way, and must touch no other polygon.
        """
        if not self._has_brush:
            return
        wrong = {
            place: -self._balance(polygon)
            for place, polygon in self._polygons.items()
            if self._classes[place] == class_id
            and shapely.intersection(polygon, self._whole).area < (1 - _WRONG) * polygon.area
        }
        deficit = self._deficit(class_id)
        deficit -= self._reject_like(class_id, wrong, deficit)
        while wrong and deficit > 0:
            struck = max(self._strikes(wrong), key=lambda hit: sum(wrong[each] for each in hit))
            self._tally.reviewed += 1 + (self._tool != "strike")
            self._tally.ways["struck out"] += 1
            self._tool = "strike"
            for place in struck:
                del self._polygons[place]
                deficit -= wrong.pop(place)
            self._tree = None

    def _reject_like(self, class_id: int, wrong: dict[int, float], deficit: float) -> float:
        """Reject all polygons up to the size or confidence of one, if that saves strokes.

        Returns:
            What it gained.
        """
        own = [place for place in self._polygons if self._classes[place] == class_id]
        gains = np.array([-self._balance(self._polygons[place]) for place in own])
        sizes = np.array([self._polygons[place].area for place in own])
        sure = np.array([self._sure.get(place, 1.0) for place in own])
        best, best_gain = np.empty(0, np.int64), 0.0
        for values in (sizes, sure):
            order = np.argsort(values)
            sums = np.cumsum(gains[order])
            enough = np.flatnonzero(sums >= deficit)
            last = int(enough[0]) if len(enough) else int(np.argmax(sums)) if len(sums) else 0
            if len(sums) and min(sums[last], deficit) > best_gain:
                best, best_gain = order[: last + 1], float(sums[last])
        gone = [own[index] for index in best]
        # Choosing it and a key, which have to be worth it.
        if sum(place in wrong for place in gone) <= _LIKE_ACTIONS + 1:
            return 0.0
        for place in gone:
            del self._polygons[place]
            wrong.pop(place, None)
        self._tree, self._tool = None, "choose"
        self._tally.reviewed += _LIKE_ACTIONS
        self._tally.ways["rejected up to one"] += 1
        return best_gain

    def _strikes(self, wrong: dict[int, float]) -> Iterator[list[int]]:
        """Yield what straight strokes strike out that begin and end in wrong polygons."""
        first = sorted(wrong, key=lambda place: -wrong[place])[:_STRIKES]
        points = {place: self._polygons[place].representative_point() for place in first}
        for number, one in enumerate(first):
            yield [one]
            for other in first[number + 1 :]:
                hits = self._near(shapely.LineString([points[one], points[other]]))
                if all(hit in wrong for hit in hits):
                    yield hits

    def _look_through(self, regions: Sequence[Any], class_id: int) -> bool:
        """Mend regions that are wrong, the largest first; return whether there was need to."""
        deficit = self._deficit(class_id)
        if deficit <= 0:
            return False
        for region in regions:
            if deficit <= 0 or self._tally.reviewed > self._most:
                break
            if not self._is_mended(region, class_id):
                deficit -= self._mend(region, class_id)
        return True

    def _mend(self, region: Any, class_id: int) -> float:
        """Do what gains most for an action where a region is wrong; return what it gained."""
        best, best_gain, best_rate = None, 0.0, 0.0
        for attempt in self._attempts(region, class_id):
            gain = self._gain(attempt)
            actions = attempt.actions + (attempt.tool != self._tool)
            if gain / actions > best_rate:
                best, best_gain, best_rate = attempt, gain, gain / actions
        if best is None:
            return 0.0
        self._do(best, class_id)
        return best_gain

    def _do(self, attempt: _Attempt, class_id: int) -> None:
        self._tally.reviewed += attempt.actions + (attempt.tool != self._tool)
        self._tally.ways[attempt.way] += 1
        # Drawing a line gives the map back.
        self._tool = "choose" if attempt.tool == "line" else attempt.tool
        if attempt.width is not None:
            self._width = attempt.width
        self._tree = None
        if attempt.place is not None:
            del self._polygons[attempt.place]
        for outline in attempt.outlines:
            self._put(outline, class_id)

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

    def _attempts(self, region: Any, class_id: int) -> Iterator[_Attempt]:
        """Yield what can be done where a region is wrong."""
        place, is_missing = self._place_of(region, class_id), self._is_missing(region)
        if place is not None and not is_missing:
            if self._is_all_wrong(place, region):
                # Without striking out: choose it and press the key.
                actions, tool = (1, "strike") if self._has_brush else (2, "choose")
                yield _Attempt((), place, actions, "rejected", tool)
                return
            yield from self._cuts(region, class_id, place)
        if is_missing:
            outlines = tuple(self._beside(_plainest(region), None))
            actions = _drawing(region) + (0 if place is None else 2)
            yield _Attempt(outlines, None, actions, "drawn", "draw")
            for outline, steps in self._growths(_middle(region), class_id, None):
                yield _Attempt((outline,), None, steps + 1, "grown", "grow")
            yield from self._painted(region, class_id, place)
        if place is None:
            return
        yield self._redrawn(place)
        for outline, steps in self._growths(_middle(self._polygons[place]), class_id, place):
            yield _Attempt((outline,), place, steps + 1, "grown anew", "grow")
        stroke = self._border_stroke(region)
        if stroke is not None:
            for outline in self._asked("snap", class_id, place, stroke, 6.0)[0][:1]:
                yield _Attempt((outline,), place, _pieces(stroke, 2 * self._gsd), "snapped", "snap")
        yield from self._shaped(class_id, place)

    def _redrawn(self, place: int) -> _Attempt:
        """Return what drawing all objects anew does that a polygon should be."""
        hits = self._objects.query(self._polygons[place], predicate="intersects")
        outlines = [_plainest(self._objects.geometries[hit]) for hit in hits]
        actions = 1 + sum(_drawing(outline) for outline in outlines)
        fitted = tuple(part for outline in outlines for part in self._beside(outline, place))
        return _Attempt(fitted, place, actions, "redrawn", "draw")

    def _beside(self, outline: Any, place: Optional[int]) -> list[Any]:
        """Return what QGIS leaves of a drawn outline that must not overlap others."""
        others = [self._polygons[other] for other in self._near(outline) if other != place]
        return _parts(shapely.difference(outline, shapely.union_all(others)))

    def _cuts(self, region: Any, class_id: int, place: int) -> Iterator[_Attempt]:
        """Yield what takes a region away from a polygon."""
        pieces = _parts(shapely.difference(self._polygons[place], region))
        yield _Attempt(tuple(pieces), place, _drawing(region) + 1, "cut by hand", "draw")
        for steps, level in ((0, 1.0), (2, _WHEEL**2), (2, _WHEEL**-2)):
            for outline in self._asked("cut", class_id, place, _middle(region), level)[0][:1]:
                yield _Attempt((outline,), place, steps + 1, "cut", "cut")
        yield from self._strokes("erase", region, class_id, place)

    def _painted(self, region: Any, class_id: int, place: Optional[int]) -> Iterator[_Attempt]:
        """Yield what the brush adds: the missing region, or all of the object it belongs to."""
        yield from self._strokes("brush", region, class_id, None)
        if place is None:
            return
        yield from self._strokes("brush", region, class_id, place)
        for hit in self._objects.query(region.representative_point(), predicate="intersects"):
            yield from self._strokes("brush", self._objects.geometries[hit], class_id, place)

    def _strokes(
        self, tool: str, region: Any, class_id: int, place: Optional[int]
    ) -> Iterator[_Attempt]:
        """Yield what strokes along the middle of a region do, with brushes of some widths."""
        if not self._has_brush:
            return
        line, half = _spine(region)
        if place is not None:
            line = self._from_inside(line, place)
        tremor = self._rng.normal(0, _HAND_PX * self._gsd, (len(line.coords), 2))
        stroke = shapely.LineString(np.asarray(line.coords) + tremor)
        if place is not None and not self._polygons[place].contains(
            shapely.Point(stroke.coords[0])
        ):
            stroke = shapely.LineString([line.coords[0], *stroke.coords[1:]])
        wanted = max(half / self._gsd, 1.0)
        turns = {0, *(_turns(self._width, wanted * share) for share in (0.8, 1.15, 1.6))}
        for steps in turns:
            width = self._width * _WHEEL**steps
            outlines = self._asked(tool, class_id, place, stroke, width)[0]
            actions = abs(steps) + _pieces(stroke, 0.35 * width * self._gsd)
            # Both buttons of the mouse have the same tool.
            yield _Attempt(tuple(outlines), place, actions, tool, "brush", width)

    def _from_inside(self, line: Any, place: int) -> Any:
        """Return a line that begins in a polygon, at that end which is nearer to it."""
        inner = shapely.buffer(self._polygons[place], -self._gsd)
        inner = self._polygons[place] if inner.is_empty else inner
        points = list(line.coords)
        ends = [shapely.Point(points[end]).distance(inner) for end in (0, -1)]
        points = points if ends[0] <= ends[1] else points[::-1]
        if not inner.contains(shapely.Point(points[0])):
            near = shapely.shortest_line(inner, shapely.Point(points[0]))
            points.insert(0, near.coords[0])
        return shapely.LineString(points)

    def _shaped(self, class_id: int, place: int) -> Iterator[_Attempt]:
        """Yield what the tools give that change a whole polygon."""
        polygon = self._polygons[place]
        around = shapely.intersection(self._whole, shapely.buffer(polygon, 4 * self._gsd))
        way = (around.area - polygon.area) / max(polygon.length, 1e-9) / (0.5 * self._gsd)
        steps = int(np.clip(round(way), -8, 8))
        if steps:
            for outline in self._asked("offset", class_id, place, None, float(steps))[0][:1]:
                yield _Attempt((outline,), place, abs(steps) + 1, "offset", "offset")
        for tool in ("square", "smooth"):
            for outline in self._asked(tool, class_id, place, None, None)[0][:1]:
                yield _Attempt((outline,), place, 1, tool, tool)

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

    def _border_stroke(self, region: Any) -> Optional[Any]:
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


def true_objects(scene: Scene) -> list[tuple[Any, int]]:
    """Return the true objects of a scene in coordinates of the layer, and their class ids."""
    labels = np.where(scene.truth == UNKNOWN, 0, scene.truth).astype(np.uint8)
    tracer = OutlineTracer(labels.shape[1])
    tracer.push(labels)
    outlines = tracer.finish().outlines()
    outlines = outlines.select(outlines.pixels >= _SMALLEST_PX)
    to_ground = np.array([scene.gsd, -scene.gsd])
    polygons = shapely.transform(
        polygons_of(outlines), lambda points: points * to_ground + (scene.left, TOP)
    )
    return list(zip(polygons, outlines.class_id.tolist()))


def _unmatched(truths: Sequence[Any], own: Sequence[Any]) -> list[Any]:
    """Return the true objects that no polygon matches."""
    tree = shapely.STRtree(list(own))
    return [
        truth
        for truth in truths
        if not any(_iou(own[hit], truth) >= _FOUND for hit in tree.query(truth, "intersects"))
    ]


def _lengthened(points: NDArray[np.float64], way: float) -> NDArray[np.float64]:
    """Return a line that goes on for some way at both ends."""
    first, last = points[0] - points[1], points[-1] - points[-2]
    ends = [
        end + way * along / max(float(np.hypot(*along)), 1e-9)
        for end, along in ((points[0], first), (points[-1], last))
    ]
    return np.concatenate([ends[:1], points, ends[1:]])


def _by_hand(truths: Sequence[Any], goal: float) -> int:
    """Return the fewest actions of drawing objects so that together they reach a goal."""
    area = sum(truth.area for truth in truths)
    # A key to begin with.
    return 1 + min(_drawn_to(truths, area, share, goal) for share in (*_BY_HAND, goal))


def _drawn_to(truths: Sequence[Any], area: float, share: float, goal: float) -> int:
    """Return the actions of drawing objects as well as stated, without those not needed."""
    drawn = [_plainest(truth, share) for truth in truths]
    found = [_areas(outline, truth) for outline, truth in zip(drawn, truths)]
    common = sum(each for each, _ in found)
    either = sum(each for _, each in found)
    if common < goal * either:
        return 10**9
    costs = [_corners(outline) for outline in drawn]
    actions = sum(costs)
    spare = int((1 - goal) * len(truths))
    # Left out first: what is small for the clicks it takes.
    for (own, both), truth, cost in sorted(
        zip(found, truths, costs), key=lambda entry: entry[1].area / entry[2]
    ):
        if not spare or common - own < goal * (either - both + truth.area):
            break
        spare -= 1
        common, either, actions = common - own, either - both + truth.area, actions - cost
    return actions


def _corners(outline: Any) -> int:
    """Return the actions of drawing an outline: a click a corner, and one to end."""
    return int(shapely.get_num_coordinates(outline))


def _drawing(region: Any) -> int:
    return _corners(_plainest(region))


def _pieces(stroke: Any, tolerance: float) -> int:
    """Return of how many straight pieces a drag consists."""
    return max(1, int(shapely.get_num_coordinates(shapely.simplify(stroke, tolerance))) - 1)


def _turns(width: float, wanted: float) -> int:
    """Return the steps of the wheel from one width of the brush to another."""
    return round(float(np.log(np.clip(wanted, 1.0, 128.0) / width) / np.log(_WHEEL)))


def _spine(region: Any) -> tuple[Any, float]:
    """Return a line along the middle of a region, and half its greatest width."""
    box = shapely.minimum_rotated_rectangle(region)
    corners = shapely.get_coordinates(box)
    if len(corners) < 4:
        middle = region.representative_point()
        return shapely.LineString([middle, middle]), 0.0
    sides = corners[1:3] - corners[:2]
    lengths = np.hypot(*sides.T)
    long = int(np.argmax(lengths))
    along, across = sides[long], sides[1 - long]
    start = corners[0] if long == 0 else corners[1]
    # `corners[0]`, `[1]`, `[2]`: the other side begins where the first one ends, or ends there.
    across = across if long == 0 else -across
    count = int(np.clip(2 * lengths[long] / max(lengths[1 - long], 1e-9), 3, 24))
    points, half = [], 0.0
    for step in (np.arange(count) + 0.5) / count:
        foot = start + step * along
        chord = shapely.intersection(shapely.LineString([foot, foot + across]), region)
        part = max(shapely.get_parts(chord), key=shapely.length, default=None)
        if part is not None and part.length > 0:
            points.append(shapely.get_coordinates(part).mean(axis=0))
            half = max(half, part.length / 2)
    if len(points) < 2:
        middle = shapely.get_coordinates(region.representative_point())[0]
        return shapely.LineString([middle, middle]), half
    return shapely.simplify(shapely.LineString(points), 0.3 * half), half


def _plainest(region: Any, share: float = _DRAWN) -> Any:
    """Return the outline with fewest vertices that has an intersection over union by itself."""
    side = float(np.sqrt(region.area))
    for tolerance in side * np.geomspace(0.5, 0.004, 24):
        simple = shapely.simplify(region, tolerance)
        if simple.is_valid and not simple.is_empty and _iou(simple, region) >= share:
            return simple
    return region


def _areas(found: Any, whole: Any) -> tuple[float, float]:
    """Return what polygons and the truth have in common, and what either has, m²."""
    common = float(shapely.intersection(found, whole).area)
    return common, float(found.area + whole.area) - common


def _ratio(common: float, either: float) -> float:
    return common / max(either, 1e-9)


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
    parser.add_argument("data", help="folder with the data sets")
    parser.add_argument("--models", nargs="*", default=MODELS, choices=MODELS)
    parser.add_argument("--scenes", nargs="*", default=[], help="only these")
    parser.add_argument("--goal", type=float, default=0.9, help="intersection over union")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--learn", type=float, default=0.0, help="minutes of learning between")
    parser.add_argument("--only-right", action="store_true", help="do not count the left halves")
    parser.add_argument("--old-tools", action="store_true", help="no brush, no striking out")
    parser.add_argument("--table", help="file for the table, Markdown")
    return parser.parse_args()


if __name__ == "__main__":
    main()
