"""The job `exportchips`: labelled rasters become chips to train networks on."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, Optional

import numpy as np
import shapely
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import CHIP_FORMATS, ChipsJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID, NODATA_ID, fallback_color
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.chips.folder import (
    IMAGES,
    LABELS,
    STATISTICS,
    check_folder,
    read_labels,
    staged_folder,
    write_image,
    write_labels,
)
from sat_dl_plugin.engine.chips.instances import CocoFile, Instance, cut_instances, yolo_lines
from sat_dl_plugin.engine.chips.labels import (
    LabelLayer,
    LabelledArea,
    PlacedLabels,
    is_inside,
    open_labels,
    say_if_resampled,
)
from sat_dl_plugin.engine.chips.split import LEFT_OUT, TRAIN, VALIDATION, boxes_in, split_chips
from sat_dl_plugin.engine.chips.statistics import (
    BandMoments,
    band_moments,
    band_rows,
    class_counts,
    joined_moments,
)
from sat_dl_plugin.engine.provenance import provenance_of
from sat_dl_plugin.engine.raster.grid import Grid, Window
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.vector.area_of_interest import mask_bounds_window, polygons_near
from sat_dl_plugin.engine.vector.class_polygons import Labels, read_class_polygons

_CUTTING_SHARE = 0.8

_LEAST_SIDE, _MOST_SIDE = 16, 4096

# A class with fewer pixels cannot be learnt; as a rule something is wrong with its labels.
_FEW_PIXELS = 100

_GEOTIFF, _COCO, _YOLO = CHIP_FORMATS


@dataclass(frozen=True, eq=False)
class _Image:
    """One input with what is known about it."""

    source: RasterSource
    labels: PlacedLabels
    area: Optional[NDArray[np.object_]]
    """What was labelled, in the CRS of the image; None for all of it."""
    name: str
    """Beginning of the names of its chips."""

    def read(self, window: Window) -> tuple[Any, Optional[NDArray[np.bool_]], Any]:
        """Return values, valid mask and labels; what must not be learnt from is 255."""
        values, valid = self.source.read(window, range(1, self.source.band_count + 1))
        labels = self.labels.read(window).copy()
        inside = is_inside(self.area, self.source.grid, window)
        for known in (valid, inside):
            if known is not None:
                labels[~known] = NODATA_ID
        return values, valid, labels

    def windows(self, side: int, stride: int) -> list[Window]:
        """Return the places of chips that may have labels, row by row."""
        grid = self.source.grid
        if self.area is None:
            part: Optional[Window] = grid.window
        else:
            part = mask_bounds_window(self.area, grid) if len(self.area) else None
        if part is None:
            return []
        return [
            window
            for row in _offsets(grid.height, side, stride)
            for col in _offsets(grid.width, side, stride)
            if (window := Window(col, row, side, side)).intersection(part)
        ]


@dataclass(frozen=True)
class _Chip:
    """One chip that was cut."""

    name: str
    image: _Image
    window: Window
    counts: NDArray[np.int64]
    """Pixels of each label."""
    moments: BandMoments

    @property
    def ignored(self) -> int:
        """Pixels without a label."""
        return int(self.counts[NODATA_ID])

    @property
    def labelled(self) -> int:
        """Pixels with a label."""
        return int(self.counts.sum()) - self.ignored


def run_export_chips(job: ChipsJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to cut, and how.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output`` (the folder), ``statistics`` (its file), ``chips`` (number in each split),
        ``left_out`` (chips between the splits) and ``class_pixels`` (one row per class).

    Raises:
        SatDlError: If an input cannot be used, nothing is labelled, or the folder cannot be
            written.
    """
    stride = _checked_stride(job)
    with ExitStack() as stack:
        sources = [stack.enter_context(RasterSource(path)) for path in job.inputs]
        _check_images(sources, job.size, reporter)
        grids = [source.grid for source in sources]
        layer = _labels(job, grids, stack, reporter)
        images = _images(job, sources, layer, reporter)
        plan = [(image, window) for image in images for window in image.windows(job.size, stride)]
        inputs = (*job.inputs, job.labels, *([job.area] if job.area else []))
        target = check_folder(
            job.output, inputs, _bytes_of(plan, job.size), overwrite=job.overwrite
        )
        with staged_folder(target) as folder:
            chips = _cut(plan, folder, reporter)
            if not chips:
                raise _nothing_labelled(job)
            splits = _split(job, chips, reporter)
            for chip, split in zip(chips, splits):
                if split == LEFT_OUT:
                    _delete(folder, chip)
            kept = [(chip, split) for chip, split in zip(chips, splits) if split != LEFT_OUT]
            legend = _legend(layer, kept)
            _write_format(job, folder, kept, legend, reporter)
            _write_index(folder, kept, legend)
            statistics = _statistics(job, layer, kept, legend)
            _say_what_is_thin(statistics, reporter)
            (folder / STATISTICS).write_text(
                json.dumps(statistics, ensure_ascii=False, indent=1), encoding="utf-8"
            )
    reporter.progress(1.0, "Writing")
    left_out = len(chips) - len(kept)
    reporter.log(_summary(statistics, left_out))
    return {
        "output": str(target),
        "statistics": str(target / STATISTICS),
        "chips": {split: row["chips"] for split, row in statistics["splits"].items()},
        "left_out": left_out,
        "class_pixels": statistics["classes"],
    }


def _checked_stride(job: ChipsJob) -> int:
    """Return the distance of chips, after checking the numbers of the job."""
    if not job.inputs:
        raise UsageError("No image is given", "", "Choose one raster or several")
    if not _LEAST_SIDE <= job.size <= _MOST_SIDE:
        raise UsageError(
            f"Chips of {job.size} pixels cannot be made",
            f"Their side is {_LEAST_SIDE} to {_MOST_SIDE} pixels",
            "Choose another size, 256 for instance",
        )
    if job.stride < 0 or job.format not in CHIP_FORMATS or not 0 <= job.validation <= 100:
        raise UsageError(
            "The stride, format or share of validation cannot be used",
            f"Stride {job.stride} pixels, format {job.format!r}, validation {job.validation} %",
            f"Formats are {', '.join(CHIP_FORMATS)}; the share is 0 to 100 %",
        )
    return job.stride or job.size


def _check_images(sources: Sequence[RasterSource], side: int, reporter: Reporter) -> None:
    first = sources[0]
    for source in sources:
        grid = source.grid
        if source.band_count != first.band_count:
            raise InputError(
                f"{first.path} has {first.band_count} bands and {source.path} {source.band_count}",
                "One network needs the same bands everywhere",
                "Choose images with the same bands, or export them one by one",
            )
        if grid.is_georeferenced != first.grid.is_georeferenced:
            raise InputError(
                f"Of {first.path} and {source.path} only one has a CRS",
                "So their relative position is unknown",
                "Set the CRS of both, or export them one by one",
            )
        if min(grid.width, grid.height) < side:
            raise InputError(
                f"{source.path} is smaller than a chip",
                f"It has {grid.width} x {grid.height} pixels, a chip {side} x {side}",
                "Choose smaller chips",
            )
        if source.dtypes != first.dtypes:
            reporter.log(
                f"{source.path} has another data type than {first.path}; check that their values "
                "mean the same.",
                "warning",
            )


def _labels(job: ChipsJob, grids: list[Grid], stack: ExitStack, reporter: Reporter) -> LabelLayer:
    """Open the labels and say which classes they have."""
    layer = open_labels(
        job.labels,
        job.class_field,
        grids,
        stack,
        reporter,
        # A text that nobody else uses is a class of its own, as in the trainings.
        lambda path, field: read_class_polygons(path, field, any_name=True),
    )
    named = ", ".join(f"{key} {name}" for key, name in sorted(layer.stated_names.items()))
    if named:
        reporter.log(f"Classes of the labels: {named}.")
    return layer


def _images(
    job: ChipsJob, sources: Sequence[RasterSource], layer: LabelLayer, reporter: Reporter
) -> list[_Image]:
    area = LabelledArea(job.area, [source.grid for source in sources], reporter)
    if job.area is None:
        reporter.log(
            "No area is given, so the images count as labelled completely: where there is no "
            "label is background."
        )
    images = []
    for name, source in zip(_names(job.inputs), sources):
        image = _Image(source, layer.on(source.grid), area.on(source.grid), name)
        say_if_resampled(job.labels, image.labels, reporter)
        if image.labels.is_outside:
            reporter.log(f"No label lies on {source.path}.", "warning")
        images.append(image)
    return images


def _names(paths: Sequence[str]) -> list[str]:
    """Return a file name for each path; no two are the same."""
    stems = [re.sub(r"[^\w.-]+", "_", Path(path.split("|")[0]).stem) or "image" for path in paths]
    unique = len({stem.casefold() for stem in stems}) == len(stems)
    return stems if unique else [f"{stem}_{place}" for place, stem in enumerate(stems, start=1)]


def _offsets(length: int, side: int, stride: int) -> list[int]:
    offsets = list(range(0, length - side + 1, stride))
    # The last chip is moved back so that it ends where the image does.
    return offsets if offsets[-1] + side == length else [*offsets, length - side]


def _bytes_of(plan: Sequence[tuple[_Image, Window]], side: int) -> int:
    """Return how large the chips are at most, without compression."""
    pixels = side * side
    return sum(
        pixels * (1 + sum(np.dtype(dtype).itemsize for dtype in image.source.dtypes))
        for image, _ in plan
    )


def _cut(plan: Sequence[tuple[_Image, Window]], folder: Path, reporter: Reporter) -> list[_Chip]:
    """Write all chips with labels and data."""
    chips = []
    for place, (image, window) in enumerate(plan):
        reporter.check_cancelled()
        reporter.progress(_CUTTING_SHARE * place / len(plan), "Cutting chips")
        values, valid, labels = image.read(window)
        if (labels == NODATA_ID).all():
            continue
        name = f"{image.name}_{window.row_off:06d}_{window.col_off:06d}"
        grid = image.source.grid.subgrid(window)
        write_image(folder / IMAGES / f"{name}.tif", grid, image.source.layout, values, valid)
        write_labels(folder / LABELS / f"{name}.tif", grid, labels)
        moments = band_moments(values, valid)
        chips.append(_Chip(name, image, window, class_counts(labels), moments))
    return chips


def _split(job: ChipsJob, chips: Sequence[_Chip], reporter: Reporter) -> list[str]:
    frame = chips[0].image.source.grid
    boxes = np.concatenate(
        [
            boxes_in(frame, image.source.grid, [chip.window for chip in own])
            for image, own in groupby(chips, key=lambda chip: chip.image)
        ]
    )
    labelled = np.array([chip.labelled for chip in chips], dtype=np.int64)
    splits = split_chips(boxes, labelled, job.validation, job.seed)
    if 0 < job.validation < 100 and not {TRAIN, VALIDATION} <= set(splits):
        reporter.log(
            "The labels cover too little ground to set some of it aside for validation; smaller "
            "chips, a stride of their side, or more labels help.",
            "warning",
        )
        return [TRAIN] * len(chips)
    return splits


def _delete(folder: Path, chip: _Chip) -> None:
    for kind in (IMAGES, LABELS):
        (folder / kind / f"{chip.name}.tif").unlink()


def _legend(layer: LabelLayer, kept: Sequence[tuple[_Chip, str]]) -> list[ClassCard]:
    """Return the classes that the layer names or the chips have, by their ids."""
    known = {entry.id: entry for entry in layer.legend}
    total = sum((chip.counts for chip, _ in kept), np.zeros(NODATA_ID + 1, dtype=np.int64))
    for value in np.flatnonzero(total).tolist():
        if value not in (BACKGROUND_ID, NODATA_ID):
            known.setdefault(value, ClassCard(value, f"class {value}", fallback_color(value - 1)))
    return [known[value] for value in sorted(known)]


def _write_format(
    job: ChipsJob,
    folder: Path,
    kept: Sequence[tuple[_Chip, str]],
    legend: Sequence[ClassCard],
    reporter: Reporter,
) -> None:
    if job.format == _GEOTIFF:
        return
    coco = {TRAIN: CocoFile(job.size), VALIDATION: CocoFile(job.size)}
    index_of = {entry.id: place for place, entry in enumerate(legend)}
    for place, (chip, split) in enumerate(kept):
        reporter.check_cancelled()
        done = _CUTTING_SHARE + (1 - _CUTTING_SHARE) * place / len(kept)
        reporter.progress(done, "Writing")
        instances = _instances(chip, read_labels(folder / LABELS / f"{chip.name}.tif"))
        if job.format == _COCO:
            coco[split].add(f"{chip.name}.tif", instances)
        else:
            text = yolo_lines(instances, job.size, index_of)
            (folder / LABELS / f"{chip.name}.txt").write_text(text, encoding="utf-8")
    if job.format == _COCO:
        (folder / "annotations").mkdir()
        for split, content in coco.items():
            content.write(folder / "annotations" / f"instances_{split}.json", legend)
    else:
        _write_yolo_lists(folder, kept, legend)


def _instances(chip: _Chip, labels: Labels) -> list[Instance]:
    part, area = chip.image.source.grid.subgrid(chip.window), chip.image.area
    if area is not None:
        back = ~part.transform
        area = shapely.transform(
            polygons_near(area, part)[0],
            lambda x, y: (back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f),
            interleaved=False,
        )
    objects = chip.image.labels.outlines(chip.window, labels)
    return cut_instances(objects, chip.window.width, area)


def _write_yolo_lists(
    folder: Path, kept: Sequence[tuple[_Chip, str]], legend: Sequence[ClassCard]
) -> None:
    names = "".join(f"{entry.name}\n" for entry in legend)
    (folder / "classes.txt").write_text(names, encoding="utf-8")
    for split in (TRAIN, VALIDATION):
        chips = "".join(f"./{IMAGES}/{chip.name}.tif\n" for chip, own in kept if own == split)
        (folder / f"{split}.txt").write_text(chips, encoding="utf-8")
    # A JSON text is one in YAML, too, whatever the names contain.
    lines = [f"  {place}: {json.dumps(entry.name)}\n" for place, entry in enumerate(legend)]
    head = "path: .\ntrain: train.txt\nval: val.txt\nnames:\n"
    (folder / "data.yaml").write_text(head + "".join(lines), encoding="utf-8")


def _write_index(
    folder: Path, kept: Sequence[tuple[_Chip, str]], legend: Sequence[ClassCard]
) -> None:
    ids = [BACKGROUND_ID, *(entry.id for entry in legend)]
    place = ("col_off", "row_off", "width", "height")
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["name", "source", *place, "split", "ignored", *(f"class_{value}" for value in ids)]
        )
        for chip, split in kept:
            window = chip.window
            rows.writerow(
                [
                    chip.name,
                    chip.image.source.path,
                    *(getattr(window, name) for name in place),
                    split,
                    round(chip.ignored / window.pixels, 6),
                    *(round(int(chip.counts[value]) / chip.labelled, 6) for value in ids),
                ]
            )


def _statistics(
    job: ChipsJob,
    layer: LabelLayer,
    kept: Sequence[tuple[_Chip, str]],
    legend: Sequence[ClassCard],
) -> dict[str, Any]:
    first = kept[0][0].image.source
    sources = {chip.image.source.path: chip.image.source for chip, _ in kept}
    own = {split: [c for c, kind in kept if kind == split] for split in (TRAIN, VALIDATION)}
    counts = {
        split: sum((chip.counts for chip in chips), np.zeros(NODATA_ID + 1, dtype=np.int64))
        for split, chips in own.items()
    }
    # The network learns the scaling from what it is trained on, never from the validation.
    moments = joined_moments(
        (chip.moments for chip in own[TRAIN] or own[VALIDATION]), first.band_count
    )
    background = ClassCard(BACKGROUND_ID, "background", "#8a939e")
    facts = (*(source.facts() for source in sources.values()), layer.facts)
    return {
        "format": job.format,
        "size_px": job.size,
        "stride_px": job.stride or job.size,
        "ignored_id": NODATA_ID,
        "splits": {
            split: {
                "chips": len(chips),
                "labelled_pixels": sum(chip.labelled for chip in chips),
                "ignored_pixels": sum(chip.ignored for chip in chips),
            }
            for split, chips in own.items()
        },
        "bands": band_rows(moments, first.band_descriptions),
        "classes": [
            {
                "id": entry.id,
                "name": entry.name,
                "pixels": {split: int(counts[split][entry.id]) for split in own},
            }
            for entry in (background, *legend)
        ],
        "provenance": asdict(provenance_of(job, facts, legend=tuple(legend))),
    }


def _say_what_is_thin(statistics: dict[str, Any], reporter: Reporter) -> None:
    has_validation = statistics["splits"][VALIDATION]["chips"] > 0
    for row in statistics["classes"]:
        pixels = row["pixels"]
        if row["id"] != BACKGROUND_ID and pixels[TRAIN] < _FEW_PIXELS:
            reporter.log(
                f"Class {row['name']!r} has only {pixels[TRAIN]} pixels to train on.", "warning"
            )
        if has_validation and pixels[TRAIN] and not pixels[VALIDATION]:
            reporter.log(f"Class {row['name']!r} has no pixel in the validation.", "warning")


def _summary(statistics: dict[str, Any], left_out: int) -> str:
    train, validation = (statistics["splits"][split]["chips"] for split in (TRAIN, VALIDATION))
    text = f"Chips to train on: {train}; to validate with: {validation}"
    return f"{text}; left out between the two: {left_out}" if left_out else text


def _nothing_labelled(job: ChipsJob) -> InputError:
    where = " inside the area" if job.area else ""
    return InputError(
        "No chip would have a label",
        f"No pixel has both data and a label{where}",
        "Check that images, labels and area cover the same place, their CRS and nodata values",
    )
