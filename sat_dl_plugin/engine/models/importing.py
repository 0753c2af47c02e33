"""Importing: a network from anywhere, checked, with its card, among the user's models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import ModelError, OutputError
from sat_dl_plugin.contract.jobs import ImportJob
from sat_dl_plugin.contract.model_set import NETWORK_SUFFIX, SET_SUFFIX, ModelSet
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.card_sources import USER, ResolvedCard, resolve_card
from sat_dl_plugin.engine.models.catalogue import bundled_models
from sat_dl_plugin.engine.models.deepness import write_deepness
from sat_dl_plugin.engine.models.loading import MAX_FILE_BYTES, external_files
from sat_dl_plugin.engine.models.network import Batch, OnnxNetwork
from sat_dl_plugin.engine.models.set_files import import_set, renamed_set
from sat_dl_plugin.engine.models.sets import FoundModel, found_model
from sat_dl_plugin.engine.output import staged_output

_TRIAL_SIDE = 128
_DEEPNESS_TILE = 512
_SEED = 20170428


def run_import(job: ImportJob, reporter: Reporter) -> dict[str, Any]:
    """Check a network, complete its card and copy both into the user's models.

    Args:
        job: What to import and where to.
        reporter: Hears of the steps and of everything that was guessed.

    Returns:
        ``output`` (path of the copy), ``name``, ``card``, ``sources``, ``guessed`` and
        ``warnings``; ``members`` for a set.

    Raises:
        ModelError: If the network is unusable or a field must be stated.
        OutputError: If the name is taken or the folder cannot be written.
    """
    found = found_model(job.model, job.models_folder)
    if found.model_set is not None:
        return _run_set_import(job, found, found.model_set, reporter)
    source = found.path
    reporter.progress(0.1, "Reading the network")
    resolved = resolve_card(source, job.changes)
    target = Path(job.models_folder) / f"{resolved.card.name}{NETWORK_SUFFIX}"
    _check_target(target, source, resolved.card, job)
    reporter.check_cancelled()
    reporter.progress(0.4, "Trying the network")
    network = OnnxNetwork(source, resolved, device="cpu")
    try_network(network)
    reporter.check_cancelled()
    reporter.progress(0.7, "Copying the network")
    _write_pair(source, resolved, target)
    for text in network.warnings:
        reporter.log(text, "warning")
    if resolved.card.guessed:
        fields = ", ".join(resolved.card.guessed)
        reporter.log(f"Nobody stated these card fields, please check them: {fields}", "warning")
    reporter.progress(1.0, "Imported")
    return {
        "output": str(target),
        "name": resolved.card.name,
        "card": resolved.card.to_dict(),
        "sources": resolved.sources,
        "guessed": list(resolved.card.guessed),
        "warnings": network.warnings,
    }


def _run_set_import(
    job: ImportJob, found: FoundModel, model_set: ModelSet, reporter: Reporter
) -> dict[str, Any]:
    model_set = renamed_set(model_set, job.changes)
    output = import_set(found, model_set, job, reporter)
    reporter.progress(1.0, "Imported")
    return {
        "output": output,
        "name": model_set.card.name,
        "card": model_set.card.to_dict(),
        "sources": {},
        "guessed": [],
        "warnings": [],
        "members": [member.to_dict() for member in model_set.members],
    }


def try_network(network: OnnxNetwork) -> None:
    """Run a network on a small random picture.

    Raises:
        ModelError: If it does not run, gives values that are not numbers, or another shape
            than its card says.
    """
    card = network.card
    side = -(-max(_TRIAL_SIDE, 2 * network.output_margin_px + 1) // card.stride_px)
    rows, columns = (fixed or side * card.stride_px for fixed in network.fixed_shape)
    picture = np.random.default_rng(_SEED).normal(size=(1, len(card.bands), rows, columns))
    answer = network.predict(picture.astype(np.float32))
    check_answer(network, answer, (rows, columns))


def check_answer(network: OnnxNetwork, answer: Batch, shape: tuple[int, int]) -> None:
    """Check what a network gave for a picture.

    Args:
        network: The network.
        answer: What it gave, of shape (n, classes, rows', columns').
        shape: Rows and columns of the picture.

    Raises:
        ModelError: If the answer has another shape than promised, or values that are no
            numbers or no classes of the card.
    """
    facts, card = network.facts, network.card
    lack = 2 * network.output_margin_px
    rows, columns = shape
    wanted = tuple(round((side - lack) * card.scale_factor) for side in shape)
    if answer.shape[2:] != wanted:
        raise ModelError(
            f"{network.path.name} gave {list(answer.shape[2:])} pixels for {rows} x {columns}",
            f"Its graph promises {list(wanted)}",
            "Export it with an output of the input's size",
        )
    if not np.isfinite(answer).all():
        raise ModelError(
            f"{network.path.name} gives values that are not numbers",
            f"On a generated image {np.isfinite(answer).mean():.0%} of its output is finite",
            "Export the network again from weights that are sound",
        )
    if facts.output_is_labels and not answer.any(axis=1).all():
        raise ModelError(
            f"{network.path.name} gives class numbers that its legend does not list",
            f"The legend has {len(card.classes)} classes",
            "State the field 'classes' with one entry for every class number, from 0",
        )


def _check_target(target: Path, source: Path, card: ModelCard, job: ImportJob) -> None:
    if target.exists() and target.resolve() == source.resolve() and not job.overwrite:
        raise OutputError(
            f"{source.name} is one of your models already",
            "",
            "Allow overwriting to change its card, or give it another name",
        )
    if target.exists() and not job.overwrite:
        raise OutputError(
            f"You already have a model {card.name!r}",
            f"{target} exists",
            "Allow overwriting, or give the new one another name",
        )
    if target.with_suffix(".json").name.lower().endswith(SET_SUFFIX):
        raise OutputError(
            f"A network cannot be called {card.name!r}",
            f"Its card would be {target.with_suffix('.json').name}, as sets of networks are called",
            "State another 'name'",
        )
    if target.with_name(f"{card.name}{SET_SUFFIX}").exists():
        raise OutputError(
            f"You already have a set {card.name!r}",
            "The network would be used in its place",
            "State another 'name'",
        )
    if card.name in {entry.name for entry in bundled_models()}:
        raise OutputError(
            f"{card.name!r} is the name of a bundled model",
            "The bundled one would be used in its place",
            "State another 'name'",
        )


def _finished_card(resolved: ResolvedCard) -> ModelCard:
    """Return the card as it is kept; what the user stated is no guess any more."""
    stated = {name for name, origin in resolved.sources.items() if origin == USER}
    left = tuple(name for name in resolved.card.guessed if name not in stated)
    return resolved.card.with_changes(guessed=left)


def _write_pair(source: Path, resolved: ResolvedCard, target: Path) -> None:
    """Write network and card beside the target and rename both when they are complete."""
    card = _finished_card(resolved)
    content = _with_card(source, card)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Readers of either file get the same card, so the order of the two does not matter.
        for path, data in (
            (target, content),
            (target.with_suffix(".json"), (card.to_json() + "\n").encode("utf-8")),
        ):
            _write_whole(path, data)
    except OSError as error:
        raise OutputError(
            f"The model cannot be written to {target.parent}",
            error.strerror or str(error),
            "Choose a folder you may write to, with enough space",
        ) from error


def _with_card(source: Path, card: ModelCard) -> bytes:
    """Return the network with its card and the Deepness keys inside, all weights included."""
    model = onnx.load(str(source), load_external_data=False)
    if external_files(model):
        onnx.load_external_data_for_model(model, str(source.parent))
        if model.ByteSize() > MAX_FILE_BYTES:
            raise ModelError(
                f"{source.name} and its weights have {model.ByteSize():,} bytes",
                f"One file cannot hold more than {MAX_FILE_BYTES:,}",
                "Use it by its path instead of importing it",
            )
    properties = {entry.key: entry.value for entry in model.metadata_props}
    for key, value in write_deepness(card, _DEEPNESS_TILE).items():
        properties.setdefault(key, value)
    properties[CARD_KEY] = card.to_json()
    onnx.helper.set_model_props(model, properties)
    return bytes(model.SerializeToString())


def _write_whole(path: Path, data: bytes) -> None:
    with staged_output(path) as stage:
        stage.write_bytes(data)
