"""New predictions in a reviewed layer: people's polygons stay, the rest is filled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from sat_dl_plugin.contract.errors import InputError, JobCancelled
from sat_dl_plugin.contract.legend import legend_of
from sat_dl_plugin.review.changes import ReviewChange
from sat_dl_plugin.review.disagreement_table import KEPT, DisagreementTable
from sat_dl_plugin.review.session import ReviewSession
from sat_dl_plugin.review.updating import Updated, update_predictions
from tests.qgis.review_layers import LEGEND, NAMES, review_layer, square, write_predictions


@pytest.fixture
def layer(qgis_app: object, tmp_path: Path) -> QgsVectorLayer:
    """Six squares: accepted, rejected, redrawn, added to a class; two predictions are left."""
    path = write_predictions(tmp_path / "review.gpkg")
    session = ReviewSession(review_layer(path))
    session.accept([1])
    session.reject([2])
    redrawn = QgsGeometry.fromWkt(square(500020, 3000000, 7))
    session.apply("Redraw", ReviewChange(geometries={3: redrawn}))
    session.set_class([4], 5)
    session.save()
    session.layer.commitChanges()
    session.close()
    return review_layer(path)


def predicted(*objects: tuple[str, int], epsg: int = 32645) -> QgsVectorLayer:
    """Return new predictions: outline and class each."""
    made = QgsVectorLayer(
        f"Polygon?crs=EPSG:{epsg}&field=class_id:integer&field=class_name:string"
        "&field=confidence:double&field=run_id:string",
        "new",
        "memory",
    )
    features = []
    for wkt, class_id in objects:
        feature = QgsFeature(made.fields())
        feature.setGeometry(QgsGeometry.fromWkt(wkt))
        feature.setAttributes([class_id, NAMES[class_id], 0.75, "r2"])
        features.append(feature)
    made.dataProvider().addFeatures(features)
    return made


def update(layer: QgsVectorLayer, news: QgsVectorLayer, **options: Any) -> Updated:
    return update_predictions(
        layer,
        news,
        legend_of(LEGEND),
        options.get("region"),
        QgsCoordinateTransformContext(),
        options.get("progress", lambda _share: False),
    )


def everything(layer: QgsVectorLayer) -> dict[int, tuple[Any, ...]]:
    return {
        feature.id(): (*feature.attributes(), feature.geometry().asWkt(6))
        for feature in layer.getFeatures()
    }


def disagreements(layer: QgsVectorLayer) -> list[tuple[int, str]]:
    return sorted((each.feature, each.kind) for each in DisagreementTable(layer).unsettled())


def test_what_people_decided_never_changes(layer: QgsVectorLayer) -> None:
    before = everything(layer)
    done = update(layer, predicted((square(499990, 3000010, 100), 1)))

    after = everything(review_layer(layer.source()))
    assert {fid: after[fid] for fid in (1, 2, 3, 4)} == {fid: before[fid] for fid in (1, 2, 3, 4)}
    assert (done.removed, done.people) == (2, 4)


def test_new_predictions_fill_the_rest(layer: QgsVectorLayer) -> None:
    update(layer, predicted((square(499990, 3000010, 100), 1)))

    (new,) = [each for each in layer.getFeatures() if each.id() > 6]
    # Not where a person saw something, nor where a person saw no building; the rejected one is
    # of another class.
    people = [layer.getFeature(fid).geometry() for fid in (1, 3, 4)]
    assert all(new.geometry().intersection(each).area() == pytest.approx(0) for each in people)
    assert new.geometry().area() == pytest.approx(10000 - 64 - 49 - 64)
    assert (new["status"], new["class_name"], new["confidence"]) == ("predicted", "building", 0.75)
    assert new["run_id"] == "r2"
    assert new["area_m2"] == pytest.approx(new.geometry().area(), rel=2e-3)


def test_an_object_that_was_decided_on_is_not_added_again(layer: QgsVectorLayer) -> None:
    done = update(
        layer,
        predicted(
            (square(500001, 3000001, 8), 1),
            (square(500010, 3000000, 8), 3),
            (square(500020, 3000000, 8), 5),
            (square(500030, 3000000, 8), 5),
        ),
    )
    assert (done.added, done.removed, disagreements(layer)) == (0, 0, [(2, "rejected")])


def test_disagreements_are_listed(layer: QgsVectorLayer) -> None:
    done = update(
        layer,
        predicted(
            (square(500000, 3000000, 8), 5),
            (square(500010, 3000000, 8), 3),
            (square(500020, 3000000, 30), 5),
        ),
        region=QgsRectangle(499990, 2999960, 500060, 3000010),
    )
    assert done.disagreements == 4
    assert disagreements(layer) == [(1, "class"), (2, "rejected"), (3, "outline"), (4, "outline")]


def test_what_was_not_found_is_listed(layer: QgsVectorLayer) -> None:
    update(layer, predicted((square(500050, 3000000, 8), 5)), region=layer.extent())

    assert disagreements(layer) == [(1, "missing"), (3, "missing"), (4, "missing")]


def test_only_the_region_changes(layer: QgsVectorLayer) -> None:
    region = QgsRectangle(500045, 2999990, 500060, 3000010)
    done = update(layer, predicted((square(500050, 3000000, 6), 5)), region=region)

    assert (done.removed, done.added, done.people) == (1, 1, 0)
    assert sorted(everything(layer)) == [1, 2, 3, 4, 5, 7]


def test_a_settled_disagreement_is_not_asked_again(layer: QgsVectorLayer) -> None:
    news = predicted((square(500000, 3000000, 8), 5))
    assert update(layer, news).disagreements == 1
    table = DisagreementTable(layer)
    table.settle([each.row for each in table.unsettled()], KEPT)

    assert update(layer, news).disagreements == 0
    assert disagreements(layer) == []
    # Another opinion is another question.
    assert update(layer, predicted((square(500000, 3000000, 8), 3))).disagreements == 1


def test_a_newer_update_replaces_open_questions(layer: QgsVectorLayer) -> None:
    update(layer, predicted((square(500000, 3000000, 8), 5)))
    update(layer, predicted((square(500000, 3000000, 8), 1)))

    assert disagreements(layer) == []


def test_a_prediction_redrawn_elsewhere_is_kept(layer: QgsVectorLayer) -> None:
    layer.dataProvider().changeGeometryValues({6: QgsGeometry.fromWkt(square(500050, 3000000, 5))})
    update(layer, predicted((square(500051, 3000000, 4), 5)))

    assert layer.getFeature(6).geometry().area() == pytest.approx(25.0)
    assert sorted(everything(layer)) == [1, 2, 3, 4, 5, 6]


def test_predictions_of_another_crs_fit(layer: QgsVectorLayer) -> None:
    outline = QgsGeometry.fromWkt(square(500050, 3000000, 8))
    there = QgsCoordinateTransform(
        layer.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance()
    )
    outline.transform(there)
    update(layer, predicted((outline.asWkt(12), 5), epsg=4326))

    (new,) = [each for each in layer.getFeatures() if each.id() > 6]
    assert new.geometry().area() == pytest.approx(64.0, rel=1e-3)


def test_stopping_changes_nothing(layer: QgsVectorLayer) -> None:
    before = everything(layer)
    with pytest.raises(JobCancelled):
        update(layer, predicted((square(500050, 3000000, 8), 5)), progress=lambda _share: True)
    assert everything(layer) == before


def test_polygons_that_predict_nothing_are_refused_where_no_extent_says_so(
    layer: QgsVectorLayer,
) -> None:
    before = everything(layer)
    tiles = QgsVectorLayer("Polygon?crs=EPSG:32645", "tiles", "memory")
    with pytest.raises(InputError, match="no new predictions"):
        update(layer, tiles)

    assert everything(layer) == before
    assert disagreements(layer) == []


def test_a_layer_without_its_fields_is_refused(qgis_app: object, tmp_path: Path) -> None:
    path = write_predictions(tmp_path / "review.gpkg", without=("status",))
    with pytest.raises(InputError, match="no field “status”"):
        update(QgsVectorLayer(path, "review"), predicted((square(0, 0), 1)))
