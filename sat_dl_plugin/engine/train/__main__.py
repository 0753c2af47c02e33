"""``python -m sat_dl_plugin.engine.train RECIPE``: train, export and score a bundled network."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, Optional

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.jobs import PIXEL_METHODS, TrainPixelClassifierJob

if TYPE_CHECKING:
    from sat_dl_plugin.engine.train.enhancers import Materials, Recipe
    from sat_dl_plugin.engine.train.loop import Progress, TrainingLoop

_LOG = logging.getLogger("sat_dl.train")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; each recipe sets ``run``."""
    parser = argparse.ArgumentParser(
        prog="python -m sat_dl_plugin.engine.train", description=__doc__
    )
    recipes = parser.add_subparsers(dest="recipe", metavar="RECIPE", required=True)
    segmentation = recipes.add_parser("segmentation", help="a network that segments")
    segmentation.set_defaults(run=train_segmentation)
    _add_segmentation(segmentation)
    _add_enhancer(recipes.add_parser("enhancer", help="a network that enhances pictures"))
    water = recipes.add_parser("water", help="the pixel classifier water")
    water.set_defaults(run=train_water)
    water.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    water.add_argument("--output", type=Path, required=True, help="ONNX file to write")
    water.add_argument("--method", choices=PIXEL_METHODS, default="mean")
    water.add_argument("--trees", type=int, default=16, help="(default: %(default)s)")
    water.add_argument("--seed", type=int, default=1)
    water.add_argument("--threads", type=int, default=2, help="processor cores to use")
    pictures = recipes.add_parser("pictures", help="write the pictures of enhancers to one file")
    pictures.set_defaults(run=write_pictures, threads=1)
    pictures.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    pictures.add_argument("--output", type=Path, required=True, help=".npz to write")
    pictures.add_argument(
        "--megabytes",
        type=float,
        default=float("inf"),
        help="size that the training pictures may take (default: all pictures)",
    )
    return parser


def _add_enhancer(enhancer: argparse.ArgumentParser) -> None:
    enhancer.set_defaults(run=train_enhancer)
    _add_training(enhancer)
    enhancer.set_defaults(batch=8)
    enhancer.add_argument(
        "--scale", type=int, choices=(1, 2, 4), default=2, help="(default: %(default)s)"
    )
    enhancer.add_argument(
        "--aim",
        choices=("fidelity", "perceptual"),
        default="fidelity",
        help="closest to the true pixels, or pleasant to look at (default: %(default)s)",
    )
    enhancer.add_argument(
        "--start", type=Path, help="checkpoint of another training to take weights from"
    )
    enhancer.add_argument(
        "--weights", type=Path, help="folder of the pretrained weights (default: DATA/weights)"
    )
    enhancer.add_argument(
        "--blend-with", type=Path, help="checkpoint of the network this one was trained from"
    )
    enhancer.add_argument(
        "--blend",
        type=float,
        default=0.5,
        help="share of this network in the weights that are exported (default: %(default)s)",
    )
    enhancer.add_argument(
        "--sources", nargs="+", default=[], help="val pictures to score on (default: all)"
    )
    enhancer.add_argument("--device", default="cpu", help="cpu, cuda … (default: %(default)s)")
    enhancer.add_argument("--snapshot", type=Path, help="file for the averaged weights alone")
    enhancer.add_argument(
        "--train-only", action="store_true", help="neither score nor export what was trained"
    )


def _add_training(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--output", type=Path, required=True, help="ONNX file to write")
    parser.add_argument("--minutes", type=float, help="time to train, over all resumed runs")
    parser.add_argument("--steps", type=int, help="batches to train (reproducible)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="processor cores to use")
    parser.add_argument(
        "--batch", type=int, default=16, help="patches per step (default: %(default)s)"
    )
    parser.add_argument(
        "--checkpoint", type=Path, help="file to go on from (default: beside the output)"
    )
    parser.add_argument(
        "--report-seconds",
        type=float,
        default=60.0,
        help="between two reports (default: %(default)s)",
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint")
    parser.add_argument(
        "--export-only", action="store_true", help="export and score the checkpoint as it is"
    )


def _add_segmentation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", help="of the network: urban, buildings, fields …")
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the data sets")
    parser.add_argument("--output", type=Path, help="ONNX file to write")
    parser.add_argument("--work", type=Path, required=True, help="folder of the state of training")
    parser.add_argument("--minutes", type=float, help="time to train, over all resumed runs")
    parser.add_argument("--epochs", type=int, help="rounds of 100 batches (reproducible)")
    parser.add_argument("--batch", type=int, help="patches per step (default: the recipe's)")
    parser.add_argument("--architecture", help="of the network (default: the recipe's)")
    parser.add_argument("--start", type=Path, help="network to begin from (.onnx)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="processor cores to use")
    parser.add_argument("--device", default="cpu", help="cpu or cuda (default: %(default)s)")
    parser.add_argument(
        "--plain", action="store_true", help="a plain U-Net without the article's steps"
    )
    parser.add_argument("--train-only", action="store_true", help="do not score and export")
    parser.add_argument("--export-only", action="store_true", help="score and export what is there")


def train_segmentation(arguments: argparse.Namespace) -> None:
    """Train, unless told not to, then tune on the holdout, score on val and export."""
    from sat_dl_plugin.engine.train import bundled
    from sat_dl_plugin.engine.train.export import write_segmentation
    from sat_dl_plugin.engine.train.fit_settings import FitControl
    from sat_dl_plugin.engine.train.recipes import find_recipe, plain, plain_settings

    recipe = find_recipe(arguments.name)
    settings = plain_settings if arguments.plain else type(recipe).settings
    recipe = plain(recipe) if arguments.plain else recipe
    if arguments.architecture:
        recipe = replace(recipe, architecture=arguments.architecture)
    if not arguments.export_only:
        changes = {"batch_size": arguments.batch} if arguments.batch else {}
        chosen = settings(
            recipe,
            epochs=arguments.epochs,
            seconds=_seconds(arguments),
            seed=arguments.seed,
            device=arguments.device,
            **changes,
        )
        control = FitControl(epoch=lambda report: _LOG.info("%s", report.to_dict()))
        bundled.fit_recipe(recipe, arguments.data, arguments.work, chosen, control, arguments.start)
    if arguments.train_only:
        return
    network = bundled.load_best(recipe, arguments.data, arguments.work)
    card = bundled.finish(recipe, network, arguments.data)
    if arguments.output is None:
        _LOG.info("%s", json.dumps(card.metrics, indent=1))
        return
    difference = write_segmentation(network, card, arguments.output, half=True)
    _finish(arguments, difference, card.metrics)


def train_enhancer(arguments: argparse.Namespace) -> None:
    """Train, unless told not to, then score on val and export."""
    from sat_dl_plugin.engine.train import enhancers

    materials = enhancers.Materials(arguments.data, arguments.weights or arguments.data / "weights")
    recipe = enhancers.Recipe(arguments.scale, arguments.aim)
    if not arguments.export_only:
        _train_enhancer(arguments, materials, recipe)
    if arguments.train_only:
        return
    from sat_dl_plugin.engine.train.enhancer_export import write_enhancer

    network = enhancers.load_network(arguments.snapshot or _checkpoint(arguments))
    if arguments.blend_with is not None:
        other = enhancers.load_network(arguments.blend_with)
        network = enhancers.blended(network, other, arguments.blend)
    metrics = enhancers.score_all(network, materials, arguments.sources)
    card = enhancers.build_card(network, arguments.aim, metrics)
    if card.name != arguments.output.stem:
        card = card.with_changes(name=arguments.output.stem)
    _finish(arguments, write_enhancer(network, card, arguments.output), metrics)


def _train_enhancer(arguments: argparse.Namespace, materials: Materials, recipe: Recipe) -> None:
    from sat_dl_plugin.engine.train import enhancers

    schedule = enhancers.training_schedule(
        arguments.steps, _seconds(arguments), arguments.batch, arguments.seed
    )
    # A machine that only trains keeps the snapshot alone, unless it is told otherwise.
    wanted = arguments.checkpoint or not arguments.train_only
    trainer = enhancers.build_trainer(
        materials,
        recipe,
        schedule,
        _checkpoint(arguments) if wanted else None,
        arguments.device,
        arguments.snapshot,
        arguments.start,
    )
    watch = enhancers.Watch(materials, recipe, arguments.device)
    _LOG.info("bicubic interpolation: %s", watch.before)
    _train(trainer, arguments, lambda: watch(trainer.average.network))


def write_pictures(arguments: argparse.Namespace) -> None:
    """Write the pictures that enhancing networks are trained on to one file."""
    from sat_dl_plugin.engine.train.enhancer_data import prepare

    limit = min(1e6 * arguments.megabytes, float(sys.maxsize))
    size = prepare(arguments.data, arguments.output, int(limit))
    _LOG.info("%s written: %.1f MB", arguments.output, size / 1e6)


def train_water(arguments: argparse.Namespace) -> None:
    """Train on the western parts of all scenes, score on the eastern ones, and export."""
    from sat_dl_plugin.engine.train import water

    job = TrainPixelClassifierJob(
        inputs=(),
        labels="",
        output=str(arguments.output),
        method=arguments.method,
        trees=arguments.trees,
        samples=water.SAMPLES_OF_A_SCENE,
        balance=False,
        seed=arguments.seed,
    )
    classifier, metrics = water.train_and_score(arguments.data, job)
    card = water.build_card(job, metrics)
    size = water.write(classifier, card, arguments.data, job)
    _renew_catalogue(arguments.output.parent)
    _LOG.info("%s written, %d bytes", arguments.output, size)
    _LOG.info("%s", json.dumps(metrics, indent=1))


def _limit_threads(threads: int) -> None:
    import torch

    torch.set_num_threads(threads)


def _checkpoint(arguments: argparse.Namespace) -> Path:
    given: Path = arguments.checkpoint or arguments.output.with_suffix(".checkpoint.pt")
    return given


def _seconds(arguments: argparse.Namespace) -> Optional[float]:
    return None if arguments.minutes is None else 60.0 * arguments.minutes


def _train(
    trainer: TrainingLoop,
    arguments: argparse.Namespace,
    measure: Callable[[], Mapping[str, float]] = dict,
) -> None:
    if arguments.resume and trainer.resume():
        _LOG.info("resumed at step %d", trainer.step)

    def report(progress: Progress) -> None:
        _LOG.info(
            "step %d (%.0f %%): loss %.4f, %.3f s per step, %d restarts %s",
            progress.step,
            100.0 * progress.done,
            progress.loss,
            progress.seconds_per_step,
            progress.restarts,
            dict(measure()),
        )

    trainer.run(report, report_every=None, report_seconds=arguments.report_seconds)


def _finish(arguments: argparse.Namespace, difference: float, metrics: Mapping[str, Any]) -> None:
    """Bring the catalogue beside the network up to date, and tell the scores."""
    _renew_catalogue(arguments.output.parent)
    _LOG.info("%s written; differs from torch by at most %.1e", arguments.output, difference)
    _LOG.info("%s", json.dumps(metrics, indent=1))


def _renew_catalogue(folder: Path) -> None:
    from sat_dl_plugin.engine.models.catalogue import CATALOGUE_FILE, write_catalogue

    if (folder / CATALOGUE_FILE).exists():
        write_catalogue(folder)


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run the command line and return its exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    arguments = build_parser().parse_args(argv)
    try:
        _limit_threads(arguments.threads)
        arguments.run(arguments)
    except SatDlError as error:
        _LOG.error("%s", error)
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
