"""Tiled results are the results of one pass over the whole raster."""

import numpy as np
import onnxruntime
import pytest
import rasterio
from affine import Affine

from sat_dl_plugin.contract.jobs import SegmentJob
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.segment.job import run_segment
from tests.engine import onnx_networks

GSD = 0.5


def write_scene(path, height, width, **options):
    random = np.random.default_rng(3)
    values = random.integers(0, 255, (3, height, width), np.uint8)
    profile = {
        "driver": "GTiff",
        "count": 3,
        "height": height,
        "width": width,
        "dtype": "uint8",
        "crs": "EPSG:32645",
        "transform": Affine(GSD, 0, 3e5, 0, -GSD, 3e6),
        "photometric": "rgb",
        **options,
    }
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values)
    return str(path), values


def one_pass(model, values):
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    return session.run(None, {"input": values[None].astype(np.float32) / 255})[0][0]


def segment(tmp_path, scene, model, **fields):
    job = SegmentJob(
        input=scene,
        models=(model,),
        output=str(tmp_path / "classes.tif"),
        probabilities=str(tmp_path / "p.tif"),
        float_probabilities=True,
        **fields,
    )
    result = run_segment(job, SilentReporter())
    with rasterio.open(job.output) as classes, rasterio.open(job.probabilities) as probabilities:
        return classes.read(1), probabilities.read(), result, classes.profile


@pytest.mark.parametrize("tile", [64, 80, 128, 0])
def test_tiles_equal_one_pass(tmp_path, tile):
    scene, values = write_scene(tmp_path / "scene.tif", 208, 336)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)

    classes, probabilities, result, _ = segment(tmp_path, scene, model, tile=tile)

    whole = one_pass(model, values)
    np.testing.assert_allclose(probabilities, whole[1:], atol=2e-6)
    foreground = np.where(whole[1:] >= 0.5, whole[1:], 0)
    expected = np.where(foreground.max(0) > 0, np.array([1, 3])[foreground.argmax(0)], 0)
    np.testing.assert_array_equal(classes, expected)
    assert (result["network_pixels"] > 1.2) == (tile == 64 or tile == 80 or tile == 128)


def test_sizes_that_are_no_multiple_of_the_stride(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 117, 149)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    _, tiled, _, _ = segment(tmp_path, scene, model, tile=64)
    _, whole, _, _ = segment(tmp_path, scene, model)
    np.testing.assert_allclose(tiled, whole, atol=2e-6)
    padded = np.pad(values, ((0, 0), (0, 3), (0, 3)), mode="edge")
    np.testing.assert_allclose(whole, one_pass(model, padded)[1:, :117, :149], atol=2e-6)


def test_an_extent_gives_the_crop_of_the_whole(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    whole, _, _, _ = segment(tmp_path, scene, model)
    extent = (3e5 + 51 * GSD, 3e6 - 133 * GSD, 3e5 + 200 * GSD, 3e6 - 37 * GSD)

    part, _, _, profile = segment(tmp_path, scene, model, extent=extent, tile=64)

    np.testing.assert_array_equal(part, whole[37:133, 51:200])
    assert profile["transform"] @ (0, 0) == (3e5 + 51 * GSD, 3e6 - 37 * GSD)


@pytest.mark.parametrize("raster_gsd", [0.2, 0.37, 1.3])
def test_resampled_tiles_equal_the_resampled_whole(tmp_path, raster_gsd):
    scene, _ = write_scene(
        tmp_path / "scene.tif", 150, 190, transform=Affine(raster_gsd, 0, 3e5, 0, -raster_gsd, 3e6)
    )
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    _, tiled, _, _ = segment(tmp_path, scene, model, tile=64)
    _, whole, _, profile = segment(tmp_path, scene, model)
    np.testing.assert_allclose(tiled, whole, atol=3e-6)
    assert (profile["height"], profile["width"]) == (150, 190)


def test_flips_and_rotations_average_what_the_eight_give(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 96, 128)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    expected = np.zeros((3, 96, 128))
    for turns in range(4):
        for mirrored in (False, True):
            turned = np.rot90(values, turns, (1, 2))
            turned = turned[:, :, ::-1] if mirrored else turned
            answer = one_pass(model, np.ascontiguousarray(turned))
            answer = answer[:, :, ::-1] if mirrored else answer
            expected += np.rot90(answer, -turns, (1, 2)) / 8

    _, probabilities, _, _ = segment(tmp_path, scene, model, quality="balanced", tile=64)

    np.testing.assert_allclose(probabilities, expected[1:], atol=3e-6)


def test_best_quality_on_a_pixel_network_is_the_pixel_answer(tmp_path):
    # Flips and scales must leave a constant picture alone.
    scene, _ = write_scene(tmp_path / "scene.tif", 300, 280)
    with rasterio.open(scene, "r+") as dataset:
        dataset.write(np.stack([np.full((300, 280), v, np.uint8) for v in (10, 200, 90)]))
    scales = {"gsd_m": GSD, "scales": (1.0, 0.7, 1.4)}
    model = onnx_networks.brightness(tmp_path / "net.onnx", reach=1, **scales)
    _, probabilities, result, _ = segment(tmp_path, scene, model, quality="best")
    np.testing.assert_allclose(probabilities[0], 200 / 255, atol=1e-5)
    np.testing.assert_allclose(probabilities[1], 90 / 255, atol=1e-5)
    needed = 8 + 4 * 0.7**2 + 4 * 1.4**2
    assert needed < result["network_pixels"] < 1.2 * needed


def test_best_quality_has_no_seams(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 240)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD, scales=(1.0, 0.7))
    _, tiled, many, _ = segment(tmp_path, scene, model, quality="best", tile=64)
    _, whole, one, _ = segment(tmp_path, scene, model, quality="best")
    # Halos of small tiles are predicted twice.
    assert many["network_pixels"] > 1.5 * one["network_pixels"]
    np.testing.assert_allclose(tiled, whole, atol=3e-6)


def test_best_quality_of_a_single_scale_is_the_balanced_one(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 240)
    model = onnx_networks.unet(tmp_path / "net.onnx", gsd_m=GSD)
    _, balanced, cheap, _ = segment(tmp_path, scene, model, quality="balanced")
    _, best, dear, _ = segment(tmp_path, scene, model, quality="best")
    np.testing.assert_array_equal(best, balanced)
    assert dear["network_pixels"] == cheap["network_pixels"]


def test_best_quality_moves_windows_densely_where_tiles_cannot_be_exact(tmp_path):
    scene, _ = write_scene(tmp_path / "scene.tif", 512, 512)
    model = onnx_networks.whole_picture(tmp_path / "net.onnx", 256, gsd_m=GSD)
    _, _, balanced, _ = segment(tmp_path, scene, model, quality="balanced")
    _, _, best, _ = segment(tmp_path, scene, model, quality="best")
    # Every 64 instead of 192 pixels, 5 x 5 instead of 3 x 3 windows.
    assert best["network_pixels"] * 9 == pytest.approx(balanced["network_pixels"] * 25)


def test_networks_of_single_pixels_see_each_pixel_once_at_any_quality(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 70, 90)
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD)
    for quality in ("fast", "balanced", "best"):
        _, probabilities, result, _ = segment(tmp_path, scene, model, quality=quality)
        np.testing.assert_allclose(probabilities, values[1:] / 255, atol=1e-6)
        assert result["network_pixels"] == 1.0


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (257, 1), (40, 64), (150, 131)])
def test_fixed_size_networks_take_rasters_of_any_size(tmp_path, size):
    scene, _ = write_scene(tmp_path / "scene.tif", *size)
    model = onnx_networks.whole_picture(tmp_path / "net.onnx", 64, gsd_m=GSD)
    classes, probabilities, _, _ = segment(tmp_path, scene, model)
    assert classes.shape == size
    assert np.isfinite(probabilities).all()


def test_blended_windows_of_a_pixel_network_equal_one_pass(tmp_path):
    scene, values = write_scene(tmp_path / "scene.tif", 150, 131)
    model = onnx_networks.brightness(tmp_path / "net.onnx", gsd_m=GSD, shape=(1, 3, 32, 48))
    _, probabilities, _, _ = segment(tmp_path, scene, model)
    np.testing.assert_allclose(probabilities, values[1:] / 255, atol=1e-6)


@pytest.mark.parametrize("quality", ["fast", "balanced"])
def test_blended_windows_of_an_extent_give_the_crop_of_the_whole(tmp_path, quality):
    scene, _ = write_scene(tmp_path / "scene.tif", 208, 336)
    model = onnx_networks.whole_picture(tmp_path / "net.onnx", 32, gsd_m=GSD)
    _, whole, _, _ = segment(tmp_path, scene, model, quality=quality)
    extent = (3e5 + 151 * GSD, 3e6 - 133 * GSD, 3e5 + 200 * GSD, 3e6 - 97 * GSD)

    _, part, result, _ = segment(tmp_path, scene, model, quality=quality, extent=extent)

    np.testing.assert_allclose(part, whole[:, 97:133, 151:200], atol=1e-6)
    orientations = 1 if quality == "fast" else 8
    # 36 x 49 pixels are touched by 3 x 4 windows at most, every 24 pixels.
    assert result["network_pixels"] * 36 * 49 <= 3 * 4 * 32 * 32 * orientations
