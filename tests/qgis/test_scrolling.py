"""Pages that scroll."""

from __future__ import annotations

from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QWheelEvent
from qgis.PyQt.QtWidgets import QApplication, QLabel, QScrollArea, QSlider, QWidget

from sat_dl_plugin.gui.widgets.scrolling import scroll_to, scrolled_column


def turn_wheel(widget: QWidget) -> None:
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(widget.rect().center())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 (Qt has no names)
    )
    QApplication.sendEvent(widget, event)


def test_a_slider_that_comes_under_the_mouse_does_not_take_the_wheel(qgis_app: object) -> None:
    page = QWidget()
    column = scrolled_column(page)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setValue(50)
    column.addWidget(QLabel("\n" * 200))
    column.addWidget(slider)
    page.resize(300, 200)
    page.show()
    turn_wheel(page.findChild(QScrollArea).viewport())
    turn_wheel(slider)

    assert slider.value() == 50
    page.close()


def test_what_is_shown_below_comes_into_view(qgis_app: object) -> None:
    page = QWidget()
    column = scrolled_column(page)
    column.addWidget(QLabel("\n" * 200))
    shown = QLabel("The answer")
    column.addWidget(shown)
    page.resize(300, 200)
    page.show()
    assert shown.visibleRegion().isEmpty()
    scroll_to(shown)

    assert not shown.visibleRegion().isEmpty()
    page.close()
