"""The job `trainautoencoder`: from pictures to a model that describes places by few numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from safetensors.torch import save_file

from sat_dl_plugin.contract.card import CARD_KEY, ModelCard
from sat_dl_plugin.contract.errors import ModelError, UsageError
from sat_dl_plugin.contract.jobs import LARGEST_BOTTLENECK, TrainAutoencoderJob
from sat_dl_plugin.contract.reporting import Reporter
from sat_dl_plugin.engine.models.card_sources import usable_name
from sat_dl_plugin.engine.output import staged_output
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG
from sat_dl_plugin.engine.train.autoencoder import (
    Autoencoder,
    AutoencoderTraining,
    EmbeddingNetwork,
    psnr_db,
    reconstruction_error,
)
from sat_dl_plugin.engine.train.chip_training import (
    TRAINED,
    ChipWorkshop,
    checkpoint_of,
    chip_workshop,
    start_encoder,
    train,
)
from sat_dl_plugin.engine.train.export import (
    export_graph,
    fold_normalisations,
    largest_difference,
    write_with_card,
)
from sat_dl_plugin.engine.train.network import STRIDE
from sat_dl_plugin.engine.train.scene_chips import SceneChips

MODEL_SUFFIX = ".onnx"

OUTPUT_NAME = "embedding"

_TOLERANCE = 1e-3


def run_train_autoencoder(job: TrainAutoencoderJob, reporter: Reporter) -> dict[str, Any]:
    """Run the job.

    Args:
        job: What to look at, how few numbers describe it, and how long.
        reporter: Hears of progress and of every epoch, and is asked for cancellation.

    Returns:
        ``output`` (the model that describes), ``weights`` (of the whole, to start from),
        ``metrics`` (of the chips that were set aside, or else of those learnt from), ``chips``,
        ``validation_chips``, ``steps`` and ``seconds``.

    Raises:
        SatDlError: If the training cannot succeed, or its result cannot be written.
    """
    if not 1 <= job.bottleneck <= LARGEST_BOTTLENECK:
        raise UsageError(
            f"A cell cannot be described by {job.bottleneck} numbers",
            "",
            f"Use 1 to {LARGEST_BOTTLENECK}",
        )
    with chip_workshop(job, None, MODEL_SUFFIX, reporter) as workshop:
        torch.manual_seed(job.seed)
        network = Autoencoder(len(workshop.inputs.bands), job.bottleneck)
        start_encoder(network, network.encoder, workshop, reporter)
        loop = AutoencoderTraining(
            network,
            workshop.chips.training,
            workshop.chips.scaling,
            workshop.patch_px // 16 * 16,
            workshop.schedule(),
            checkpoint_of(workshop),
            str(workshop.device),
        )
        train(loop, workshop, reporter)
        reporter.progress(TRAINED, "Scoring")
        metrics = _metrics(loop.average.network, workshop, reporter)
        trained = loop.average.network.cpu()
        weights = _write(trained, job, workshop, metrics, reporter)
        result = {
            "output": job.output,
            "weights": weights,
            "metrics": metrics,
            "chips": len(workshop.chips.training.images),
            "validation_chips": len(workshop.plan.validation),
            "steps": loop.step,
            "seconds": round(loop.seconds, 1),
        }
    reporter.progress(1.0, "Done")
    return result


def _metrics(network: Autoencoder, workshop: ChipWorkshop, reporter: Reporter) -> dict[str, Any]:
    """Return how well pictures are drawn again: in deviations, as a share, and in decibels."""
    aside, scaling = workshop.chips.validation, workshop.chips.scaling
    chips: SceneChips = aside or workshop.chips.training
    errors = reconstruction_error(network, chips, scaling, str(workshop.device))
    metrics: dict[str, Any] = {
        "rmse_sd": round(float(np.sqrt(np.mean(errors**2))), 4),
        "rmse_sd_by_band": [round(float(error), 4) for error in errors],
        "values_per_number": round(network.bands * STRIDE**2 / network.bottleneck, 2),
    }
    shown = f"{metrics['rmse_sd']:.3f} standard deviations"
    if scaling.stored_range is not None:
        metrics["psnr_db"] = round(psnr_db(errors, scaling), 2)
        shown += f", {metrics['psnr_db']:.1f} dB"
    where = "set aside" if aside else "learnt from"
    reporter.log(f"Chips that were {where} are reconstructed with an error of {shown}.")
    return {"val" if aside else "train": metrics}


def _write(
    network: Autoencoder,
    job: TrainAutoencoderJob,
    workshop: ChipWorkshop,
    metrics: dict[str, Any],
    reporter: Reporter,
) -> str:
    """Write the model and beside it the weights of the whole; return the path of the latter."""
    describing = EmbeddingNetwork(network)
    card = _card(job, describing, workshop, metrics)
    fold_normalisations(describing)
    graph = export_graph(describing, OUTPUT_NAME, describing.stride_px, network.bands)
    provenance = workshop.provenance({"metrics": metrics}).to_json()
    onnx.helper.set_model_props(graph, {CARD_KEY: card.to_json(), PROVENANCE_TAG: provenance})
    content = graph.SerializeToString()
    difference = largest_difference(
        describing, content, OUTPUT_NAME, describing.stride_px, network.bands
    )
    if not difference <= _TOLERANCE:
        raise ModelError(
            f"The exported network differs by {difference:.2e} from the trained one",
            f"At most {_TOLERANCE} is allowed",
            "Report this with the versions of torch and onnxruntime",
        )
    with staged_output(job.output) as path:
        write_with_card(content, card, path)
        weights = {name: values.contiguous() for name, values in network.state_dict().items()}
        facts = {CARD_KEY: card.to_json(), PROVENANCE_TAG: provenance}
        save_file(weights, path.with_suffix(".safetensors"), metadata=facts)
    reporter.log(f"The model was checked against the trained network: {difference:.1e} apart.")
    return str(Path(job.output).with_suffix(".safetensors"))


def _card(
    job: TrainAutoencoderJob,
    network: EmbeddingNetwork,
    workshop: ChipWorkshop,
    metrics: dict[str, Any],
) -> ModelCard:
    return ModelCard(
        name=usable_name(Path(job.output).stem),
        task="embedding",
        licence=job.licence,
        trained_on=tuple(Path(raster.file.path).name for raster in workshop.inputs.rasters),
        bands=workshop.inputs.bands,
        gsd_m=workshop.inputs.gsd_m,
        scaling=workshop.chips.scaling,
        stride_px=network.stride_px,
        halo_px=network.halo_px,
        scale_factor=1.0 / network.stride_px,
        metrics=metrics,
        description=(
            f"Describes every cell of {network.stride_px} x {network.stride_px} pixels by "
            f"{job.bottleneck} numbers. The encoder of an autoencoder trained with Sat DL."
        ),
    )
