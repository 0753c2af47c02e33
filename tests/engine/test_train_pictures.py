from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

torch = pytest.importorskip("torch")
pytest.importorskip("PIL")

from sat_dl_plugin.contract.errors import UsageError  # noqa: E402
from sat_dl_plugin.engine.train import enhancer_data  # noqa: E402
from sat_dl_plugin.engine.train.degradation import Degradation  # noqa: E402
from sat_dl_plugin.engine.train.enhancer import EnhancementNetwork  # noqa: E402
from sat_dl_plugin.engine.train.enhancer_data import image_groups, prepare  # noqa: E402
from sat_dl_plugin.engine.train.enhancers import (  # noqa: E402
    Materials,
    Recipe,
    Watch,
    blended,
)

SIDE = 64


def write(path: Path, values: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(
        path,
        "w",
        driver="GTiff" if path.suffix == ".tif" else "PNG",
        width=values.shape[2],
        height=values.shape[1],
        count=values.shape[0],
        dtype=values.dtype,
    ) as dataset:
        dataset.write(values)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small data sets with the names and shapes of the real ones; each has 4 + 2 pictures."""
    folder = tmp_path_factory.mktemp("data")
    rng = np.random.default_rng(5)
    for name, suffix in (
        ("naip_urban_trees", ".tif"),
        ("naip_fields", ".png"),
        ("oam_buildings", ".png"),
        ("mass_roads", ".png"),
    ):
        lines = ["name,split"]
        for index in range(6):
            lines.append(f"p{index},{'train' if index < 4 else 'val'}")
            pixels = rng.integers(0, 256, (3, SIDE, SIDE), dtype=np.uint8)
            write(folder / name / "images" / f"p{index}{suffix}", pixels)
        (folder / name / "index.csv").write_text("\n".join(lines))
    for name, (red, _, _) in enhancer_data._SENTINEL2_TRAIN.items():
        bands = 12 if "12" in name else 4
        values = np.zeros((bands, SIDE, SIDE), np.uint16)
        values[red - 1] = rng.integers(0, 4000, (SIDE, SIDE))
        write(folder / "sentinel2_chips" / f"{name}.tif", values)
    return folder


def test_the_splits_are_read_as_they_are_named(data: Path) -> None:
    train = {group.name: group for group in image_groups(data, "train")}
    val = {group.name: group for group in image_groups(data, "val")}

    assert {name: len(group.images) for name, group in train.items()} == {
        "naip_urban_trees": 4,
        "naip_fields": 4,
        "oam_buildings": 4,
        "mass_roads": 4,
        "sentinel2_chips": 3,
    }
    assert all(len(group.images) == 2 for group in val.values())
    assert "sentinel2_chips" not in val
    # Drone pictures are taken at half their size.
    assert train["oam_buildings"].images[0].pixels.shape == (3, SIDE // 2, SIDE // 2)
    # Red is the only one of the bands with values, wherever it stands in the file.
    chip = train["sentinel2_chips"].images[0].pixels.reshape(3, -1).astype(float)
    assert chip[0].std() > 50
    assert chip[1].std() == chip[2].std() == 0


def test_one_file_holds_what_the_folders_hold(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "pictures.npz"

    size = prepare(data, path, limit_bytes=10**9)

    assert size == path.stat().st_size
    for split in ("train", "val"):
        expected = {group.name: group for group in image_groups(data, split)}
        found = {group.name: group for group in image_groups(path, split)}
        assert found.keys() == expected.keys()
        for name, group in found.items():
            assert group.weight == expected[name].weight
            for one, other in zip(group.images, expected[name].images):
                assert one.name == other.name
                np.testing.assert_array_equal(one.pixels, other.pixels)


def test_a_limit_leaves_pictures_out_but_no_source(data: Path, tmp_path: Path) -> None:
    whole = prepare(data, tmp_path / "all.npz", limit_bytes=10**9)

    half = prepare(data, tmp_path / "half.npz", limit_bytes=whole // 2)

    assert half < 0.75 * whole
    kept = {group.name: len(group.images) for group in image_groups(tmp_path / "half.npz", "train")}
    assert len(kept) == 5
    assert min(kept.values()) >= 1
    # The source with the most weight loses the smallest share.
    assert kept["naip_urban_trees"] > kept["mass_roads"]


def test_progress_is_measured_against_interpolation(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sat_dl_plugin.engine.train.enhancers._WATCHED_PX", SIDE)
    torch.manual_seed(0)
    watch = Watch(Materials(data, tmp_path), Recipe(2, "fidelity"), "cpu")
    network = EnhancementNetwork(2, width=8, depth=2).eval()
    torch.nn.init.zeros_(network.finish.weight)

    # A network that adds nothing is bicubic interpolation.
    assert watch(network)["psnr_db"] == pytest.approx(watch.before["psnr_db"], abs=0.01)
    torch.nn.init.normal_(network.finish.weight, std=0.5)
    assert watch(network)["psnr_db"] < watch.before["psnr_db"]


def test_two_networks_are_blended_by_their_weights() -> None:
    torch.manual_seed(1)
    first, second = (EnhancementNetwork(2, width=8, depth=2).eval() for _ in range(2))
    picture = torch.rand(1, 3, 32, 32)

    with torch.inference_mode():
        expected = [first(picture), second(picture)]
        found = [blended(first, second, share)(picture) for share in (1.0, 0.0, 0.5)]

    torch.testing.assert_close(found[0], expected[0])
    torch.testing.assert_close(found[1], expected[1])
    weight = blended(first, second, 0.25).fine.weight
    torch.testing.assert_close(weight, 0.25 * first.fine.weight + 0.75 * second.fine.weight)
    with pytest.raises(UsageError, match="cannot be blended"):
        blended(first, EnhancementNetwork(4, width=8, depth=2), 0.5)


def test_a_batch_is_degraded_as_its_pictures_are_by_themselves() -> None:
    sharp = torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    sensor = Degradation(2, blur_px=(0.4, 0.4), noise=(0.0, 0.0))

    together = sensor(sharp, np.random.default_rng(0))
    alone = [sensor(one[None], np.random.default_rng(0))[0] for one in sharp]

    torch.testing.assert_close(together, torch.stack(alone), atol=1 / 255 + 1e-6, rtol=0.0)
