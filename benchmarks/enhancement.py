"""Enhancement against interpolation and other networks: how close, how alike, how sharp.

``python benchmarks/enhancement.py pictures [--scale 2 4] [--methods …] [--side 0] [--most 0]``
    NAIP val pictures averaged down and enlarged again: PSNR, SSIM, learned distance, spectral
    angle, residual, seconds.
``python benchmarks/enhancement.py set5 [--scale 2 4] [--methods …]``
    The same on Set5, made smaller by Pillow's bicubic; PSNR of the luma without its rim, as the
    literature has it.
``python benchmarks/enhancement.py borders [--side 256] [--most 8]``
    Gradients along labelled field borders against those inside fields, on cut-outs of Sentinel-2
    with many fields: mean and spread over the cut-outs, and against the first method.
``python benchmarks/enhancement.py sheet [--side 256] --output FILE.png``
    The first of these cut-outs, every method side by side.

Methods: bicubic, lanczos, prior, sharpen, decrappify, denoise (by the prior, then bicubic), chain
(the prior at x1, sharpen), decrappify-chain (the prior at x1, decrappify), finer-chain (the prior
at x2, decrappify with the rest of the scale), and espcn, fsrcnn, lapsrn, which need OpenCV with its
contributed modules and files in ``--opencv``. Our own run as whole jobs, from GeoTIFF to GeoTIFF.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rasterio.errors import NotGeoreferencedWarning
from scipy import ndimage
from skimage.metrics import structural_similarity
from torch import Tensor

from sat_dl_plugin.contract.jobs import DecrappifyJob, EnhanceJob, Job, PriorJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.run import run_job
from sat_dl_plugin.engine.train.enhancer_data import image_groups
from sat_dl_plugin.engine.train.enhancers import PERCEPTUAL_WEIGHTS
from sat_dl_plugin.engine.train.perceptual import PerceptualFeatures

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

INTERPOLATIONS = {
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
}
OPENCV = ("espcn", "fsrcnn", "lapsrn")
CHAINS = {"chain": "sharpen", "decrappify-chain": "decrappify", "finer-chain": "decrappify"}
"""And the network that each runs after the prior."""
OWN = ("prior", "denoise", "sharpen", "decrappify", *CHAINS)

_LUMA = np.array([65.481, 128.553, 24.966]) / 255.0
_TWO = 2

# How many pictures of a sheet stand in a row.
_ACROSS = 3


@dataclass(frozen=True)
class Picture:
    """A sharp picture and what a coarser sensor sees of it."""

    name: str
    sharp: Bytes
    """(3, h * scale, w * scale)."""
    coarse: Bytes
    """(3, h, w)."""


@dataclass(frozen=True)
class Enlarger:
    """Everything that makes more pixels of a picture."""

    models: Optional[Path]
    """Folder of the enhancing networks; the bundled ones when None."""
    opencv: Path
    keep: Optional[Path] = None
    """Folder to keep results in, for methods that take long; none when None."""

    def __call__(self, method: str, coarse: Bytes, scale: int) -> Bytes:
        """Return a picture (3, h, w) with ``scale`` times as many pixels along each side."""
        if self.keep is None:
            return self.enlarge(method, coarse, scale)
        content = hashlib.sha256(coarse.tobytes()).hexdigest()[:16]
        path = self.keep / f"{method}-x{scale}-{content}.npy"
        if not path.is_file():
            self.keep.mkdir(parents=True, exist_ok=True)
            np.save(path, self.enlarge(method, coarse, scale))
        kept: Bytes = np.load(path)
        return kept

    def enlarge(self, method: str, coarse: Bytes, scale: int) -> Bytes:
        """Return a picture (3, h, w) as `__call__` does, computed now."""
        if method in INTERPOLATIONS:
            size = (coarse.shape[2] * scale, coarse.shape[1] * scale)
            return _bands(_image(coarse).resize(size, INTERPOLATIONS[method]))
        if method in OPENCV:
            return self._opencv(method, coarse, scale)
        with tempfile.TemporaryDirectory() as folder:
            source, target = Path(folder) / "coarse.tif", Path(folder) / "fine.tif"
            write(source, coarse)
            run_job(self.job(method, str(source), str(target), scale), SilentReporter())
            with rasterio.open(target) as dataset:
                fine: Bytes = dataset.read()
        return fine if method != "denoise" else self.enlarge("bicubic", fine, scale)

    def job(self, method: str, source: str, target: str, scale: int) -> Job:
        """Return the job of one of our own methods."""
        folder = str(Path(target).parent)
        own = None if self.models is None else str(self.models)
        if method in ("prior", "denoise"):
            task = "super-resolve" if method == "prior" else method
            return PriorJob(source, target, task, scale, checkpoints=folder)
        if method in CHAINS:
            prior = _TWO if method == "finer-chain" else 1
            return EnhanceJob(
                source,
                target,
                model=self._model(f"{CHAINS[method]}-x{scale // prior}"),
                scale=prior,
                models_folder=own,
                checkpoints=folder,
            )
        return DecrappifyJob(source, self._model(f"{method}-x{scale}"), target, models_folder=own)

    def _model(self, name: str) -> str:
        return name if self.models is None else str(self.models / f"{name}.onnx")

    def _opencv(self, method: str, coarse: Bytes, scale: int) -> Bytes:
        # Optional: nothing else needs OpenCV.
        import cv2

        names = {"espcn": "ESPCN", "fsrcnn": "FSRCNN", "lapsrn": "LapSRN"}
        network = cv2.dnn_superres.DnnSuperResImpl_create()
        network.readModel(str(self.opencv / f"{names[method]}_x{scale}.pb"))
        network.setModel(method, scale)
        enlarged = network.upsample(np.ascontiguousarray(np.moveaxis(coarse[::-1], 0, 2)))
        fine: Bytes = np.moveaxis(enlarged, 2, 0)[::-1].copy()
        return fine


def naip_pictures(scale: int, side: int, most: int) -> Iterator[Picture]:
    """Yield the NAIP val pictures, averaged over squares of ``scale`` pixels.

    Args:
        scale: Sharp pixels per coarse pixel.
        side: Sharp pixels on a side of the middle that is used; 0 for all.
        most: Pictures of each source; 0 for all.
    """
    for group in image_groups(DATA, "val"):
        if not group.name.startswith("naip"):
            continue
        for image in list(group.images)[: most or None]:
            sharp = _middle(image.pixels, side or min(image.valid.shape), 8 * scale)
            yield Picture(f"{group.name}/{image.name}", sharp, averaged(sharp, scale))


def set5_pictures(scale: int) -> Iterator[Picture]:
    """Yield the pictures of Set5, made smaller by bicubic interpolation."""
    for path in sorted((DATA / "sr_benchmarks" / "set5").glob("*.png")):
        image = Image.open(path).convert("RGB")
        rows, columns = image.height // scale, image.width // scale
        image = image.crop((0, 0, columns * scale, rows * scale))
        coarse = image.resize((columns, rows), Image.Resampling.BICUBIC)
        yield Picture(path.stem, _bands(image), _bands(coarse))


def seen(pixels: Bytes, features: PerceptualFeatures) -> list[Tensor]:
    """Return what pictures are compared by for the learned distance."""
    with torch.inference_mode():
        return features(torch.from_numpy(pixels)[None].float() / 255.0)


def scores(
    fine: Bytes, picture: Picture, features: PerceptualFeatures, wanted: list[Tensor]
) -> dict[str, float]:
    """Return the scores of an enlarged picture.

    Args:
        fine: The picture.
        picture: What it was made of.
        features: For the learned distance.
        wanted: Those of the sharp picture.
    """
    made, sharp = fine / 255.0, picture.sharp / 255.0
    scale = sharp.shape[1] // picture.coarse.shape[1]
    similarity = structural_similarity(
        made, sharp, channel_axis=0, data_range=1.0, gaussian_weights=True, sigma=1.5
    )
    with torch.inference_mode():
        distance = float(features.distance(seen(fine, features), wanted))
    residual = np.abs(averaged(fine, scale).astype(float) - picture.coarse)
    return {
        "psnr_db": decibels(made, sharp),
        "ssim": float(similarity),
        "distance": distance,
        "angle_deg": spectral_angle(made, sharp),
        "residual": float(residual.mean()),
    }


def luma_scores(fine: Bytes, picture: Picture) -> dict[str, float]:
    """Return the scores of the literature: luma, without a rim as wide as the scale."""
    scale = picture.sharp.shape[1] // picture.coarse.shape[1]
    inside = np.s_[scale:-scale, scale:-scale]
    made, sharp = (
        (np.tensordot(_LUMA, p.astype(float), 1) + 16.0)[inside] / 255.0
        for p in (fine, picture.sharp)
    )
    similarity = structural_similarity(
        made, sharp, data_range=1.0, gaussian_weights=True, sigma=1.5
    )
    return {"psnr_db": decibels(made, sharp), "ssim": float(similarity)}


def decibels(made: Floats, sharp: Floats) -> float:
    """Return the peak signal-to-noise ratio of pictures in 0..1."""
    return -10.0 * float(np.log10(max(np.square(made - sharp).mean(), 1e-12)))


def spectral_angle(made: Floats, sharp: Floats) -> float:
    """Return the mean angle between the colours of two pictures, degrees."""
    product = (made * sharp).sum(axis=0)
    lengths = np.linalg.norm(made, axis=0) * np.linalg.norm(sharp, axis=0)
    known = lengths > 0
    return float(np.degrees(np.arccos(np.clip(product[known] / lengths[known], -1, 1))).mean())


def averaged(pixels: Bytes, scale: int) -> Bytes:
    """Return a picture averaged over squares of ``scale`` pixels."""
    bands, rows, columns = pixels.shape
    blocks = pixels.reshape(bands, rows // scale, scale, columns // scale, scale)
    mean: Bytes = np.rint(blocks.mean(axis=(2, 4))).astype(np.uint8)
    return mean


def noise_level(coarse: Bytes) -> float:
    """Return an estimate of the noise of a picture, grey levels.

    Immerkaer (1996, doi:10.1006/cviu.1996.0060): what a mask that no plane or edge answers leaves.
    """
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], float)
    answers = [np.abs(ndimage.convolve(band.astype(float), mask)).mean() for band in coarse]
    return float(np.sqrt(np.pi / 2.0) * np.mean(answers) / 6.0)


def border_sharpness(fine: Floats, labels: Bytes) -> float:
    """Return the gradient energy along field borders relative to that inside of fields.

    Args:
        fine: Picture of one band.
        labels: 0 other, 1 field, 2 border; the same shape.
    """
    energy = ndimage.gaussian_gradient_magnitude(fine, 0.7) ** 2
    border = labels == _TWO
    inside = ndimage.binary_erosion(labels == 1, iterations=4)
    return float(energy[border].mean() / energy[inside].mean())


def compare(
    pictures: Iterable[Picture], arguments: argparse.Namespace, scale: int, *, luma: bool
) -> None:
    """Print the mean scores of every method."""
    features = PerceptualFeatures(DATA / "weights" / PERCEPTUAL_WEIGHTS)
    enlarge = Enlarger(arguments.models, arguments.opencv, arguments.keep)
    found: dict[str, list[dict[str, float]]] = {}
    noises = []
    for picture in pictures:
        noises.append(noise_level(picture.coarse))
        wanted = [] if luma else seen(picture.sharp, features)
        for method in arguments.methods:
            began = time.perf_counter()
            fine = enlarge(method, picture.coarse, scale)
            seconds = time.perf_counter() - began
            scored = luma_scores(fine, picture) if luma else scores(fine, picture, features, wanted)
            group = picture.name.split("/")[0] if "/" in picture.name else "all"
            found.setdefault(f"{group} | {method}", []).append({**scored, "seconds": seconds})
    print(f"x{scale}; noise of the coarse pictures {np.mean(noises):.2f} grey levels")
    for name, rows in found.items():
        means = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
        print(f"{name} | {len(rows)} | " + " | ".join(f"{k} {v:.4g}" for k, v in means.items()))


def run_pictures(arguments: argparse.Namespace) -> None:
    """Score the methods on NAIP."""
    for scale in arguments.scale:
        compare(naip_pictures(scale, arguments.side, arguments.most), arguments, scale, luma=False)


def run_set5(arguments: argparse.Namespace) -> None:
    """Score the methods on Set5."""
    for scale in arguments.scale:
        compare(set5_pictures(scale), arguments, scale, luma=True)


def run_borders(arguments: argparse.Namespace) -> None:
    """Print how sharp labelled field borders are after every method, over cut-outs of fields."""
    enlarge = Enlarger(arguments.models, arguments.opencv, arguments.keep)
    for scale in arguments.scale:
        cuts = field_cuts(arguments.side // scale, arguments.most)
        found: dict[str, list[float]] = {}
        for name, coarse, labels in cuts:
            fine_labels = labels.repeat(scale, 0).repeat(scale, 1)
            for method in arguments.methods:
                grey = enlarge(method, coarse, scale).astype(float).mean(axis=0)
                found.setdefault(method, []).append(border_sharpness(grey, fine_labels))
            told = " | ".join(f"{method} {values[-1]:.1f}" for method, values in found.items())
            print(f"x{scale} {name} | {told}", flush=True)
        for method, values in found.items():
            ratios = np.log(np.divide(values, found[arguments.methods[0]]))
            print(
                f"x{scale} {method} | mean {np.mean(values):.1f} ± {np.std(values, ddof=1):.1f} | "
                f"against {arguments.methods[0]}: {np.exp(ratios.mean()):.2f} times "
                f"({np.exp(ratios.min()):.2f} to {np.exp(ratios.max()):.2f})"
            )


def field_cuts(side: int, most: int) -> list[tuple[str, Bytes, Bytes]]:
    """Return name, picture and labels of the cut-outs of Sentinel-2 with the most fields.

    Args:
        side: Pixels on a side of a cut-out.
        most: How many are wanted; they do not overlap.
    """
    shown, labels = sentinel2()
    rows, columns = (range(4, size - side, side + _TWO) for size in labels.shape)
    places = [np.s_[row : row + side, col : col + side] for row in rows for col in columns]

    def wealth(place: tuple[slice, slice]) -> float:
        # A field of ordinary size has about one pixel of border to six inside.
        return float(min((labels[place] == _TWO).mean() * 6, (labels[place] == 1).mean()))

    best = sorted(places, key=wealth, reverse=True)[:most]
    return [
        (
            f"{rows.start},{cols.start}",
            np.ascontiguousarray(shown[:, rows, cols]),
            labels[rows, cols],
        )
        for rows, cols in best
    ]


def sentinel2(side: int = 0) -> tuple[Bytes, Bytes]:
    """Return the scene of Danish fields as a picture of 8 bits, red first, and its labels.

    Args:
        side: Pixels on a side of the middle that is wanted; 0 for all.
    """
    folder = DATA / "sentinel2_chips"
    with rasterio.open(folder / "denmark_north_B02B03B04.tif") as dataset:
        values = dataset.read((3, 2, 1)).astype(float)
    with rasterio.open(folder / "denmark_north_fields_mask.tif") as dataset:
        labels = dataset.read(1)
    low, high = np.percentile(values, (2, 98), axis=(1, 2))[:, :, None, None]
    shown: Bytes = np.clip((values - low) / (high - low) * 255.0, 0, 255).astype(np.uint8)
    if not side:
        return shown, labels
    return _middle(shown, side, 1), _middle(labels[None], side, 1)[0]


def run_sheet(arguments: argparse.Namespace) -> None:
    """Draw the cut-out of Sentinel-2 with the most fields, once for every method."""
    (scale,) = arguments.scale
    enlarge = Enlarger(arguments.models, arguments.opencv, arguments.keep)
    ((_, coarse, _),) = field_cuts(arguments.side // scale, 1)
    drawn = [("Sentinel-2, 10 m", coarse.repeat(scale, 1).repeat(scale, 2))]
    drawn += [(method, enlarge(method, coarse, scale)) for method in arguments.methods]
    side, rim, title = arguments.side, 6, 20
    rows = -(-len(drawn) // _ACROSS)
    sheet = Image.new("RGB", (_ACROSS * (side + rim) - rim, rows * (side + title + rim)), "white")
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(15)
    for place, (name, pixels) in enumerate(drawn):
        left, top = place % _ACROSS * (side + rim), place // _ACROSS * (side + title + rim)
        draw.text((left, top), name, fill="black", font=font)
        sheet.paste(_image(pixels), (left, top + title))
    sheet.save(arguments.output, optimize=True)


def write(path: Path, pixels: Bytes) -> None:
    """Write a picture as a GeoTIFF of pixels of a metre."""
    bands, rows, columns = pixels.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=columns,
        height=rows,
        count=bands,
        dtype="uint8",
        crs="EPSG:32632",
        transform=rasterio.Affine(1.0, 0.0, 500_000.0, 0.0, -1.0, 6_000_000.0),
        photometric="RGB",
    ) as dataset:
        dataset.write(pixels)


def _middle(pixels: Bytes, side: int, multiple: int) -> Bytes:
    side = min(side, *pixels.shape[1:]) // multiple * multiple
    row, column = ((size - side) // 2 for size in pixels.shape[1:])
    return pixels[:, row : row + side, column : column + side]


def _image(pixels: Bytes) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(np.moveaxis(pixels, 0, 2)))


def _bands(image: Image.Image) -> Bytes:
    return np.ascontiguousarray(np.moveaxis(np.asarray(image), 2, 0))


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    commands = parser.add_subparsers(dest="command", required=True)
    defaults: dict[str, tuple[Any, list[int]]] = {
        "pictures": (run_pictures, [2, 4]),
        "set5": (run_set5, [2, 4]),
        "borders": (run_borders, [4]),
        "sheet": (run_sheet, [4]),
    }
    for name, (run, scales) in defaults.items():
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("--scale", type=int, nargs="+", default=scales, choices=(2, 4))
        command.add_argument(
            "--methods",
            nargs="+",
            default=["bicubic", "lanczos", "sharpen", "decrappify"],
            choices=(*INTERPOLATIONS, *OPENCV, *OWN),
        )
        command.add_argument("--models", type=Path, help="folder of the enhancing networks")
        command.add_argument(
            "--opencv", type=Path, default=DATA / "weights" / "opencv_dnn_superres"
        )
        side, most = (256, 8) if name in ("borders", "sheet") else (0, 0)
        command.add_argument("--side", type=int, default=side, help="sharp pixels; 0 for all")
        command.add_argument("--most", type=int, default=most, help="pictures a source; 0 for all")
        command.add_argument("--keep", type=Path, help="folder to keep results in")
        command.add_argument("--output", type=Path, default=Path("fields.png"))
    return parser


if __name__ == "__main__":
    warnings.simplefilter("ignore", NotGeoreferencedWarning)
    chosen = build_parser().parse_args()
    chosen.run(chosen)
