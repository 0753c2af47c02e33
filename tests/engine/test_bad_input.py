"""Every bad input gives one message that says what, why and what to do; nothing is lost."""

import resource
import signal
from pathlib import Path

import numpy as np
import onnx
import pyogrio
import pytest
import rasterio
import shapely
from affine import Affine
from onnx import TensorProto, helper

from sat_dl_plugin.contract.errors import (
    InputError,
    ModelError,
    OutputError,
    SatDlError,
    UsageError,
)
from sat_dl_plugin.contract.jobs import (
    CleanJob,
    PolygonizeJob,
    SegmentJob,
    SegmentToPolygonsJob,
)
from sat_dl_plugin.contract.reporting import SilentReporter
from sat_dl_plugin.engine.run import run_job
from tests.engine import onnx_networks
from tests.engine.test_segment_exact import GSD, write_scene

OLD = b"an older result that must survive"


class Place:
    """A folder with a good raster, a good network and an older result."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.scene, _ = write_scene(folder / "scene.tif", 96, 96)
        self.model = onnx_networks.unet(folder / "net.onnx", gsd_m=GSD)
        self.output = folder / "result.tif"
        self.output.write_bytes(OLD)

    def job(self, **fields):
        given = {"input": self.scene, "models": (self.model,), "output": str(self.output)}
        return SegmentJob(**{**given, **fields})

    def file(self, name, content=b""):
        path = self.folder / name
        path.write_bytes(content)
        return str(path)


def missing_raster(place):
    return place.job(input=str(place.folder / "nowhere.tif"))


def truncated_raster(place):
    whole = Path(place.scene).read_bytes()
    return place.job(input=place.file("cut.tif", whole[: len(whole) // 2]))


def not_a_raster(place):
    return place.job(input=place.file("notes.tif", b"Dear diary, " * 50))


def empty_file(place):
    return place.job(input=place.file("empty.tif"))


def vector_as_raster(place):
    return place.job(input=polygon(place, "polygons.gpkg"))


def no_bands(place):
    vrt = place.file("none.vrt", b'<VRTDataset rasterXSize="8" rasterYSize="8"/>')
    return place.job(input=vrt)


def wrong_bands(place):
    model = onnx_networks.unet(place.folder / "nir.onnx", bands=("red", "nir"), gsd_m=GSD)
    return place.job(models=(model,))


def unknown_band_name(place):
    return place.job(bands={"infrared": 1})


def band_that_is_not_there(place):
    return place.job(bands={"red": 7})


def unknown_crs_of_extent(place):
    return place.job(extent=(0, 0, 1, 1), extent_crs="EPSG:999999")


def extent_outside(place):
    return place.job(extent=(0, 0, 10, 10))


def extent_upside_down(place):
    return place.job(extent=(3e5 + 10, 3e6, 3e5, 3e6 - 10))


def polygon(place, name="mask.gpkg", x=0.0, crs="EPSG:32645"):
    path = place.folder / name
    wkb = shapely.to_wkb(np.array([shapely.box(x, 0, x + 1, 1)]))
    pyogrio.raw.write(path, wkb, [], fields=[], geometry_type="Polygon", crs=crs)
    return str(path)


def mask_outside(place):
    return place.job(mask=polygon(place))


def mask_missing(place):
    return place.job(mask=str(place.folder / "nowhere.gpkg"))


def missing_model(place):
    return place.job(models=("atlantis",))


def broken_model(place):
    return place.job(models=(place.file("broken.onnx", b"\x08\x07garbage" * 20),))


def truncated_model(place):
    whole = Path(place.model).read_bytes()
    return place.job(models=(place.file("half.onnx", whole[: len(whole) // 2]),))


def pickle_as_model(place):
    return place.job(models=(place.file("net.pt", b"\x80\x04."),))


def model_with_data_outside_its_folder(place):
    model = onnx.load(place.model)
    weights = model.graph.initializer[0]
    weights.ClearField("raw_data")
    weights.data_location = TensorProto.EXTERNAL
    weights.external_data.add(key="location", value="../../etc/passwd")
    path = place.folder / "hostile.onnx"
    path.write_bytes(model.SerializeToString())
    return place.job(models=(str(path),))


def model_of_absurd_shape(place):
    model = onnx.load(place.model)
    weights = model.graph.initializer[0]
    del weights.dims[:]
    weights.dims.extend([1 << 40, 1 << 20, 3, 3])
    path = place.folder / "absurd.onnx"
    path.write_bytes(model.SerializeToString())
    return place.job(models=(str(path),))


def model_without_picture(place):
    node = helper.make_node("Relu", ["x"], ["y"])
    info = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, 10]) for n in "xy"]
    model = helper.make_model(helper.make_graph([node], "flat", info[:1], info[1:]))
    path = place.folder / "flat.onnx"
    onnx.save(model, path)
    return place.job(models=(str(path),))


def target_in_missing_folder(place):
    return place.job(output=str(place.folder / "no" / "such" / "folder.tif"))


def target_that_is_a_folder(place):
    (place.folder / "folder").mkdir()
    return place.job(output=str(place.folder / "folder"))


def target_where_nobody_may_write(place):
    return place.job(output="/proc/result.tif")


def target_equal_to_input(place):
    return place.job(output=place.scene)


def tile_too_small(place):
    return place.job(tile=-3)


def clean_something_else(place):
    return CleanJob(input=place.scene, output=str(place.output))


def polygonize_something_else(place):
    return PolygonizeJob(input=place.scene, output=str(place.folder / "p.gpkg"))


def polygonize_to_unknown_format(place):
    classes = write_classes(place)
    return PolygonizeJob(input=classes, output=str(place.folder / "p.docx"))


def polygonize_to_a_table(place):
    classes = write_classes(place)
    return PolygonizeJob(input=classes, output=str(place.folder / "p.csv"))


def write_classes(place):
    path = place.folder / "classes.tif"
    profile = {
        "driver": "GTiff",
        "width": 8,
        "height": 8,
        "count": 1,
        "dtype": "uint8",
        "nodata": 255,
        "crs": "EPSG:32645",
        "transform": Affine(1, 0, 0, 0, -1, 0),
    }
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(np.ones((1, 8, 8), np.uint8))
    return str(path)


CASES = {
    missing_raster: InputError,
    truncated_raster: InputError,
    not_a_raster: InputError,
    empty_file: InputError,
    vector_as_raster: InputError,
    no_bands: InputError,
    wrong_bands: InputError,
    unknown_band_name: InputError,
    band_that_is_not_there: InputError,
    unknown_crs_of_extent: InputError,
    extent_outside: InputError,
    extent_upside_down: InputError,
    mask_outside: InputError,
    mask_missing: InputError,
    missing_model: ModelError,
    broken_model: ModelError,
    truncated_model: ModelError,
    pickle_as_model: ModelError,
    model_with_data_outside_its_folder: ModelError,
    model_of_absurd_shape: ModelError,
    model_without_picture: ModelError,
    target_in_missing_folder: OutputError,
    target_that_is_a_folder: OutputError,
    target_where_nobody_may_write: OutputError,
    target_equal_to_input: OutputError,
    tile_too_small: SatDlError,
    clean_something_else: InputError,
    polygonize_something_else: InputError,
    polygonize_to_unknown_format: SatDlError,
    polygonize_to_a_table: UsageError,
}


@pytest.mark.parametrize(
    ("make", "kind"), CASES.items(), ids=lambda value: getattr(value, "__name__", "")
)
def test_one_message_and_nothing_lost(tmp_path, make, kind):
    place = Place(tmp_path)
    job = make(place)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    with pytest.raises(kind) as caught:
        run_job(job, SilentReporter())

    error = caught.value
    assert error.what, "says what went wrong"
    assert error.why or error.todo, "says why, or what to do"
    assert "\n" not in str(error)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not list(tmp_path.glob(".*"))


# The small scene gets no overviews, whose making would notice missing blocks as well.
@pytest.mark.parametrize(
    ("side", "limit"),
    [(1200, 5_000), (1200, 100_000), (1200, 900_000), (1200, 1_300_000), (220, 60_000)],
)
def test_a_full_disk_is_one_message_and_leaves_nothing(tmp_path, side, limit):
    place = Place(tmp_path)
    scene, _ = write_scene(tmp_path / "large.tif", side, side)
    wanted = {"probabilities": str(tmp_path / "p.tif"), "float_probabilities": side < 1200}
    # A limit on the size of files fails in the middle of writing, as a full disk does.
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limits[1]))
    try:
        with pytest.raises(OutputError, match="Cannot write"):
            run_job(place.job(input=scene, **wanted), SilentReporter())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert place.output.read_bytes() == OLD
    assert not (tmp_path / "p.tif").exists()
    assert not list(tmp_path.glob(".*"))


def test_too_little_space_is_said_before_anything_is_computed(tmp_path, monkeypatch):
    import shutil

    place = Place(tmp_path)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(OutputError, match="Not enough disk space"):
        run_job(place.job(), SilentReporter())


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("p.docx", {}),
        ("p.csv", {}),
        ("p.gpkg", {"simplify_m": -1.0}),
        ("p.gpkg", {"shape": "round"}),
    ],
)
def test_impossible_polygons_are_refused_before_anything_is_computed(tmp_path, name, wanted):
    place = Place(tmp_path)
    heard = []
    reporter = SilentReporter()
    reporter.progress = lambda fraction, phase: heard.append(phase)
    job = SegmentToPolygonsJob(place.job(output=""), str(tmp_path / name), **wanted)
    with pytest.raises(UsageError):
        run_job(job, reporter)
    assert not heard
