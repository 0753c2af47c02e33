"""How long QGIS's event loop is blocked while a run of the dock is made, done and added.

Run with the Python of QGIS, and a runtime set up:

    python3 benchmarks/responsiveness.py SCENE.tif [--quality 0] [--show 20]

A timer of 5 ms ticks in a real event loop with a map and the list of runs. The longest time between
two ticks is what a person feels as a hitch. What the main thread was doing in the middle of
the longest ones is printed below.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parents[1]))

from qgis.core import QgsApplication, QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.gui import QgsLayerTreeMapCanvasBridge, QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QEventLoop, QObject, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QWidget

TICK_MS = 5
LOOK_S = 0.025
"""Without a tick for this long, the watcher looks at what the main thread does."""


@dataclass
class Gap:
    """One time without a tick."""

    seconds: float
    when: str
    stack: str


class Pulse(QObject):
    """Ticks, and remembers the longest times between two ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[Gap] = []
        self.when = "start"
        self._main = threading.get_ident()
        self._last_s = time.perf_counter()
        self._seen = ""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        threading.Thread(target=self._watch, daemon=True).start()

    def _tick(self) -> None:
        now_s = time.perf_counter()
        self.gaps.append(Gap(now_s - self._last_s, self.when, self._seen))
        self._last_s, self._seen = now_s, ""

    def _watch(self) -> None:
        while True:
            time.sleep(LOOK_S / 5)
            if not self._seen and time.perf_counter() - self._last_s > LOOK_S:
                frame = sys._current_frames().get(self._main)
                if frame is not None:
                    self._seen = "".join(traceback.format_stack(frame)[-4:])


class Window(QWidget):
    """What the dock needs of QGIS's main window."""

    currentLayerChanged = pyqtSignal(QgsMapLayer)  # noqa: N815 (Qt name)

    def __init__(self, layer: QgsRasterLayer) -> None:
        super().__init__()
        self._layer = layer
        self._canvas = QgsMapCanvas(self)
        self._bar = QgsMessageBar(self)
        self._bridge = QgsLayerTreeMapCanvasBridge(
            QgsProject.instance().layerTreeRoot(), self._canvas
        )
        self.row = QHBoxLayout(self)
        self.row.addWidget(self._canvas, 1)
        self.resize(1200, 800)

    def activeLayer(self) -> QgsRasterLayer:  # noqa: N802 (Qt name)
        """Return the layer of the runs."""
        return self._layer

    def mapCanvas(self) -> QgsMapCanvas:  # noqa: N802 (Qt name)
        """Return the map."""
        return self._canvas

    def messageBar(self) -> QgsMessageBar:  # noqa: N802 (Qt name)
        """Return the bar for messages."""
        return self._bar


def wait(seconds: Optional[float] = None, signal: Any = None) -> None:
    """Stay in the event loop for some time, or until a signal comes."""
    loop = QEventLoop()
    if signal is not None:
        signal.connect(loop.quit)
    if seconds is not None:
        QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def measure(scene: str, quality: int) -> Pulse:
    from sat_dl_plugin.gui.runs.runs_panel import RunsPanel
    from sat_dl_plugin.gui.session import DockSession
    from sat_dl_plugin.tasks.run_queue import RunQueue, RunRequest

    layer = QgsRasterLayer(scene, Path(scene).stem)
    QgsProject.instance().addMapLayer(layer)
    window, queue = Window(layer), RunQueue()
    session = DockSession(window, queue)
    panel = RunsPanel(session)
    window.row.addWidget(panel)
    window.show()
    window.mapCanvas().setExtent(layer.extent())
    wait(3.0)
    pulse = Pulse()
    for number in ("first", "second"):
        pulse.when = f"{number} run: added"
        wait(0.2)
        run = queue.add(
            RunRequest(
                "satdl:segmenttopolygons",
                {"INPUT": layer.id(), "MODELS": "urban", "QUALITY": quality},
                "scene · urban",
                layer.id(),
            )
        )
        wait(0.2)
        pulse.when = f"{number} run: running"
        if not run.is_over:
            wait(signal=queue.run_finished)
        pulse.when = f"{number} run: results drawn"
        wait(3.0)
        print(f"{number} run: {run.state.value} after {run.elapsed_s:.1f} s {run.error or ''}")
    pulse.when = "end"
    panel.close()
    session.close()
    queue.close()
    return pulse


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene", help="A raster the network urban can work on")
    parser.add_argument("--quality", type=int, default=0)
    parser.add_argument("--show", type=int, default=6, help="How many of the longest gaps")
    chosen = parser.parse_args()
    application = QgsApplication([], True)  # noqa: FBT003 - with windows
    application.initQgis()
    from sat_dl_plugin.processing.provider import SatDlProvider
    from sat_dl_plugin.processing.workers import shared_workers

    provider = SatDlProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    pulse = measure(chosen.scene, chosen.quality)
    shared_workers().close()
    longest = sorted(pulse.gaps, key=lambda gap: -gap.seconds)[: chosen.show]
    for when in dict.fromkeys(gap.when for gap in pulse.gaps):
        gaps = sorted(gap.seconds for gap in pulse.gaps if gap.when == when)
        print(
            f"{when:28} longest {1000 * gaps[-1]:6.1f} ms, "
            f"99 % under {1000 * gaps[int(0.99 * (len(gaps) - 1))]:5.1f} ms"
        )
    for gap in longest:
        print(f"\n{1000 * gap.seconds:.1f} ms, {gap.when}\n{gap.stack}")
    QgsProject.instance().clear()
    os._exit(0)


if __name__ == "__main__":
    main()
