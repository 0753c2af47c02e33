"""Labels for other programs: what is written, where, and with which coordinates."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from osgeo import ogr
from qgis import processing
from qgis.core import QgsGeometry, QgsProcessingException, QgsVectorLayer

from sat_dl_plugin.review.changes import ReviewChange
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import end, review_layer, square, write_predictions

EVERY_STATUS = [0, 1, 2, 3, 4]
GEOPACKAGE, GEOJSON, COCO, WKT = range(4)


@pytest.fixture
def reviewed(provider: object, tmp_path: Path) -> str:
    """Six squares: two accepted, one rejected, one with a hole, two predicted."""
    path = write_predictions(tmp_path / "review.gpkg", kind=ogr.wkbMultiPolygon)
    session = ReviewSession(review_layer(path))
    session.accept([1, 2])
    session.reject([3])
    ring = QgsGeometry.fromWkt(square(500030, 3000000)).difference(
        QgsGeometry.fromWkt(square(500032, 2999998, 4))
    )
    session.apply("Cut", ReviewChange(geometries={4: ring}))
    session.save()
    end(session)
    return path


@pytest.fixture
def raster(raster_factory, tmp_path) -> str:
    """Half-metre pixels from the corner of the first polygon to the middle of the fourth."""
    return raster_factory(tmp_path / "scene.tif", size=68, pixel=0.5)


@pytest.fixture
def export(reviewed: str, context, feedback):
    def run(form: int, target: object, **parameters: Any) -> dict[str, Any]:
        return processing.run(
            "satdl:exportlabels",
            {"INPUT": reviewed, "FORMAT": form, "OUTPUT": str(target), **parameters},
            context=context,
            feedback=feedback,
        )

    return run


def test_a_geopackage_has_what_people_said_is_there(export, tmp_path, reviewed) -> None:
    result = export(GEOPACKAGE, tmp_path / "labels.gpkg")

    layer = QgsVectorLayer(result["OUTPUT"])
    assert result["COUNT"] == 3
    assert [each["status"] for each in layer.getFeatures()] == ["accepted"] * 2 + ["corrected"]
    assert layer.crs() == QgsVectorLayer(reviewed).crs()
    assert "urban" in {each["model"] for each in layer.getFeatures()}
    assert sorted(path.name for path in tmp_path.glob("*labels*")) == ["labels.gpkg"]


def test_other_states_on_demand(export, tmp_path) -> None:
    assert export(GEOPACKAGE, tmp_path / "labels.gpkg", STATUS=EVERY_STATUS)["COUNT"] == 6
    assert export(GEOPACKAGE, tmp_path / "labels.gpkg", STATUS=[4])["COUNT"] == 1


def test_geojson_is_in_degrees(export, tmp_path) -> None:
    content = json.loads(Path(export(GEOJSON, tmp_path / "l.geojson")["OUTPUT"]).read_text())

    (lon, lat) = content["features"][0]["geometry"]["coordinates"][0][0][0]
    assert (lon, lat) == (pytest.approx(87.0, abs=0.01), pytest.approx(27.125, abs=0.02))
    assert content["features"][0]["properties"]["class_name"] == "building"


def test_coco_counts_in_pixels(export, tmp_path, raster) -> None:
    result = export(COCO, tmp_path / "labels.json", RASTER=raster)
    content = json.loads(Path(result["OUTPUT"]).read_text())

    assert content["images"] == [{"id": 1, "file_name": "scene.tif", "width": 68, "height": 68}]
    assert {entry["id"]: entry["name"] for entry in content["categories"]} == {
        1: "building",
        3: "road",
        5: "tree",
    }
    first, second, cut = content["annotations"]
    assert (first["category_id"], second["category_id"], cut["category_id"]) == (1, 3, 1)
    assert first["bbox"] == [0, 0, 16, 16]
    assert second["bbox"] == [20, 0, 16, 16]
    assert sorted(zip(first["segmentation"][0][::2], first["segmentation"][0][1::2])) == [
        *((0, 0), (0, 16)),
        *((16, 0), (16, 16)),
    ]
    # The fourth one has a hole and reaches out of the picture to the right.
    assert cut["bbox"] == [60, 0, 8, 16]
    assert cut["area"] == pytest.approx((8 * 16) - (4 * 8))


def test_coco_needs_a_raster(export, tmp_path) -> None:
    with pytest.raises(QgsProcessingException, match="No raster is given"):
        export(COCO, tmp_path / "labels.json")


def test_a_wkt_table_is_read_as_in_the_contest(export, tmp_path, raster) -> None:
    result = export(WKT, tmp_path / "labels.csv", RASTER=raster)
    with Path(result["OUTPUT"]).open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (tmp_path / "labels_grid_sizes.csv").open(newline="") as file:
        (size,) = csv.DictReader(file)

    assert [(row["ImageId"], row["ClassType"]) for row in rows] == [
        *(("scene", "1"), ("scene", "3"), ("scene", "5"))
    ]
    assert rows[2]["MultipolygonWKT"] == "MULTIPOLYGON EMPTY"
    # As everybody in the contest went back to pixels.
    across, down = (68 * 68 / 69 / float(size[name]) for name in ("Xmax", "Ymin"))
    box = QgsGeometry.fromWkt(rows[1]["MultipolygonWKT"]).boundingBox()
    pixels = (box.xMinimum() * across, box.yMaximum() * down, box.xMaximum() * across)
    assert pixels == pytest.approx((20, 0, 36), abs=1e-3)
    assert box.yMinimum() * down == pytest.approx(16, abs=1e-3)
    assert float(size["Ymin"]) < 0 < float(size["Xmax"])


def test_a_wkt_table_without_raster_is_in_the_crs_of_the_layer(export, tmp_path) -> None:
    with Path(export(WKT, tmp_path / "labels.csv")["OUTPUT"]).open(newline="") as file:
        rows = list(csv.DictReader(file))

    box = QgsGeometry.fromWkt(rows[0]["MultipolygonWKT"]).boundingBox()
    assert (box.xMinimum(), box.yMaximum()) == (500000, 3000000)
    assert not (tmp_path / "labels_grid_sizes.csv").exists()


def test_a_temporary_file_has_the_right_ending(export, raster) -> None:
    result = export(COCO, "TEMPORARY_OUTPUT", RASTER=raster)

    assert result["OUTPUT"].endswith(".json")
    assert Path(result["OUTPUT"]).exists()


def test_an_ending_of_another_format_is_refused(export, tmp_path) -> None:
    with pytest.raises(QgsProcessingException, match=r"Use the extension \.geojson"):
        export(GEOJSON, tmp_path / "labels.gpkg")


def test_polygons_without_a_status_are_all_written(provider, context, feedback, tmp_path) -> None:
    path = write_predictions(tmp_path / "drawn.gpkg", without=("status", "class_id"))
    result = processing.run(
        "satdl:exportlabels",
        {"INPUT": path, "FORMAT": WKT, "OUTPUT": str(tmp_path / "labels.csv")},
        context=context,
        feedback=feedback,
    )

    assert result["COUNT"] == 6
    assert '1,"MULTIPOLYGON (((' in Path(result["OUTPUT"]).read_text().replace("review", "")


def test_nothing_to_write_is_said(export, tmp_path, raster_factory, feedback) -> None:
    far = raster_factory(tmp_path / "far.tif", left_top=(700000.0, 3000000.0))
    assert export(COCO, tmp_path / "labels.json", RASTER=far)["COUNT"] == 0
    assert any("none lies on the raster" in line for line in feedback.warnings)
