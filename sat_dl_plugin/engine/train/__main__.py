"""``python -m sat_dl_plugin.engine.train urban``: train, tune, export and score a network."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.errors import SatDlError

_LOG = logging.getLogger("sat_dl.train")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m sat_dl_plugin.engine.train", description=__doc__
    )
    parser.add_argument("recipe", choices=["urban"], help="the network to train")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--output", type=Path, required=True, help="ONNX file to write")
    parser.add_argument("--minutes", type=float, help="time to train, over all resumed runs")
    parser.add_argument("--steps", type=int, help="batches to train (reproducible)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="processor cores to use")
    parser.add_argument("--batch", type=int, default=16, help="patches per step")
    parser.add_argument("--gsd", type=float, default=None, help="metres per pixel of the card")
    parser.add_argument(
        "--checkpoint", type=Path, help="file to go on from (default: beside the output)"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument(
        "--export-only", action="store_true", help="tune, export and score the checkpoint as it is"
    )
    return parser


def train_urban(arguments: argparse.Namespace) -> None:
    """Train, unless told not to, then tune on the holdout, score on val and export."""
    import torch

    from sat_dl_plugin.engine.models.catalogue import CATALOGUE_FILE, write_catalogue
    from sat_dl_plugin.engine.train import urban
    from sat_dl_plugin.engine.train.export import write_model
    from sat_dl_plugin.engine.train.loop import Progress, Schedule

    torch.set_num_threads(arguments.threads)
    checkpoint = arguments.checkpoint or arguments.output.with_suffix(".checkpoint.pt")
    if not arguments.export_only:
        minutes = arguments.minutes
        schedule = Schedule(
            steps=arguments.steps,
            seconds=None if minutes is None else 60.0 * minutes,
            batch_size=arguments.batch,
            seed=arguments.seed,
        )
        trainer = urban.build_trainer(arguments.data, schedule, checkpoint)
        if arguments.resume and trainer.resume():
            _LOG.info("resumed at step %d", trainer.step)

        def report(progress: Progress) -> None:
            _LOG.info(
                "step %d (%.0f %%): loss %.4f, %.2f s a step",
                progress.step,
                100.0 * progress.done,
                progress.loss,
                progress.seconds_per_step,
            )

        trainer.run(report)
    network = urban.load_network(checkpoint)
    holdout = urban.scoring_scenes(arguments.data, "holdout")
    decision = urban.tune(network, holdout)
    _LOG.info("thresholds %s", decision.thresholds)
    metrics = urban.score_all(network, arguments.data, decision, holdout)
    gsd_m = arguments.gsd or urban.NOMINAL_GSD_M
    card = urban.build_card(decision, gsd_m, metrics)
    difference = write_model(network, card, arguments.output)
    if (arguments.output.parent / CATALOGUE_FILE).exists():
        write_catalogue(arguments.output.parent)
    _LOG.info("%s written; differs from torch by at most %.1e", arguments.output, difference)
    _LOG.info("%s", json.dumps(metrics, indent=1))


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run the command line and return its exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    arguments = build_parser().parse_args(argv)
    try:
        train_urban(arguments)
    except SatDlError as error:
        _LOG.error("%s", error)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
