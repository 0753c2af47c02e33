"""The job `combine`: several networks saved as one set among the user's models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any, Optional

from sat_dl_plugin.contract.card import ClassCard, ModelCard
from sat_dl_plugin.contract.class_list import merged_legend, stated_per_class, with_thresholds
from sat_dl_plugin.contract.digests import file_sha256
from sat_dl_plugin.contract.errors import ModelError, OutputError, UsageError
from sat_dl_plugin.contract.jobs import CombineJob, ImportJob
from sat_dl_plugin.contract.model_set import (
    COMBINATIONS,
    NETWORK_SUFFIX,
    ModelSet,
    SetMember,
    check_scale,
    check_weight,
)
from sat_dl_plugin.contract.reporting import PhaseReporter, Reporter
from sat_dl_plugin.engine.models.card_sources import resolve_card
from sat_dl_plugin.engine.models.catalogue import bundled_folder
from sat_dl_plugin.engine.models.importing import run_import
from sat_dl_plugin.engine.models.set_files import (
    checked_set_target,
    taken_back_on_failure,
    write_set,
)
from sat_dl_plugin.engine.models.sets import check_legend, found_model

_AVERAGE, _PER_CLASS = COMBINATIONS

# Of a network that tells one class from everything else, this is what an argmax does.
_ARGMAX_OF_TWO = 0.5

_READING_SHARE = 0.9


@dataclass(frozen=True)
class _Chosen:
    """One of the job's models."""

    file: Path
    card: ModelCard
    weight: float
    scales: tuple[Optional[float], ...]
    """One entry a member; None where no scale is stated."""
    classes: tuple[int, ...] = ()
    """Classes that are taken from it, where each comes from one model."""


def run_combine(job: CombineJob, reporter: Reporter) -> dict[str, Any]:
    """Save a set; networks from elsewhere are imported first, and go again when it fails.

    Args:
        job: Which models, how they combine, and the name.
        reporter: Hears of the steps and of what was decided.

    Returns:
        ``output`` (path of the set), ``name``, ``card``, ``sources``, ``members`` and
        ``imported``, the names of networks that are among the user's models now.

    Raises:
        ModelError: If there is no such model, it cannot be a member, or legends do not match.
        UsageError: If weights, scales, thresholds or rules do not fit the models.
        OutputError: If the name is taken or the folder cannot be written.
    """
    weights, scales = _checked_numbers(job)
    # The card refuses names that are no file names.
    name = ModelCard(name=job.name).name
    target = checked_set_target(Path(job.models_folder), name, overwrite=job.overwrite)
    imported: dict[Path, Path] = {}
    with taken_back_on_failure(imported):
        chosen = []
        for place, name in enumerate(job.models):
            share = place / len(job.models), (place + 1) / len(job.models)
            part = PhaseReporter(reporter, share[0] * _READING_SHARE, share[1] * _READING_SHARE)
            file = _installed(name, job.models_folder, imported, part)
            chosen.append(_Chosen(file, resolve_card(file).card, weights[place], scales[place]))
            reporter.check_cancelled()
        model_set = _set_of(job, chosen, reporter)
        write_set(model_set, target)
    reporter.progress(1.0, "Combined")
    return {
        "output": str(target),
        "name": model_set.card.name,
        "card": model_set.card.to_dict(),
        "sources": {},
        "members": [member.to_dict() for member in model_set.members],
        "imported": [path.stem for path in imported.values()],
    }


def _checked_numbers(
    job: CombineJob,
) -> tuple[list[float], list[tuple[Optional[float], ...]]]:
    """Return the weight and the scales of each model."""
    if not job.models:
        raise UsageError("No model was chosen", "", "Name the models that make the set")
    if job.combine not in COMBINATIONS:
        raise UsageError(
            f"{job.combine!r} is not a way to combine models", f"Known: {', '.join(COMBINATIONS)}"
        )
    scales = job.scales * len(job.models) if len(job.scales) == 1 else job.scales
    for what, given in (("weights", job.weights), ("scales", scales)):
        if given and len(given) != len(job.models):
            raise UsageError(
                f"{len(given)} {what} were given for {len(job.models)} models",
                "",
                f"Give the {what} of each model, in their order, or none",
            )
    if job.weights and job.combine == _PER_CLASS:
        raise UsageError(
            "Weights were given for a set that takes each class from one model",
            "Nothing is averaged between models",
            "Leave the weights out, or average the models",
        )
    for name, weight in zip(job.models, job.weights):
        check_weight(weight, name)
    for name, entry in zip(job.models, scales):
        for scale in entry:
            check_scale(scale, name)
    weights = [float(weight) for weight in job.weights] or [1.0] * len(job.models)
    stated = [tuple(map(float, entry)) for entry in scales] or [()] * len(job.models)
    return weights, [entry or (None,) for entry in stated]


def _installed(
    name: str, models_folder: str, imported: dict[Path, Path], reporter: Reporter
) -> Path:
    """Return the network among the installed ones, imported where it lies elsewhere.

    Args:
        name: Name or path of a network.
        models_folder: Folder of the user's own models.
        imported: File elsewhere -> file among the user's models; gets what is imported.
        reporter: Hears of an import.
    """
    found = found_model(name, models_folder)
    if found.model_set is not None:
        members = ", ".join(dict.fromkeys(member.name for member in found.model_set.members))
        raise ModelError(
            f"{name!r} is a set itself", "Sets hold networks", f"Choose its members: {members}"
        )
    own = Path(models_folder)
    homes = {own.resolve(), *(folder.resolve() for folder in (bundled_folder(),) if folder)}
    if found.path.resolve().parent in homes:
        return found.path
    source = found.path.resolve()
    if source in imported:
        return imported[source]
    card = resolve_card(source).card
    target = own / f"{card.name}{NETWORK_SUFFIX}"
    if target.exists():
        raise OutputError(
            f"{source.name} would become your model {card.name!r}, which exists",
            f"Members of a set are installed models, and {target} is there",
            f"Name {card.name!r} instead of the file, or import the file under another name",
        )
    run_import(ImportJob(str(source), models_folder), reporter)
    imported[source] = target
    return target


def _set_of(job: CombineJob, chosen: list[_Chosen], reporter: Reporter) -> ModelSet:
    for one in chosen:
        if one.card.task != "segmentation":
            raise ModelError(
                f"{one.card.name} is for {one.card.task} and finds no classes",
                "Sets are for segmentation",
                "Choose another model",
            )
    if job.combine == _PER_CLASS:
        chosen = _with_classes(chosen)
    legend = _legend(job, chosen, reporter)
    kept = {entry.id for entry in legend}
    members = [
        SetMember(
            one.file.name,
            file_sha256(one.file),
            # A model counts the same at one scale and at several.
            one.weight / len(one.scales),
            scale,
            tuple(class_id for class_id in one.classes if class_id in kept),
        )
        for one in chosen
        for scale in one.scales
        if kept & (set(one.classes) or {entry.id for entry in one.card.foreground})
    ]
    _check_twice(members)
    model_set = ModelSet(_card(job, chosen, legend), tuple(members), job.combine)
    cards = {one.file.name: one.card for one in chosen}
    check_legend(model_set, [cards[member.file] for member in members])
    return model_set


def _with_classes(chosen: Sequence[_Chosen]) -> list[_Chosen]:
    """Give every class to the first model that knows it."""
    owners: dict[int, Path] = {}
    result = []
    for one in chosen:
        known = [entry.id for entry in one.card.foreground]
        taken = tuple(i for i in known if owners.setdefault(i, one.file) == one.file)
        if not taken:
            raise UsageError(
                f"{one.card.name} adds no class to the set",
                "All of its classes come from models that are named before it",
                "Name it earlier, leave it out, or average the models",
            )
        result.append(replace(one, classes=taken))
    return result


def _legend(
    job: CombineJob, chosen: Sequence[_Chosen], reporter: Reporter
) -> tuple[ClassCard, ...]:
    """Return the classes of the set with thresholds and cleaning rules."""
    cards = [_only_taken(one) for one in chosen]
    legend = merged_legend(cards)
    unstated = [entry.name for entry in legend if entry.threshold == 0.0]
    legend = tuple(_settled(entry, cards, len(legend)) for entry in legend)
    settled = [e.name for e in legend if e.name in unstated and e.threshold == _ARGMAX_OF_TWO]
    if settled:
        reporter.log(
            f"The threshold of {', '.join(settled)} is {_ARGMAX_OF_TWO:g}: not all members know "
            "all classes, so their backgrounds cannot be compared."
        )
    rules = stated_per_class(legend, job.rules)
    legend = with_thresholds(legend, job.thresholds)
    return tuple(
        replace(entry, **asdict(rules[entry.id])) if entry.id in rules else entry
        for entry in legend
    )


def _only_taken(one: _Chosen) -> ModelCard:
    if not one.classes:
        return one.card
    return one.card.with_changes(
        classes=tuple(entry for entry in one.card.classes if entry.id in one.classes)
    )


def _settled(entry: ClassCard, cards: Sequence[ModelCard], known: int) -> ClassCard:
    """Return a class with the mean of the thresholds that are stated.

    The threshold 0 means "more probable than the background". Members that know different
    classes have different backgrounds, so that cannot be kept in a set of them.
    """
    thresholds = [
        found.threshold for card in cards for found in card.foreground if found.id == entry.id
    ]
    stated = [value for value in thresholds if value > 0.0]
    if stated:
        # Cards and forms show it; more digits would claim a precision that nobody has.
        return replace(entry, threshold=round(fmean(stated), 3))
    is_partial = any(len(card.foreground) < known for card in cards)
    return replace(entry, threshold=_ARGMAX_OF_TWO if is_partial else 0.0)


def _check_twice(members: Sequence[SetMember]) -> None:
    seen = set()
    for member in members:
        key = (member.file, member.scale)
        if key in seen:
            at = "" if member.scale is None else f" at the scale {member.scale:g}"
            raise UsageError(
                f"{member.name} is in the set twice{at}",
                "It would say the same twice",
                "Name it once and give it a larger weight, or give it other scales",
            )
        seen.add(key)


def _card(job: CombineJob, chosen: Sequence[_Chosen], legend: tuple[ClassCard, ...]) -> ModelCard:
    cards = [one.card for one in chosen]
    bands = dict.fromkeys(band for card in cards for band in card.bands)
    gsds = [card.gsd_m for card in cards if card.gsd_m is not None]
    names = list(dict.fromkeys(_text_of(one) for one in chosen))
    kind = "The mean of" if job.combine == _AVERAGE else "Each class from one of"
    return ModelCard(
        name=job.name,
        classes=legend,
        bands=tuple(bands),
        licence="; ".join(dict.fromkeys(card.licence for card in cards)),
        trained_on=tuple(dict.fromkeys(entry for card in cards for entry in card.trained_on)),
        gsd_m=min(gsds, default=None),
        description=f"{kind} {', '.join(names)}.",
    )


def _text_of(one: _Chosen) -> str:
    stated = [f"{scale:g}" for scale in one.scales if scale is not None]
    details = [f"scale {' and '.join(stated)}"] if stated else []
    if one.weight != 1.0:
        details.append(f"weight {one.weight:g}")
    return f"{one.card.name} ({', '.join(details)})" if details else one.card.name
