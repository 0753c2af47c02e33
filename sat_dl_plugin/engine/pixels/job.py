"""The job `trainpixelclassifier`: from labelled rasters to a model of single pixels."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable, Optional

import numpy as np
from numpy.typing import NDArray

from sat_dl_plugin.contract.card import ClassCard, ModelCard, Scaling
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import PIXEL_METHODS, TrainPixelClassifierJob
from sat_dl_plugin.contract.legend import BACKGROUND_ID, fallback_color
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.chips.labels import LabelLayer, LabelledArea, open_labels
from sat_dl_plugin.engine.models.card_sources import usable_name
from sat_dl_plugin.engine.output import check_target, staged_output
from sat_dl_plugin.engine.pixels.estimators import PixelClassifier, fit_classifier
from sat_dl_plugin.engine.pixels.export import build_onnx, check_export
from sat_dl_plugin.engine.pixels.holdout import set_aside
from sat_dl_plugin.engine.pixels.samples import LabelledImage, Samples, draw_samples
from sat_dl_plugin.engine.pixels.scores import HoldoutScores, score
from sat_dl_plugin.engine.pixels.spectral import check_indices, features
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG, Provenance, provenance_of
from sat_dl_plugin.engine.raster.bands import known_bands, match_bands
from sat_dl_plugin.engine.raster.scaling import make_scaler
from sat_dl_plugin.engine.raster.source import RasterSource
from sat_dl_plugin.engine.vector.class_polygons import ClassPolygons, read_class_polygons

MODEL_SUFFIX = ".onnx"

_READING_SHARE, _SCORING_SHARE, _TRAINING_SHARE = 0.4, 0.65, 0.95

_MOST_TREES, _MOST_LEAVES, _MOST_SAMPLES = 500, 4096, 1_000_000
_LEAST_SHARE, _MOST_SHARE = 5.0, 50.0

# A branch and a leaf with three votes, as they are stored.
_BYTES_OF_A_LEAF = 150

# A class with fewer pixels cannot be learnt; one with less than the second number, hardly.
_FEWEST_PIXELS, _FEW_PIXELS = 10, 100

# Digital numbers of reflectance in satellite products (Sentinel-2, Landsat, MODIS) by custom.
_REFLECTANCE_FACTOR = 1e-4

_METHOD_NAMES = {
    "forest": "Random forest",
    "linear": "Logistic regression",
    "mean": "Mean of a random forest and logistic regression",
}


def run_train_pixel_classifier(job: TrainPixelClassifierJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to learn from what, and how.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        ``output`` (the model), ``name``, ``scores`` (one row per class) and their ``means`` on the
        ground that was set aside, ``samples`` (number of pixels learnt from) and ``bytes``.

    Raises:
        SatDlError: If an input cannot be used, too little is labelled, or the model cannot be
            written.
    """
    target = _checked_target(job)
    with ExitStack() as stack:
        sources = [stack.enter_context(RasterSource(path)) for path in job.inputs]
        scaling = _scaling(sources)
        bands = _band_names(job, sources[0])
        check_indices(job.indices, bands)
        layer = open_labels(
            job.labels,
            job.class_field,
            [source.grid for source in sources],
            stack,
            reporter,
            _polygon_reader(target),
        )
        images = _images(job, sources, bands, scaling, layer, reporter)
        samples = draw_samples(
            images, job.samples, job.seed, PhaseReporter(reporter, 0.0, _READING_SHARE)
        )
        legend = _legend(layer, samples)
        grids = [source.grid for source in sources]
        inputs = (*(source.facts() for source in sources), layer.facts)
    _check_samples(job, samples, legend, reporter)
    held = set_aside(samples, grids, job.validation, job.seed)
    scores = _scored(job, samples, held, bands, legend, reporter)
    card = _card(job, target, bands, scaling, legend, scores)
    classifier = train_on(
        samples, job, bands, PhaseReporter(reporter, _SCORING_SHARE, _TRAINING_SHARE)
    )
    reporter.progress(_TRAINING_SHARE, "Writing")
    counts = {entry.name: int(samples.counts[entry.id]) for entry in legend}
    provenance = provenance_of(job, inputs, legend=legend, details={"labelled_pixels": counts})
    size = write_classifier(classifier, card, job.indices, samples, target, provenance)
    return _result(samples, card, scores, target, size, reporter)


def train_on(
    samples: Samples, job: TrainPixelClassifierJob, bands: Sequence[str], reporter: Reporter
) -> PixelClassifier:
    """Train the classifier that a job asks for on samples.

    Args:
        samples: What to learn from.
        job: Method, indices, size, balance and seed.
        bands: Names of the samples' bands.
        reporter: Hears of progress and is asked for cancellation.
    """
    return fit_classifier(
        features(samples.values.T, bands, job.indices),
        samples.class_id,
        samples.weights(balanced=job.balance),
        job.method,
        (job.trees, job.leaves),
        job.seed,
        reporter,
    )


def found_classes(
    classifier: PixelClassifier, samples: Samples, bands: Sequence[str], indices: Sequence[str]
) -> NDArray[np.uint8]:
    """Return the most probable class of each sample."""
    answer = classifier.predict(features(samples.values.T, bands, indices))
    found: NDArray[np.uint8] = np.array(classifier.classes, np.uint8)[answer.argmax(axis=1)]
    return found


def write_classifier(
    classifier: PixelClassifier,
    card: ModelCard,
    indices: Sequence[str],
    samples: Samples,
    target: Path,
    provenance: Optional[Provenance] = None,
) -> int:
    """Write the model and its card; return the size of the model in bytes.

    Args:
        classifier: Trained on the features of ``card.bands`` and ``indices``.
        card: Its card.
        indices: Names of spectral indices.
        samples: Pixels on which the file must agree with the classifier.
        target: The ONNX file.
        provenance: What is needed to make it again, stored in the model.
    """
    model = build_onnx(classifier, card, indices)
    if provenance is not None:
        model.metadata_props.add(key=PROVENANCE_TAG, value=provenance.to_json())
    content = model.SerializeToString()
    tried = samples.part(np.arange(len(samples.class_id))[:: max(1, len(samples.class_id) // 5000)])
    check_export(content, classifier, tried.values, features(tried.values.T, card.bands, indices))
    with staged_output(target) as staged:
        staged.write_bytes(content)
        staged.with_suffix(".json").write_text(card.to_json() + "\n", encoding="utf-8")
    return len(content)


def _checked_target(job: TrainPixelClassifierJob) -> Path:
    if not job.inputs:
        raise UsageError("No image is given", "", "Choose one raster or several")
    if job.method not in PIXEL_METHODS:
        raise UsageError(
            f"The method {job.method!r} is unknown", f"Use one of {', '.join(PIXEL_METHODS)}"
        )
    ranges = (
        ("Trees", job.trees, 1, _MOST_TREES),
        ("Leaves of a tree", job.leaves, 2, _MOST_LEAVES),
        ("Samples of a class", job.samples, _FEWEST_PIXELS, _MOST_SAMPLES),
        ("The share to set aside in percent", job.validation, _LEAST_SHARE, _MOST_SHARE),
    )
    for name, value, least, most in ranges:
        if not least <= value <= most and not (name == ranges[-1][0] and value == 0):
            raise UsageError(f"{name}: {value:g} cannot be used", f"{least:g} to {most:g} can")
    if not job.output.lower().endswith(MODEL_SUFFIX):
        raise UsageError(
            f"{job.output} is not a file name for a model",
            f"Models are files that end in {MODEL_SUFFIX}",
            "Name such a file",
        )
    inputs = (*job.inputs, job.labels, *([job.area] if job.area else []))
    return check_target(job.output, inputs, job.trees * job.leaves * _BYTES_OF_A_LEAF)


def _polygon_reader(target: Path) -> Callable[[str, str], ClassPolygons]:
    """Return what reads polygons; where they say no class, they have that of the model's name."""
    sole = ClassCard(1, usable_name(target.stem), fallback_color(0))
    return lambda path, field: read_class_polygons(path, field, any_name=True, sole=sole)


def _scaling(sources: Sequence[RasterSource]) -> Scaling:
    """Return how stored values enter a model of these rasters."""
    first = sources[0]
    pictures = [set(source.dtypes) == {"uint8"} for source in sources]
    if any(pictures) != all(pictures):
        other = sources[pictures.index(not pictures[0])]
        raise InputError(
            f"{first.path} and {other.path} have different data types",
            f"{first.dtypes[0]} and {other.dtypes[0]} values do not mean the same",
            "Choose images of one product",
        )
    for source in sources:
        if source.grid.is_georeferenced != first.grid.is_georeferenced:
            raise InputError(
                f"Of {first.path} and {source.path} only one has a CRS",
                "So their relative position is unknown",
                "Set the CRS of both",
            )
    if all(pictures):
        return Scaling()
    whole = all(np.dtype(dtype).kind in "iu" for source in sources for dtype in source.dtypes)
    return Scaling(factor=_REFLECTANCE_FACTOR if whole else 1.0, stored_range=None)


def _band_names(job: TrainPixelClassifierJob, source: RasterSource) -> tuple[str, ...]:
    """Return what the bands of the model are called."""
    if job.bands:
        return tuple(job.bands)
    named = {index: name for name, index in known_bands(source).items()}
    usable = [i for i in range(1, source.band_count + 1) if i not in source.alpha_bands]
    return tuple(named.get(index) or f"band{place}" for place, index in enumerate(usable, start=1))


def _images(
    job: TrainPixelClassifierJob,
    sources: Sequence[RasterSource],
    bands: Sequence[str],
    scaling: Scaling,
    layer: LabelLayer,
    reporter: Reporter,
) -> list[LabelledImage]:
    area = LabelledArea(job.area, [source.grid for source in sources], reporter)
    explicit = {name: index for name, index in job.bands.items() if index}
    images = []
    for source in sources:
        match = match_bands(source, bands, explicit)
        if match.note:
            reporter.log(f"{source.path}: {match.note}.", "warning")
        scaler, note = make_scaler(scaling, source, match.indexes)
        if note:
            reporter.log(f"{source.path}: {note}.", "warning")
        labels = layer.on(source.grid)
        if labels.is_outside:
            reporter.log(f"No label lies on {source.path}.", "warning")
        images.append(
            LabelledImage(
                source,
                match.indexes,
                scaler,
                labels,
                is_complete=job.area is not None,
                area=area.on(source.grid),
            )
        )
    return images


def _legend(layer: LabelLayer, samples: Samples) -> tuple[ClassCard, ...]:
    """Return the classes with pixels, in the order of the model's channels."""
    known = {entry.id: entry for entry in layer.legend}
    known[BACKGROUND_ID] = ClassCard(BACKGROUND_ID, "background", "#d9d4c7")
    classes = samples.classes
    # With one class beside the background a threshold says the same and combines better.
    threshold = 0.5 if len(classes) == 2 and BACKGROUND_ID in classes else 0.0
    return tuple(
        ClassCard(
            value,
            known[value].name if value in known else f"class {value}",
            known[value].color if value in known else fallback_color(value - 1),
            threshold=0.0 if value == BACKGROUND_ID else threshold,
        )
        for value in classes
    )


def _check_samples(
    job: TrainPixelClassifierJob,
    samples: Samples,
    legend: Sequence[ClassCard],
    reporter: Reporter,
) -> None:
    if not len(samples.class_id):
        raise InputError(
            "There is nothing to train on",
            "No pixel has both data and a label",
            "Check that images, labels and area cover the same place, their CRS and nodata values",
        )
    for entry in legend:
        pixels = int(samples.counts[entry.id])
        if pixels < _FEWEST_PIXELS:
            raise InputError(
                f"Class {entry.name!r} has only {pixels} labelled pixels",
                f"At least {_FEWEST_PIXELS} with data are needed",
                "Label more of it, or leave it out",
            )
        if pixels < _FEW_PIXELS:
            reporter.log(f"Class {entry.name!r} has only {pixels} labelled pixels.", "warning")
    if len(legend) < 2:
        todo = "Label something else, too"
        if job.area is None:
            todo += ", or give the area in which everything was labelled"
        raise InputError(
            f"Only one class is labelled: {legend[0].name}",
            "A classifier learns what tells classes apart",
            todo,
        )
    drawn = ", ".join(
        f"{entry.name} {np.count_nonzero(samples.class_id == entry.id):,}" for entry in legend
    )
    reporter.log(f"Pixels to train on: {drawn}.")


def _scored(
    job: TrainPixelClassifierJob,
    samples: Samples,
    held: NDArray[np.bool_],
    bands: Sequence[str],
    legend: Sequence[ClassCard],
    reporter: Reporter,
) -> Optional[HoldoutScores]:
    """Train on a part of the samples and return the scores on the others."""
    learnt = samples.part(~held)
    if not held.any() or len(np.unique(learnt.class_id)) < len(legend):
        if job.validation:
            reporter.log(
                "The labels cover too little ground to set some of it aside, so there are no "
                "scores; labels in more places help.",
                "warning",
            )
        return None
    phase = PhaseReporter(reporter, _READING_SHARE, _SCORING_SHARE)
    classifier = train_on(learnt, job, bands, phase)
    unseen = samples.part(held)
    found = found_classes(classifier, unseen, bands, job.indices)
    scores = score(unseen.class_id, found, samples.weights(balanced=False)[held], legend)
    for row in scores.rows():
        values = ", ".join(
            f"{name} {'-' if row[key] is None else format(row[key], '.3f')}"
            for name, key in (("IoU", "iou"), ("precision", "precision"), ("recall", "recall"))
        )
        reporter.log(f"On ground that was set aside, {row['class_name']}: {values}.")
    return scores


def _card(
    job: TrainPixelClassifierJob,
    target: Path,
    bands: Sequence[str],
    scaling: Scaling,
    legend: Sequence[ClassCard],
    scores: Optional[HoldoutScores],
) -> ModelCard:
    looked_at = [*bands, *(name.upper() for name in job.indices)]
    metrics: dict[str, Any] = {}
    if scores is not None:
        metrics["set_aside"] = {
            "classes": {row.pop("class_name"): row for row in scores.rows()},
            "mean": scores.means(),
            "accuracy": scores.accuracy(),
            "samples": scores.samples,
        }
    return ModelCard(
        name=usable_name(target.stem),
        classes=tuple(legend),
        bands=tuple(bands),
        licence=job.licence,
        trained_on=tuple(dict.fromkeys(Path(path.split("|")[0]).name for path in job.inputs)),
        scaling=scaling,
        stride_px=1,
        halo_px=0,
        metrics=metrics,
        description=f"{_METHOD_NAMES[job.method]} on single pixels: {', '.join(looked_at)}.",
    )


def _result(
    samples: Samples,
    card: ModelCard,
    scores: Optional[HoldoutScores],
    target: Path,
    size: int,
    reporter: Reporter,
) -> dict[str, Any]:
    """Tell what was written, and return what the job returns."""
    reporter.progress(1.0, "Writing")
    reporter.log(
        f"{target.name} has {size / 1e6:.2f} MB"
        + ("; it was trained on all samples after the scores had been taken." if scores else ".")
    )
    return {
        "output": str(target),
        "name": card.name,
        "scores": scores.rows() if scores else [],
        "means": scores.means() if scores else {},
        "samples": len(samples.class_id),
        "bytes": size,
    }
