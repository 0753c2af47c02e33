"""Promptable networks: which exports are understood, and what a click gives."""

import json

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.crs import CRS

from sat_dl_plugin.contract.errors import InputError, ModelError, OutputError, UsageError
from sat_dl_plugin.contract.jobs import (
    CorrectionJob,
    ImportPromptableJob,
    ViewEmbeddingJob,
    job_from_params,
)
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.review.correction_job import run_correct
from sat_dl_plugin.engine.review.prompts.interface import recognise
from sat_dl_plugin.engine.review.prompts.jobs import (
    run_import_promptable,
    run_view_embedding,
)
from sat_dl_plugin.engine.review.prompts.pair import Decoder, Encoder
from tests.engine.prompt_networks import write_decoder, write_encoder

UTM = "EPSG:32645"
LEFT, TOP, PIXEL = 500_000.0, 3_000_000.0, 0.5
KINDS = ["sam", "sam, rows first", "efficientsam"]


def write_pair(folder, kind="sam"):
    family = kind.split(",")[0]
    folder.mkdir(exist_ok=True)
    encoder = write_encoder(folder / "encoder.onnx", family, 256, rows_first="rows" in kind)
    # Brightness is in standard deviations, in bytes and in shares.
    unit = {"sam": 0.02, "sam, rows first": 1.0, "efficientsam": 0.004}[kind]
    tolerances = tuple(unit * step for step in (2, 20, 200))
    decoder = write_decoder(folder / "decoder.onnx", family, tolerances)
    return encoder, decoder


def picture(rows=256, cols=256):
    """Return a dark ground with a bright house, half of which is a little brighter."""
    values = np.full((3, rows, cols), 40, dtype=np.uint8)
    values[:, 60:120, 80:200] = 200
    values[:, 60:120, 140:200] = 210
    return values


@pytest.fixture
def scene(tmp_path):
    values = picture()
    path = tmp_path / "scene.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=256,
        height=256,
        count=3,
        dtype="uint8",
        crs=CRS.from_user_input(UTM),
        transform=Affine(PIXEL, 0, LEFT, 0, -PIXEL, TOP),
    ) as dataset:
        dataset.write(values)
    return str(path)


def place(col, row):
    return (LEFT + col * PIXEL, TOP - row * PIXEL)


def looked_at(scene, encoder, output, **options):
    job = ViewEmbeddingJob(input=scene, encoder=str(encoder), output=str(output), **options)
    run_view_embedding(job_from_params(job.verb, job.to_params()), SilentReporter())
    return str(output)


def click(embedding, decoder, *points, **options):
    job = CorrectionJob(
        tool="prompt", crs=UTM, points=points, embedding=embedding, decoder=str(decoder), **options
    )
    result = run_correct(job_from_params(job.verb, job.to_params()), SilentReporter())
    return result, [shapely.from_wkb(text) for text in result["polygons"]]


@pytest.mark.parametrize("kind", KINDS)
def test_both_parts_are_recognised(tmp_path, kind):
    encoder, decoder = (recognise(path) for path in write_pair(tmp_path / "pair", kind))
    family = kind.split(",")[0]
    assert (encoder.role, encoder.family) == ("encoder", family)
    assert (decoder.role, decoder.family) == ("decoder", family)
    assert encoder.frame == (None if kind == "efficientsam" else (256, 256))
    assert encoder.takes_rows_first == ("rows" in kind)


def test_pictures_are_scaled_to_what_the_encoder_sees(tmp_path):
    free = Encoder(write_encoder(tmp_path / "free.onnx", "sam", 0, rows_first=True))
    embedding = free.embed(picture(200, 256))
    assert embedding.values.shape[2:] == (800, 1024)
    assert embedding.scale == 4.0
    fixed = Encoder(write_encoder(tmp_path / "fixed.onnx", "sam", 128))
    embedding = fixed.embed(picture(200, 256))
    assert embedding.values.shape[2:] == (128, 128)
    assert embedding.scale == 0.5
    # What is beside the picture is black, which is below zero where it is not padding.
    assert not embedding.values[0, 0, 100:].any()
    assert embedding.values[0, 0, :100].all()


def test_other_networks_are_refused(tmp_path, simple_network):
    with pytest.raises(ModelError, match="no part of a promptable network"):
        recognise(simple_network())
    strange = write_decoder(tmp_path / "hq.onnx", extra_input="interm_embeddings")
    with pytest.raises(ModelError, match="interm_embeddings"):
        recognise(strange)
    with pytest.raises(ModelError, match="does not exist"):
        recognise(tmp_path / "missing.onnx")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(256, 256), (200, 256), (256, 180)])
def test_a_point_gives_the_object_around_it(tmp_path, kind, size):
    encoder, decoder = write_pair(tmp_path / "pair", kind)
    values = picture(*size)
    embedding = Encoder(encoder).embed(values)
    masks, best = Decoder(decoder).masks(embedding, np.array([[100.5, 90.5]]), [1])
    assert len(masks) == 3
    assert best == 1
    assert [int(mask.sum()) for mask in masks] == sorted(int(mask.sum()) for mask in masks)
    truth = values[0] > 100
    assert masks[best].shape == truth.shape
    assert (masks[best] & truth).sum() / (masks[best] | truth).sum() > 0.97


def test_a_decoder_with_one_mask_offers_smaller_and_larger_ones(tmp_path):
    encoder = write_encoder(tmp_path / "e.onnx", "sam", 256)
    decoder = write_decoder(tmp_path / "d.onnx", "sam", (1.5,))
    masks, best = Decoder(decoder).masks(
        Encoder(encoder).embed(picture()), np.array([[100.5, 90.5]]), [1]
    )
    assert best == 2
    sizes = [mask.sum() for mask in masks]
    assert sizes == sorted(sizes)
    assert sizes[2] == 60 * 120


@pytest.mark.parametrize("kind", KINDS)
def test_a_click_on_the_map_gives_a_polygon(tmp_path, scene, kind):
    encoder, decoder = write_pair(tmp_path / "pair", kind)
    embedding = looked_at(scene, encoder, tmp_path / "view.npz")
    result, (found,) = click(embedding, decoder, place(100.5, 90.5), shape="pixel")
    truth = shapely.box(*place(80, 120), *place(200, 60))
    assert shapely.area(found ^ truth) / truth.area < 0.03
    assert result["level"] == 1
    assert result["confidence"] == [None]
    _, (half,) = click(embedding, decoder, place(100.5, 90.5), shape="pixel", level=0.0)
    assert half.area == pytest.approx(truth.area / 2, rel=0.03)


def test_only_a_part_of_the_raster_is_looked_at(tmp_path, scene):
    encoder, decoder = write_pair(tmp_path / "pair", "efficientsam")
    extent = (*place(60, 140), *place(220, 40))
    embedding = looked_at(scene, encoder, tmp_path / "view.npz", extent=extent)
    with np.load(embedding) as stored:
        assert stored["size"].tolist() == [100, 160]
    neighbour = shapely.box(*place(150, 130), *place(210, 50))
    _, (found,) = click(
        embedding, decoder, place(100.5, 90.5), neighbours=(shapely.to_wkb(neighbour, hex=True),)
    )
    assert shapely.area(found & neighbour) < 1e-6
    assert found.area == pytest.approx(70 * 60 * PIXEL**2, rel=0.03)


def test_pictures_of_other_depths_are_stretched(tmp_path, scene):
    with rasterio.open(scene) as dataset:
        profile, values = dataset.profile, dataset.read()
    path = str(tmp_path / "deep.tif")
    profile.update(dtype="uint16", count=1)
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values[:1].astype(np.uint16) * 40 + 3000)
    encoder, decoder = write_pair(tmp_path / "pair", "efficientsam")
    embedding = looked_at(path, encoder, tmp_path / "view.npz")
    _, (found,) = click(embedding, decoder, place(100.5, 90.5), level=1.0)
    assert found.area == pytest.approx(120 * 60 * PIXEL**2, rel=0.05)


def imported(tmp_path, encoder, decoder, **options):
    job = ImportPromptableJob(str(encoder), str(decoder), str(tmp_path / "models"), **options)
    return run_import_promptable(job, SilentReporter())


def test_a_pair_is_imported_under_its_name(tmp_path, scene):
    pair = write_pair(tmp_path / "pair")
    result = imported(tmp_path, *pair, name="mobile sam")
    folder = tmp_path / "models" / "promptable" / "mobile sam"
    assert result == {"output": str(folder), "name": "mobile sam", "family": "sam"}
    assert json.loads((folder / "promptable.json").read_text())["family"] == "sam"
    assert sorted(path.name for path in folder.parent.iterdir()) == ["mobile sam"]
    embedding = looked_at(scene, folder / "encoder.onnx", tmp_path / "view.npz")
    assert click(embedding, folder / "decoder.onnx", place(100.5, 90.5))[1]
    with pytest.raises(OutputError, match="already have"):
        imported(tmp_path, *pair, name="mobile sam")
    imported(tmp_path, *pair, name="mobile sam", overwrite=True)


def test_files_that_are_no_pair_are_not_imported(tmp_path):
    encoder, decoder = write_pair(tmp_path / "pair")
    other = write_pair(tmp_path / "other", "efficientsam")
    with pytest.raises(ModelError, match="not a decoder"):
        imported(tmp_path, encoder, encoder)
    with pytest.raises(ModelError, match="do not belong together"):
        imported(tmp_path, encoder, other[1])
    with pytest.raises(UsageError, match="no name"):
        imported(tmp_path, encoder, decoder, name="../outside")
    assert not (tmp_path / "models").exists()


def test_what_cannot_be_asked_is_explained(tmp_path, scene):
    encoder, decoder = write_pair(tmp_path / "pair")
    with pytest.raises(InputError, match="not looked at"):
        click(str(tmp_path / "none.npz"), decoder, place(1, 1))
    embedding = looked_at(scene, encoder, tmp_path / "view.npz")
    with pytest.raises(UsageError, match="labels"):
        click(embedding, decoder, place(100, 90), labels=(1, 0))
    with pytest.raises(UsageError, match="no picture"):
        looked_at(scene, encoder, tmp_path / "view.npz", bands=(1, 2, 9))
