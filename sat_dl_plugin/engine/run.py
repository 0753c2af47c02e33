"""One entry for every job: from a `Job` to the function that does it."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Callable

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import Job
from sat_dl_plugin.contract.reporting import Reporter

# Imported only when asked for, so that a job loads nothing it does not need.
_RUNNERS: dict[str, tuple[str, str]] = {
    "segment": ("sat_dl_plugin.engine.segment.job", "run_segment"),
    "clean": ("sat_dl_plugin.engine.segment.clean_job", "run_clean"),
    "polygonize": ("sat_dl_plugin.engine.vector.job", "run_polygonize"),
    "segmenttopolygons": ("sat_dl_plugin.engine.segment.polygons_job", "run_segment_to_polygons"),
    "deepimageprior": ("sat_dl_plugin.engine.enhance.prior.job", "run_prior"),
    "decrappify": ("sat_dl_plugin.engine.enhance.decrappify.job", "run_decrappify"),
    "enhance": ("sat_dl_plugin.engine.enhance.chain", "run_enhance"),
    "stackbands": ("sat_dl_plugin.engine.prepare.stack", "run_stack"),
    "preview": ("sat_dl_plugin.engine.segment.preview", "run_preview"),
    "correct": ("sat_dl_plugin.engine.review.correction_job", "run_correct"),
    "viewembedding": ("sat_dl_plugin.engine.review.prompts.jobs", "run_view_embedding"),
    "importpromptable": ("sat_dl_plugin.engine.review.prompts.jobs", "run_import_promptable"),
    "labelnext": ("sat_dl_plugin.engine.review.label_next_job", "run_label_next"),
    "learnfromcorrections": (
        "sat_dl_plugin.engine.train.learning_job",
        "run_learn_from_corrections",
    ),
    "describe": ("sat_dl_plugin.engine.models.describe", "run_describe"),
    "import": ("sat_dl_plugin.engine.models.importing", "run_import"),
    "combine": ("sat_dl_plugin.engine.models.combining", "run_combine"),
    "accuracy": ("sat_dl_plugin.engine.analyse.accuracy", "run_accuracy"),
    "areareport": ("sat_dl_plugin.engine.analyse.area_report", "run_area_report"),
    "trainpixelclassifier": ("sat_dl_plugin.engine.pixels.job", "run_train_pixel_classifier"),
    "pretrainbackbone": ("sat_dl_plugin.engine.train.backbone_job", "run_pretrain_backbone"),
    "trainautoencoder": ("sat_dl_plugin.engine.train.autoencoder_job", "run_train_autoencoder"),
    "traindecrappify": ("sat_dl_plugin.engine.train.decrappify_job", "run_train_decrappify"),
    "exportchips": ("sat_dl_plugin.engine.chips.job", "run_export_chips"),
    "trainsegmentation": (
        "sat_dl_plugin.engine.train.segmentation_job",
        "run_train_segmentation",
    ),
    "selftest": ("sat_dl_plugin.engine.models.self_test", "run_self_test"),
}


def run_job(job: Job, reporter: Reporter) -> dict[str, Any]:
    """Run one job to its end.

    Args:
        job: What to do.
        reporter: Hears of progress and is asked for cancellation.

    Returns:
        JSON-ready result of the job; ``output`` is the path of what was written.

    Raises:
        SatDlError: When the job cannot be done; `JobCancelled` when the user stopped it.
    """
    try:
        module, function = _RUNNERS[job.verb]
    except KeyError:
        raise UsageError(f"The engine does not know the job {job.verb!r}") from None
    runner: Callable[[Job, Reporter], dict[str, Any]] = getattr(import_module(module), function)
    return runner(job, reporter)
