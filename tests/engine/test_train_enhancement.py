from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

torch = pytest.importorskip("torch")

from torch.nn import functional  # noqa: E402

from sat_dl_plugin.contract.errors import InputError, ModelError, UsageError  # noqa: E402
from sat_dl_plugin.contract.jobs import DecrappifyJob  # noqa: E402
from sat_dl_plugin.contract.reporting import SilentReporter  # noqa: E402
from sat_dl_plugin.engine.enhance.decrappify.job import run_decrappify  # noqa: E402
from sat_dl_plugin.engine.models.card_sources import resolve_card  # noqa: E402
from sat_dl_plugin.engine.train.decrappify import (  # noqa: E402
    Aim,
    EnhancementTrainer,
    fidelity_aim,
)
from sat_dl_plugin.engine.train.degradation import Degradation  # noqa: E402
from sat_dl_plugin.engine.train.enhancer import (  # noqa: E402
    SCALES,
    STRIDE,
    EnhancementNetwork,
    enlarge_bicubic,
)
from sat_dl_plugin.engine.train.enhancer_export import (  # noqa: E402
    InferenceEnhancer,
    write_enhancer,
)
from sat_dl_plugin.engine.train.enhancers import build_card  # noqa: E402
from sat_dl_plugin.engine.train.loop import Schedule  # noqa: E402
from sat_dl_plugin.engine.train.perceptual import (  # noqa: E402
    PerceptualFeatures,
    PerceptualLoss,
    gram_matrix,
)
from sat_dl_plugin.engine.train.sharp_images import (  # noqa: E402
    ImageGroup,
    SharpImage,
    SharpPatches,
    read_sharp_image,
)


def checkers(side: int, square: int = 8) -> np.ndarray:
    """Return a picture (3, side, side) whose squares are coloured at random."""
    rng = np.random.default_rng(3)
    small = rng.integers(0, 256, (3, side // square, side // square), dtype=np.uint8)
    return small.repeat(square, axis=1).repeat(square, axis=2)


def as_group(pixels: np.ndarray, valid: np.ndarray | None = None) -> ImageGroup:
    shown = np.ones(pixels.shape[1:], bool) if valid is None else valid
    return ImageGroup("toy", [SharpImage("toy", pixels, shown)])


def perceptual_weights(path: Path) -> Path:
    """Write small random weights with the names and kernels of VGG16."""
    rng = np.random.default_rng(0)
    arrays: dict[str, np.ndarray] = {"shift": np.zeros(3), "scale": np.ones(3)}
    before = 3
    for stage, layers in enumerate((2, 2, 3, 3), start=1):
        for layer in range(1, layers + 1):
            kernel = rng.normal(0.0, (2.0 / (9 * before)) ** 0.5, (4 * stage, before, 3, 3))
            arrays[f"conv{stage}_{layer}.weight"] = kernel
            arrays[f"conv{stage}_{layer}.bias"] = np.zeros(4 * stage)
            before = 4 * stage
        arrays[f"lin{stage - 1}.weight"] = np.ones((1, before, 1, 1))
    np.savez(path, **arrays)
    return path


# Degradation


def test_the_mildest_sensor_only_averages_over_its_detectors() -> None:
    sharp = torch.rand(2, 3, 12, 12, generator=torch.Generator().manual_seed(0))
    mild = Degradation(3, blur_px=(0.0, 0.0), noise=(0.0, 0.0))

    degraded = mild(sharp, np.random.default_rng(0))

    expected = functional.avg_pool2d(sharp, 3)
    assert torch.allclose(degraded, expected, atol=0.5 / 255 + 1e-6)
    assert torch.equal(torch.round(degraded * 255) / 255, degraded)


def test_blur_and_shift_keep_the_brightness_and_move_bands_apart() -> None:
    sharp = torch.zeros(1, 3, 48, 48)
    sharp[..., 24, 24] = 1.0
    blurred = Degradation(1, blur_px=(1.5, 1.5), noise=(0, 0), shift_px=2.0)._blur(
        sharp[0], np.random.default_rng(1)
    )

    assert torch.allclose(blurred.sum(dim=(1, 2)), torch.ones(3), atol=1e-4)
    axis = torch.arange(48.0)
    centres = [((band.sum(dim=0) * axis).sum()).item() for band in blurred]
    assert max(centres) - min(centres) > 0.3
    assert all(abs(centre - 24) <= 2.0 for centre in centres)


def test_haze_lowers_contrast_and_few_levels_are_few() -> None:
    sharp = torch.from_numpy(checkers(64, 2)).float()[None] / 255
    hazy = Degradation(1, (0, 0), (0, 0), haze=0.5)(sharp, np.random.default_rng(2))
    coarse = Degradation(1, (0, 0), (0, 0), few_levels_share=1.0)(sharp, np.random.default_rng(2))

    assert hazy.std() < sharp.std()
    assert len(torch.unique(coarse)) < 128 < len(torch.unique(sharp))


def test_jpeg_changes_three_bands_and_leaves_others_alone() -> None:
    noise = torch.rand(1, 4, 32, 32, generator=torch.Generator().manual_seed(1))
    jpeg = Degradation(1, (0, 0), (0, 0), jpeg_share=1.0)

    of_three = jpeg(noise[:, :3], np.random.default_rng(0))
    of_four = jpeg(noise, np.random.default_rng(0))

    assert (of_three - noise[:, :3]).abs().mean() > 0.02
    assert torch.allclose(of_four, noise, atol=0.5 / 255 + 1e-6)


def test_the_same_random_numbers_give_the_same_picture() -> None:
    sharp = torch.rand(2, 3, 32, 32)
    aim = fidelity_aim(2)
    first = aim.degradation(sharp, np.random.default_rng(5))
    again = aim.degradation(sharp, np.random.default_rng(5))
    other = aim.degradation(sharp, np.random.default_rng(6))

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_a_degradation_that_enlarges_is_refused() -> None:
    with pytest.raises(UsageError, match="scale 0"):
        Degradation(0)


# The network


@pytest.mark.parametrize("scale", SCALES)
def test_an_untrained_network_starts_near_bicubic_interpolation(scale: int) -> None:
    torch.manual_seed(0)
    network = EnhancementNetwork(scale, width=8, depth=2).eval()
    picture = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        enhanced = network(picture)

    assert enhanced.shape == (1, 3, 64 * scale, 64 * scale)
    added = enhanced - enlarge_bicubic(picture, scale)
    assert added.abs().mean() < 0.2
    # All sub-pixels of a pixel begin equal: no checkerboard.
    blocks = added.unfold(2, scale, scale).unfold(3, scale, scale)
    assert (blocks - blocks[..., :1, :1]).abs().max() < 1e-5


@pytest.mark.parametrize("depth", [2, 5])
def test_nothing_beyond_the_halo_reaches_a_pixel(depth: int) -> None:
    torch.manual_seed(1)
    network = EnhancementNetwork(2, width=8, depth=depth).eval()
    halo = network.halo_px
    side = 2 * halo + 4 * STRIDE
    for phase in range(STRIDE):
        picture = torch.rand(1, 3, side, side, requires_grad=True)
        place = 2 * (halo + STRIDE + phase)
        network(picture)[..., place : place + 2, place : place + 2].sum().backward()
        rows = picture.grad.abs().sum(dim=(0, 1, 3)).nonzero()
        assert place // 2 - rows.min() <= halo
        assert rows.max() - place // 2 <= halo


def test_tiles_on_the_stride_give_the_numbers_of_one_pass() -> None:
    torch.manual_seed(2)
    network = EnhancementNetwork(2, width=8, depth=2).eval()
    halo = network.halo_px
    picture = torch.rand(1, 3, 3 * halo + STRIDE, 2 * halo + 2 * STRIDE)
    with torch.inference_mode():
        whole = network(picture)
        tile = network(picture[:, :, STRIDE:])

    assert torch.allclose(whole[:, :, 2 * (halo + STRIDE) :], tile[:, :, 2 * halo :], atol=1e-5)


def test_normalisation_does_not_depend_on_the_batch() -> None:
    network = EnhancementNetwork(1, width=8, depth=2).train()
    picture = torch.rand(1, 3, 32, 32)
    alone = network(picture)
    together = network(torch.cat([picture, torch.ones_like(picture)]))

    assert torch.allclose(alone[0], together[0], atol=1e-5)


def test_there_is_no_network_of_scale_three() -> None:
    with pytest.raises(UsageError, match="not 3"):
        EnhancementNetwork(3)


# Perceptual features


def test_equal_pictures_are_at_no_distance_and_blurred_ones_are(tmp_path: Path) -> None:
    features = PerceptualFeatures(perceptual_weights(tmp_path / "vgg.npz"))
    sharp = torch.from_numpy(checkers(64)).float()[None] / 255
    blurred = functional.avg_pool2d(sharp, 5, stride=1, padding=2)
    faint = 0.5 * (sharp + blurred)
    wanted = features(sharp)

    def distance(picture: torch.Tensor) -> float:
        return float(features.distance(features(picture), wanted))

    assert distance(sharp) == 0.0
    assert 0.0 < distance(faint) < distance(blurred)
    loss = PerceptualLoss(features)
    assert float(loss(sharp, sharp)) < 1e-6 < float(loss(blurred, sharp))


def test_gram_matrices_forget_where_things_are() -> None:
    features = torch.rand(1, 4, 6, 6)
    shuffled = features.flatten(2)[:, :, torch.randperm(36)].reshape(1, 4, 6, 6)

    assert torch.allclose(gram_matrix(features), gram_matrix(shuffled), atol=1e-6)


def test_weights_that_lack_a_layer_are_refused(tmp_path: Path) -> None:
    path = perceptual_weights(tmp_path / "vgg.npz")
    with np.load(path) as stored:
        arrays = {key: stored[key] for key in stored.files if not key.startswith("conv3_2")}
    np.savez(path, **arrays)

    with pytest.raises(ModelError, match="cannot be used"):
        PerceptualFeatures(path)


# Pictures and training


def test_sixteen_bits_are_stretched_in_proportion_and_nodata_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "scene.tif"
    values = np.stack([checkers(16, 2)[0].astype(np.uint16) * share + 1 for share in (40, 20, 10)])
    values[:, :4, :4] = 0
    with rasterio.open(
        path, "w", driver="GTiff", width=16, height=16, count=3, dtype="uint16", nodata=0
    ) as dataset:
        dataset.write(values)

    image = read_sharp_image(path)

    assert not image.valid[:4, :4].any() and image.valid[4:, 4:].all()
    shown = image.pixels[:, image.valid].astype(float)
    assert shown[0].max() > 250
    assert shown[1].max() == pytest.approx(shown[0].max() / 2, abs=8)


def test_a_file_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.tif").write_bytes(b"no picture")
    with pytest.raises(InputError, match="broken"):
        read_sharp_image(tmp_path / "broken.tif")


def test_patches_repeat_with_the_seed_and_avoid_what_is_not_valid() -> None:
    pixels = checkers(128)
    valid = np.ones((128, 128), bool)
    valid[:, :80] = False
    pixels[:, ~valid] = 255
    pixels[:, valid] //= 2
    patches = SharpPatches([as_group(pixels, valid)], 32, seed=4)

    batch = patches.batch(3, 6)

    assert torch.equal(batch, patches.batch(3, 6))
    assert not torch.equal(batch, patches.batch(4, 6))
    # Most of every patch shows ground, which is darker here.
    assert ((batch < 0.55).float().mean(dim=(1, 2, 3)) > 0.5).all()


def test_pictures_smaller_than_a_patch_are_named_as_the_reason() -> None:
    with pytest.raises(InputError, match="No picture has 64 x 64"):
        SharpPatches([as_group(checkers(32))], 64, seed=0)


def test_a_few_steps_beat_bicubic_interpolation(tmp_path: Path) -> None:
    torch.manual_seed(0)
    patches = SharpPatches([as_group(checkers(128))], 32, seed=0)
    aim = Aim(Degradation(2, blur_px=(0.0, 0.0), noise=(0.0, 0.0)))
    schedule = Schedule(steps=40, batch_size=4, learning_rate=4e-3, half_precision=False)
    trainer = EnhancementTrainer(
        EnhancementNetwork(2, width=12, depth=2), patches, aim, schedule, tmp_path / "x.pt"
    )
    trainer.run(lambda _progress: None)

    sharp = patches.batch(1000, 8)
    degraded = aim.degradation(sharp, np.random.default_rng(0))
    with torch.inference_mode():
        enhanced = trainer.average.network(degraded)
    error = functional.l1_loss(enhanced, sharp)
    assert error < 0.95 * functional.l1_loss(enlarge_bicubic(degraded, 2), sharp)
    assert trainer.resume() and trainer.step == 40


@pytest.mark.parametrize("scale", SCALES)
def test_the_network_that_is_exported_gives_the_same(scale: int) -> None:
    torch.manual_seed(scale)
    network = EnhancementNetwork(scale, width=16, depth=2).eval()
    torch.nn.init.normal_(network.finish.weight, std=0.05)
    image = torch.rand(1, 3, 3 * STRIDE, 4 * STRIDE)
    with torch.inference_mode():
        expected, found = network(image), InferenceEnhancer(network)(image)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=0.0)


def test_an_exported_network_enhances_rasters_in_exact_tiles(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = EnhancementNetwork(2, width=16, depth=2).eval()
    torch.nn.init.normal_(network.finish.weight, std=0.01)
    path = tmp_path / "sharpen-x2.onnx"
    difference = write_enhancer(network, build_card(network, "fidelity", {}), path)

    facts = resolve_card(path)
    assert difference < 1e-3
    # Half of what the weights take in full precision.
    assert path.stat().st_size < 2.5 * facts.facts.weights
    assert not facts.warnings
    assert facts.facts.halo_px == network.halo_px
    raster = str(tmp_path / "in.tif")
    with rasterio.open(
        raster, "w", driver="GTiff", width=150, height=141, count=3, dtype="uint8"
    ) as dataset:
        dataset.write(checkers(152, 4)[:, :141, :150])
    pictures = []
    for tile in (0, 192):
        job = DecrappifyJob(
            input=raster, model=str(path), output=str(tmp_path / "out.tif"), tile=tile
        )
        run_decrappify(job, SilentReporter())
        with rasterio.open(job.output) as dataset:
            pictures.append(dataset.read().astype(int))
    np.testing.assert_allclose(pictures[0], pictures[1], atol=1)
