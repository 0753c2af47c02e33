"""Reviews a layer and is killed in the middle: run by a test as a process of its own."""

from __future__ import annotations

import os
import signal
import sys

from qgis.core import QgsApplication, QgsGeometry

from sat_dl_plugin.review.changes import NewObject, ReviewChange
from sat_dl_plugin.review.session import ReviewSession
from tests.qgis.review_layers import review_layer, square


def main(source: str, provider: str = "ogr") -> None:
    application = QgsApplication([], False)  # noqa: FBT003 (no window)
    application.initQgis()
    layer = review_layer(source.removeprefix("postgres://"), provider=provider)
    session = ReviewSession(layer, "Maya")
    session.accept([1])
    session.save()
    session.reject([2])
    new = NewObject(QgsGeometry.fromWkt(square(500200, 3000200)), class_id=3)
    (fid,) = session.apply("Add", ReviewChange(added=[new]))
    session.set_class([fid], 5)
    session.accept([3])
    session.undo()
    session.apply("Merge", ReviewChange(geometries={4: new.geometry}, removed=[5]))
    layer.beginEditCommand("Moved vertex")
    layer.changeGeometry(6, QgsGeometry.fromWkt(square(500050, 3000000, 6)))
    layer.endEditCommand()
    os.kill(os.getpid(), signal.SIGKILL)


main(*sys.argv[1:])
