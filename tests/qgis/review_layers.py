"""Small review layers for tests."""

from __future__ import annotations

from pathlib import Path

from osgeo import ogr, osr
from qgis.core import QgsVectorLayer
from qgis.PyQt import sip

from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.review.schema import remember_legend
from sat_dl_plugin.review.session import ReviewSession

LEGEND = [
    {"id": 1, "name": "building", "color": "#d1495b"},
    {"id": 3, "name": "road", "color": "#5b616a"},
    {"id": 5, "name": "tree", "color": "#2e7d4f"},
]
NAMES = {entry["id"]: entry["name"] for entry in LEGEND}


def review_layer(source: str, *, provider: str = "ogr") -> QgsVectorLayer:
    """Return a layer that knows its classes."""
    layer = QgsVectorLayer(source, "review", provider)
    remember_legend(layer, legend_of(LEGEND))
    return layer


def end(session: ReviewSession) -> None:
    """Close a session and delete its layer: pytest keeps fixtures for longer than QGIS lives."""
    if not sip.isdeleted(session.layer):
        session.layer.rollBack()
    session.close()
    if not sip.isdeleted(session.layer):
        sip.delete(session.layer)


def square(left: float, top: float, side: float = 8.0) -> str:
    """Return a square as WKT."""
    right, bottom = left + side, top - side
    return (
        f"POLYGON (({left} {top}, {right} {top}, {right} {bottom}, {left} {bottom}, {left} {top}))"
    )


def write_predictions(
    path: Path,
    count: int = 6,
    *,
    epsg: int = 32645,
    without: tuple[str, ...] = (),
    kind: int = ogr.wkbPolygon,
    name: str = "polygons",
) -> str:
    """Write squares of 8 m, 10 m apart in rows of 100, with rising confidence; return the path."""
    reference = None
    if epsg:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(epsg)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer(name, reference, kind)
    types = {"class_id": ogr.OFTInteger, "confidence": ogr.OFTReal, "area_m2": ogr.OFTReal}
    fields = ("class_id", "class_name", "confidence", "area_m2", "status", "model", "run_id")
    for field in fields:
        if field not in without:
            layer.CreateField(ogr.FieldDefn(field, types.get(field, ogr.OFTString)))
    layer.StartTransaction()
    for index in range(count):
        feature = ogr.Feature(layer.GetLayerDefn())
        class_id = (1, 3, 5)[index % 3]
        values = (class_id, NAMES[class_id], index / count, 64.0, "predicted", "urban", "r1")
        for field, value in zip(fields, values):
            if field not in without:
                feature[field] = value
        outline = square(500000.0 + 10 * (index % 100), 3000000.0 - 10 * (index // 100))
        geometry = ogr.CreateGeometryFromWkt(outline)
        feature.SetGeometry(ogr.ForceTo(geometry, kind))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    source = None
    return str(path)
