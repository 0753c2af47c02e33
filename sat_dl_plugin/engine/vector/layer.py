"""Writing polygon layers in any OGR format."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import pyogrio
import pyogrio.errors
import shapely
from affine import Affine
from numpy.typing import NDArray
from pyproj import CRS as ProjCRS
from pyproj import Transformer
from rasterio.crs import CRS

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import OutputError, UsageError
from sat_dl_plugin.engine.output import staged_output
from sat_dl_plugin.engine.provenance import PROVENANCE_TAG, Provenance

PREDICTED = "predicted"
"""Value of the field ``status`` of polygons nobody has looked at yet."""

# These formats are defined in longitude and latitude.
_DEGREE_DRIVERS = ("GeoJSON", "GeoJSONSeq", "KML", "LIBKML")
_DEGREES = "EPSG:4326"

# The drivers that keep metadata items of a layer.
_METADATA_DRIVERS = ("GPKG",)

# The GDAL of Debian 12 and of QGIS 3.40 on other systems warns of version 1.4.
_DATASET_OPTIONS = {"GPKG": {"VERSION": "1.3"}}

# Formats that keep a table without geometries, and its empty cells.
_TABLE_ENDINGS = (".gpkg", ".csv", ".xlsx", ".ods", ".dbf", ".geojson")

_TABLE_DRIVERS = ("CSV", "XLSX", "ODS")

# Their drivers mistake the staging folder, whose name holds the target's, for an archive.
_ARCHIVES = (".xlsx", ".ods")


_USE_LAYERS = "Use .gpkg (best), .geojson, .fgb or .shp"

_WRITE_ERRORS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FieldError,
    RuntimeError,
)


@dataclass(frozen=True)
class PolygonTable:
    """Polygons with what is known about each; the fields are parallel."""

    polygons: NDArray[np.object_]
    """In pixel coordinates (column, row)."""
    class_id: NDArray[np.uint8]
    confidence: NDArray[np.float64]
    """0 to 1, NaN where it is not known."""
    area_m2: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.class_id)


def empty_table() -> PolygonTable:
    """Return a table without polygons."""
    none = np.empty(0, dtype=np.float64)
    return PolygonTable(np.empty(0, dtype=object), none.astype(np.uint8), none, none)


def joined_tables(tables: Sequence[PolygonTable]) -> PolygonTable:
    """Return one table with the rows of several."""
    return PolygonTable(
        np.concatenate([table.polygons for table in tables]),
        np.concatenate([table.class_id for table in tables]),
        np.concatenate([table.confidence for table in tables]),
        np.concatenate([table.area_m2 for table in tables]),
    )


def driver_for(target: str) -> str:
    """Return the OGR driver that writes polygons into files with this extension.

    Raises:
        UsageError: If there is none.
    """
    driver = _driver_for(target)
    if driver in _TABLE_DRIVERS:
        raise UsageError(
            f"{Path(target).name} cannot hold polygons",
            f"{driver} files are tables without geometries",
            _USE_LAYERS,
        )
    return driver


def _driver_for(target: str) -> str:
    try:
        return str(pyogrio.detect_write_driver(target))
    except (ValueError, pyogrio.errors.DataSourceError) as error:
        raise UsageError(
            f"No vector format is known for {Path(target).name}",
            "The extension of the output names its format",
            _USE_LAYERS,
        ) from error


def write_layer(
    target: Path,
    table: PolygonTable,
    transform: Affine,
    crs: Optional[CRS],
    legend: Sequence[ClassCard],
    provenance: Provenance,
) -> None:
    """Write the polygons; the file appears when it is complete.

    Args:
        target: File to write; its extension names the format.
        table: The polygons.
        transform: From their pixel coordinates to the CRS.
        crs: CRS of the layer; formats that know degrees only are written in EPSG:4326.
        legend: Names of the classes.
        provenance: Written as metadata where the format has any, and into ``run_id``.

    Raises:
        OutputError: If it cannot be written.
    """
    driver = driver_for(str(target))
    geometries = in_crs(table.polygons, transform)
    out_crs = None if crs is None else crs.to_wkt()
    if driver in _DEGREE_DRIVERS and crs is not None:
        geometries, out_crs = _in_degrees(geometries, crs), _DEGREES
    columns = _columns(table, legend, provenance)
    _write(
        target,
        driver,
        columns,
        provenance,
        geometry=shapely.to_wkb(geometries),
        geometry_type="Polygon",
        crs=out_crs,
    )


def write_polygons(
    target: Path,
    polygons: NDArray[np.object_],
    columns: Mapping[str, NDArray[Any]],
    transform: Affine,
    crs: Optional[CRS],
    provenance: Provenance,
) -> None:
    """Write polygons with any fields; the file appears when it is complete.

    Args:
        target: File to write; its extension names the format.
        polygons: In pixel coordinates.
        columns: Name -> values, one for each polygon; NaN and masked ones become null.
        transform: From pixel coordinates to the CRS.
        crs: CRS of the layer; formats that know degrees only are written in EPSG:4326.
        provenance: Written as metadata where the format has any.

    Raises:
        OutputError: If it cannot be written.
    """
    driver = driver_for(str(target))
    geometries = in_crs(polygons, transform)
    out_crs = None if crs is None else crs.to_wkt()
    if driver in _DEGREE_DRIVERS and crs is not None:
        geometries, out_crs = _in_degrees(geometries, crs), _DEGREES
    masks = [
        np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else None  # type: ignore[no-untyped-call]
        for values in columns.values()
    ]
    _write(
        target,
        driver,
        {name: np.asarray(values) for name, values in columns.items()},
        provenance,
        geometry=shapely.to_wkb(geometries),
        geometry_type="Polygon",
        crs=out_crs,
        field_mask=masks,
    )


def table_driver_for(target: str) -> str:
    """Return the OGR driver that writes tables without geometry with this extension.

    Raises:
        UsageError: If there is none.
    """
    if Path(target).suffix.lower() not in _TABLE_ENDINGS:
        raise UsageError(
            f"No table format is known for {Path(target).name}",
            "The extension of the output names its format",
            f"Use one of {', '.join(_TABLE_ENDINGS)}",
        )
    return _driver_for(target)


def write_table(target: Path, columns: Mapping[str, NDArray[Any]], provenance: Provenance) -> None:
    """Write a table without geometry; the file appears when it is complete.

    Args:
        target: File to write; its extension names the format.
        columns: Name -> values, all of one length; NaN becomes null.
        provenance: Written as metadata where the format has any.

    Raises:
        OutputError: If it cannot be written.
    """
    _write(target, table_driver_for(str(target)), columns, provenance, geometry=None)


def _write(
    target: Path,
    driver: str,
    columns: Mapping[str, NDArray[Any]],
    provenance: Provenance,
    **geometry: Any,
) -> None:
    metadata = {PROVENANCE_TAG: provenance.to_json()} if driver in _METADATA_DRIVERS else None
    with ExitStack() as stack:
        stage = stack.enter_context(staged_output(target))
        stack.enter_context(warnings.catch_warnings())
        # That a raster without CRS gives polygons without one needs no second warning.
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        is_archive = target.suffix.lower() in _ARCHIVES
        scratch = stack.enter_context(tempfile.TemporaryDirectory()) if is_archive else ""
        file = Path(scratch) / target.name if scratch else stage
        try:
            pyogrio.raw.write(
                file,
                field_data=list(columns.values()),
                fields=list(columns),
                layer=target.stem,
                driver=driver,
                dataset_options=_DATASET_OPTIONS.get(driver),
                # Without a layer of geometries it would land in a file of its own.
                dataset_metadata=None if geometry["geometry"] is None else metadata,
                layer_metadata=metadata,
                **geometry,
            )
        except _WRITE_ERRORS as error:
            raise _write_error(target, error) from error
        if scratch:
            shutil.copyfile(file, stage)


def in_crs(polygons: NDArray[np.object_], transform: Affine) -> NDArray[np.object_]:
    """Return polygons in pixel coordinates in CRS coordinates."""
    t = transform

    def move(
        col: NDArray[np.float64], row: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        return t.a * col + t.b * row + t.c, t.d * col + t.e * row + t.f

    moved: NDArray[np.object_] = shapely.transform(polygons, move, interleaved=False)
    return moved


def _in_degrees(geometries: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    source = ProjCRS.from_user_input(crs.to_wkt())
    transformer = Transformer.from_crs(source, _DEGREES, always_xy=True)
    moved: NDArray[np.object_] = shapely.transform(
        geometries, transformer.transform, interleaved=False
    )
    return moved


def _columns(
    table: PolygonTable, legend: Sequence[ClassCard], provenance: Provenance
) -> dict[str, NDArray[Any]]:
    names = np.full(256, "", dtype=object)
    for entry in legend:
        names[entry.id] = entry.name
    models = ", ".join(str(model.get("name", "")) for model in provenance.models)
    size = len(table)
    return {
        "class_id": table.class_id.astype(np.int32),
        "class_name": names[table.class_id],
        # NaN is written as null.
        "confidence": np.round(table.confidence, 4),
        "area_m2": np.round(table.area_m2, 3),
        "status": np.full(size, PREDICTED, dtype=object),
        "model": np.full(size, models, dtype=object),
        "run_id": np.full(size, provenance.run_id, dtype=object),
    }


def _write_error(target: Path, error: Exception) -> OutputError:
    return OutputError(
        f"Cannot write {target}",
        str(error).splitlines()[0] if str(error) else type(error).__name__,
        "Check the free space and permissions, or choose another place or format",
    )
