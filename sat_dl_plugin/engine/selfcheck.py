"""Proves that a runtime works: a real inference and a raster and vector round trip.

Runs inside the runtime that was just created, before it gets its name, and for `doctor`.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from sat_dl_plugin.engine.worker import installed_versions, loaded_libraries

_PROCESSOR = "CPUExecutionProvider"
_OPSET = 13
_IR_VERSION = 8
"""Older than any supported onnxruntime, so that none refuses the graph."""


def main() -> int:
    """Check the runtime and print what it has as one line of JSON, the last of the output.

    ``sys.argv[1:]`` may hold ``full`` to check what training needs too.
    """
    facts: dict[str, Any] = {"providers_used": check_inference()}
    check_geodata()
    if "full" in sys.argv[1:]:
        facts["torch_device"] = check_training()
    gdal, providers = loaded_libraries()
    facts.update(versions={**installed_versions(), **gdal}, providers=providers)
    sys.stdout.write(json.dumps(facts) + "\n")
    return 0


def pointwise_network() -> tuple[bytes, Any, Any]:
    """Return a network of one 1x1 convolution, an image, and what must come out of it.

    Returns:
        The serialised graph; an array of shape (1, 3, 16, 16) and one of (1, 2, 16, 16).
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    weights = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]], dtype=np.float32)
    bias = np.array([0.125, -3.0], dtype=np.float32)
    node = helper.make_node("Conv", ["image", "weights", "bias"], ["classes"])
    graph = helper.make_graph(
        [node],
        "pointwise",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, [1, 3, 16, 16])],
        [helper.make_tensor_value_info("classes", TensorProto.FLOAT, [1, 2, 16, 16])],
        [
            numpy_helper.from_array(weights.reshape(2, 3, 1, 1), "weights"),
            numpy_helper.from_array(bias, "bias"),
        ],
    )
    opset = helper.make_opsetid("", _OPSET)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=_IR_VERSION)
    image = np.arange(3 * 16 * 16, dtype=np.float32).reshape(1, 3, 16, 16) / 100.0
    expected = np.einsum("oc,nchw->nohw", weights, image) + bias[:, None, None]
    return model.SerializeToString(), image, expected


def check_inference() -> list[str]:
    """Run the 1x1 network on the processor and on the best device.

    Returns:
        The execution providers that computed it, best first.

    Raises:
        RuntimeError: If no provider, or one of them, gives the right numbers.
    """
    import numpy as np
    import onnxruntime

    # Wheels of CUDA and cuDNN lie in site-packages, where the loader does not look.
    getattr(onnxruntime, "preload_dlls", lambda: None)()
    model, image, expected = pointwise_network()
    used = []
    for provider in _providers(onnxruntime):
        answer = _answer_of(onnxruntime, provider, model, image)
        if answer is None:
            continue
        # TensorFloat-32 and half precision on GPUs keep about three digits.
        if not np.allclose(answer, expected, rtol=5e-3, atol=5e-3):
            raise RuntimeError(f"{provider} computes a 1x1 convolution wrongly")
        used.append(provider)
    if _PROCESSOR not in used:
        raise RuntimeError("onnxruntime cannot run a network on the processor")
    return used


def _answer_of(onnxruntime: Any, provider: str, model: bytes, image: Any) -> Any:
    """Return what one provider computes, or None when this machine cannot use it."""
    try:
        session = onnxruntime.InferenceSession(model, providers=[provider])
        if session.get_providers()[0] == provider:
            return session.run(None, {"image": image})[0]
        reason = "it fell back to another one"
    except Exception as error:
        if provider == _PROCESSOR:
            raise
        reason = str(error)
    sys.stderr.write(f"{provider} is there but cannot be used on this machine: {reason}\n")
    return None


def _providers(onnxruntime: Any) -> list[str]:
    """Return the providers worth trying: TensorRT needs minutes to build, Azure is remote."""
    skipped = ("Tensorrt", "NvTensorRT", "Azure")
    return [name for name in onnxruntime.get_available_providers() if not name.startswith(skipped)]


def check_geodata() -> None:
    """Write and read a small raster and a small layer, and use the geometry libraries.

    Raises:
        RuntimeError: If what is read is not what was written.
    """
    import numpy as np
    import pyogrio
    import rasterio
    import scipy.ndimage
    import shapely
    from pyproj import Geod

    classes = np.arange(64, dtype=np.uint8).reshape(8, 8)
    square = shapely.box(0.0, 0.0, 0.001, 0.001)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        raster, layer = Path(folder) / "check.tif", Path(folder) / "check.gpkg"
        profile = {"driver": "GTiff", "width": 8, "height": 8, "count": 1, "dtype": "uint8"}
        transform = rasterio.transform.from_origin(0.0, 0.008, 0.001, 0.001)
        with rasterio.open(raster, "w", crs="EPSG:4326", transform=transform, **profile) as target:
            target.write(classes, 1)
        with rasterio.open(raster) as source:
            raster_back = source.read(1)
            epsg = source.crs.to_epsg()
        pyogrio.raw.write(
            layer,
            geometry=np.array([shapely.to_wkb(square)], dtype=object),
            field_data=[np.array([7])],
            fields=["class_id"],
            geometry_type="Polygon",
            crs="EPSG:4326",
        )
        _, _, geometry_back, values = pyogrio.raw.read(layer)
    same_raster = np.array_equal(raster_back, classes) and epsg == 4326
    same_layer = values[0][0] == 7 and shapely.from_wkb(geometry_back[0]).equals(square)
    if not (same_raster and same_layer):
        raise RuntimeError("A raster or a layer is not read back as it was written")
    shapely.coverage_simplify([square], 0.0001)
    area_m2, _ = Geod(ellps="WGS84").geometry_area_perimeter(square)
    if not 12_000 < abs(area_m2) < 13_000 or not scipy.ndimage.binary_opening(classes > 3).any():
        raise RuntimeError("The geometry libraries compute wrongly")


def check_training() -> str:
    """Import what training needs and take one step of gradient descent.

    Returns:
        The device that torch would train on.

    Raises:
        RuntimeError: If the step does not lower the loss.
    """
    import torch

    for name in ("kornia", "lightning", "skl2onnx", "sklearn"):
        importlib.import_module(name)
    torch.manual_seed(0)
    layer = torch.nn.Conv2d(3, 2, 1)
    image = torch.ones(1, 3, 8, 8)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.05)
    losses = []
    for _ in range(2):
        optimizer.zero_grad()
        loss = (layer(image) - 1.0).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    if losses[1] >= losses[0]:
        raise RuntimeError("torch does not learn")
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
