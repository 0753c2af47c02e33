"""Reading single polygons of a layer that has many unsaved edits."""

from __future__ import annotations

from qgis.core import QgsFeature, QgsFeatureRequest, QgsVectorLayer


def feature_of(layer: QgsVectorLayer, fid: int) -> QgsFeature:
    """Return a feature with its unsaved edits; an invalid one where there is none.

    A layer copies all its unsaved edits for every reading: 40 ms with 30 000 of them. A feature
    without any is read from the provider, which takes a fraction of a millisecond.
    """
    buffer = layer.editBuffer()
    if buffer is not None:
        if buffer.isFeatureDeleted(fid):
            return QgsFeature()
        if (
            fid < 0
            or buffer.isFeatureAttributesChanged(fid)
            or buffer.isFeatureGeometryChanged(fid)
        ):
            return layer.getFeature(fid)
    return next(layer.dataProvider().getFeatures(QgsFeatureRequest(fid)), QgsFeature())
