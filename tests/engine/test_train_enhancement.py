from __future__ import annotations

import io
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
    repeated_pattern,
)
from sat_dl_plugin.engine.train.degradation import Degradation, vary_tone  # noqa: E402
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
from sat_dl_plugin.engine.train.enhancers import build_card, load_network  # noqa: E402
from sat_dl_plugin.engine.train.jpeg import through_jpeg  # noqa: E402
from sat_dl_plugin.engine.train.loop import Schedule  # noqa: E402
from sat_dl_plugin.engine.train.perceptual import (  # noqa: E402
    PerceptualFeatures,
    PerceptualLoss,
    gram_matrix,
)
from sat_dl_plugin.engine.train.picture_store import (  # noqa: E402
    encode_picture,
    read_store,
    write_store,
)
from sat_dl_plugin.engine.train.sharp_images import (  # noqa: E402
    ImageGroup,
    SharpImage,
    SharpPatches,
)
from sat_dl_plugin.engine.train.sharp_reading import read_sharp_image  # noqa: E402


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
    sensor = Degradation(1, blur_px=(1.5, 1.5), noise=(0, 0), shift_px=2.0)
    (blurred,) = sensor.blur(sharp, np.ones(1, np.float32), np.random.default_rng(1))

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
    sensor = Degradation(2, (0.0, 0.5), (0.0, 0.02), 0.3)
    first = sensor(sharp, np.random.default_rng(5))
    again = sensor(sharp, np.random.default_rng(5))
    other = sensor(sharp, np.random.default_rng(6))

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_every_picture_gets_a_sensor_of_its_own_and_some_stay_clean() -> None:
    sharp = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(2)).repeat(8, 1, 1, 1)
    half_clean = Degradation(2, (0.3, 0.6), (0.0, 0.02), 0.3, clean_share=0.5)

    degraded = half_clean(sharp, np.random.default_rng(3))

    plain = functional.avg_pool2d(sharp, 2)
    clean = [bool((picture - plain[0]).abs().max() < 0.51 / 255) for picture in degraded]
    assert 0 < sum(clean) < 8
    others = [picture for picture, is_clean in zip(degraded, clean) if not is_clean]
    assert not torch.equal(others[0], others[1])


def test_jpeg_is_what_pillow_makes_of_a_picture() -> None:
    image = pytest.importorskip("PIL.Image")
    picture = (torch.from_numpy(checkers(64, 8)).float() * 0.6 + 40.0).round()
    picture = functional.avg_pool2d(picture[None], 3, stride=1, padding=1).round()
    for quality in (45, 90):
        (found,) = through_jpeg(picture / 255.0, torch.tensor([quality])) * 255.0
        buffer = io.BytesIO()
        pixels = picture[0].permute(1, 2, 0).numpy().astype(np.uint8)
        image.fromarray(pixels).save(buffer, "JPEG", quality=quality)
        expected = np.asarray(image.open(buffer), np.float32).transpose(2, 0, 1)
        inside = np.s_[:, 8:-8, 8:-8]
        damage = np.abs(expected - picture[0].numpy())[inside].mean()
        assert np.abs(found.numpy() - expected)[inside].mean() < 0.35 * damage + 0.5


def test_another_tone_is_another_tone_for_some_and_keeps_edges() -> None:
    sharp = torch.from_numpy(checkers(32)).float()[None].repeat(6, 1, 1, 1) / 255

    toned = vary_tone(sharp, np.random.default_rng(1), 0.5)

    changed = [not torch.equal(a, b) for a, b in zip(toned, sharp)]
    assert 0 < sum(changed) < 6
    assert torch.equal(toned.diff(dim=3).abs() > 1e-6, sharp.diff(dim=3).abs() > 1e-6)
    assert torch.equal(vary_tone(sharp, np.random.default_rng(1), 0.0), sharp)


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


def test_patches_are_windows_of_the_pictures_turned_and_mirrored() -> None:
    row, column = np.mgrid[:40, :56].astype(np.uint8)
    pixels = np.stack([row, column, np.full_like(row, 200)])
    second = np.stack([row, column, np.full_like(row, 100)])
    images = [SharpImage("a", pixels, np.ones((40, 56), bool))]
    images.append(SharpImage("b", second, np.ones((40, 56), bool)))

    batch = SharpPatches([ImageGroup("toy", images)], 16, seed=0).batch(0, 256) * 255.0

    seen = set()
    for patch in batch.round().int():
        assert len(torch.unique(patch[2])) == 1
        down, across = patch[0].diff(dim=0), patch[0].diff(dim=1)
        rows_go_down = bool((down.abs() == 1).all())
        assert rows_go_down or bool((across.abs() == 1).all())
        columns = patch[1].diff(dim=1 if rows_go_down else 0)
        assert bool((columns.abs() == 1).all())
        step = (down if rows_go_down else across).flatten()[0]
        seen.add((int(patch[2, 0, 0]), rows_go_down, int(step), int(columns.flatten()[0])))
    assert len(seen) == 16


def test_pictures_of_a_store_are_the_pictures_that_were_written(tmp_path: Path) -> None:
    image = pytest.importorskip("PIL.Image")
    plain = SharpImage("plain", checkers(32), np.ones((32, 32), bool))
    holed = SharpImage("holed", checkers(24, 3), np.ones((24, 24), bool))
    holed.valid[:5, 3:] = False
    source = tmp_path / "photo.jpg"
    image.fromarray(checkers(32).transpose(1, 2, 0)).save(source, "JPEG", subsampling=0)
    photo = SharpImage("photo", read_sharp_image(source).pixels, np.ones((32, 32), bool))
    group = ImageGroup("toy", [plain, holed, photo], 2.5)
    (tmp_path / "raster.tif").write_bytes(b"II*")
    sources = (tmp_path / "raster.tif", source, source)
    encoded = [encode_picture(each.pixels, path) for each, path in zip(group.images, sources)]
    assert encoded[2] == source.read_bytes()
    # The same pixels from another file, and other pixels, are stored without loss.
    assert encoded[0][:4] == encoded[1][:4] == b"RIFF"

    write_store(tmp_path / "store.npz", {"train": [(group, encoded)], "val": []})

    (found,) = read_store(tmp_path / "store.npz", "train")
    assert (found.name, found.weight) == ("toy", 2.5)
    assert not read_store(tmp_path / "store.npz", "val")
    for expected, read in zip(group.images, found.images):
        assert read.name == expected.name
        # Decoders of JPEG round differently.
        largest = 24 if read.name == "photo" else 0
        assert np.abs(read.pixels.astype(int) - expected.pixels).max() <= largest
        np.testing.assert_array_equal(read.valid, expected.valid)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.npz").write_bytes(b"no pictures")
    with pytest.raises(InputError, match="cannot be read"):
        read_store(tmp_path / "store.npz", "train")


def test_pictures_smaller_than_a_patch_are_named_as_the_reason() -> None:
    with pytest.raises(InputError, match="No picture has 64 x 64"):
        SharpPatches([as_group(checkers(32))], 64, seed=0)


def test_a_pattern_of_sub_pixels_counts_and_detail_does_not() -> None:
    rng = torch.Generator().manual_seed(0)
    detail = torch.randn(2, 3, 64, 64, generator=rng)
    grid = torch.zeros(2, 3, 64, 64)
    grid[..., ::4, ::4] = 1.0
    colour = torch.full((2, 3, 64, 64), 0.3)

    assert repeated_pattern(colour, 4) == pytest.approx(0.0, abs=1e-6)
    assert repeated_pattern(grid, 4) == pytest.approx(2 * 15 / 256, abs=1e-4)
    # Noise of deviation 1 averages out over the windows, all but an eighth.
    assert repeated_pattern(detail, 4) < 0.13


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


class Runaway(EnhancementTrainer):
    """Its loss runs away at given steps."""

    astray: frozenset[int] = frozenset()

    def batch_loss(self, step: int) -> torch.Tensor:
        return super().batch_loss(step) * (1e9 if step in self.astray else 1.0)


def runaway(tmp_path: Path, astray: set[int]) -> Runaway:
    torch.manual_seed(0)
    patches = SharpPatches([as_group(checkers(64))], 32, seed=0)
    schedule = Schedule(steps=12, batch_size=1, learning_rate=1e-3, half_precision=False)
    trainer = Runaway(
        EnhancementNetwork(2, width=8, depth=2),
        patches,
        Aim(Degradation(2)),
        schedule,
        snapshot=tmp_path / "snapshot.pt",
    )
    trainer.astray = frozenset(astray)
    return trainer


def test_training_that_goes_astray_goes_back_and_on_with_smaller_steps(tmp_path: Path) -> None:
    trainer = runaway(tmp_path, {5})
    told = []

    trainer.run(told.append, report_every=2)

    assert [progress.restarts for progress in told] == [0, 0, 1, 1, 1, 1]
    assert told[-1].loss < 1.0
    assert load_network(tmp_path / "snapshot.pt").settings() == trainer.network.settings()


def test_training_that_keeps_going_astray_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="diverged"):
        runaway(tmp_path, set(range(2, 12))).run(lambda _: None, report_every=1)


def test_training_stops_when_asked_and_keeps_what_it_has(tmp_path: Path) -> None:
    trainer = runaway(tmp_path, set())

    trainer.run(lambda _: None, report_every=1, stop=lambda: trainer.step >= 3)

    assert trainer.step == 3
    assert (tmp_path / "snapshot.pt").is_file()


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
