"""One refresh for several changes."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QWidget


def refresh_timer(page: QWidget, refresh: Callable[[], None]) -> QTimer:
    """Return a timer of a page that refreshes it once, when all changes of now are made.

    Several widgets change at once when a layer does; each of them may start the timer.
    """
    timer = QTimer(page)
    timer.setSingleShot(True)
    timer.setInterval(0)
    timer.timeout.connect(refresh)
    return timer
