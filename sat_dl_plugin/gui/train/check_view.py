"""What a check of a training has found, before hours are spent on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.gui.runs.run_texts import duration_text
from sat_dl_plugin.gui.widgets.close_button import close_button
from sat_dl_plugin.gui.widgets.elided_label import ElidedLabel
from sat_dl_plugin.gui.widgets.headings import heading, make_small
from sat_dl_plugin.gui.widgets.notice import Notice, wrapped_label
from sat_dl_plugin.gui.widgets.quantities import number_text, size_text
from sat_dl_plugin.i18n import tr

_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST_ROWS = 30


class CheckView(QFrame):
    """Waits for a check and shows what it found; hidden while there is none.

    Args:
        parent: Owner.
    """

    cancel_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        head = QHBoxLayout()
        self._title = heading("")
        self.hide_button = close_button(tr("Hide what the check has found"))
        self.hide_button.clicked.connect(self.hide)
        head.addWidget(self._title, 1)
        head.addWidget(self.hide_button)
        layout.addLayout(head)
        layout.addWidget(self._make_waiting())
        self.notice = Notice()
        layout.addWidget(self.notice)
        self._place = QVBoxLayout()
        layout.addLayout(self._place)
        self._found: Optional[QWidget] = None
        self.hide()

    def focus_chain(self) -> list[QWidget]:
        """Return what can have the focus, from top to bottom."""
        return [self.hide_button, self.cancel_button]

    def wait(self) -> None:
        """Show that a check goes on."""
        self._clear()
        self._title.setText(tr("Checking…"))
        self._waiting.show()
        self.hide_button.hide()
        self.show()

    def show_result(self, result: Mapping[str, Any]) -> None:
        """Show what would be learnt from.

        Args:
            result: As from `engine.train.segmentation_job.dry_run_result`.
        """
        self._clear()
        warnings = [str(text) for text in result.get("warnings") or ()]
        self._title.setText(
            tr("Ready to train, but read the warnings.") if warnings else tr("Ready to train.")
        )
        self._found = QWidget()
        column = QVBoxLayout(self._found)
        column.setContentsMargins(0, 0, 0, 0)
        for text in warnings:
            column.addLayout(self._warning(text))
        column.addWidget(_pixel_table(list(result.get("class_pixels") or ())))
        facts = wrapped_label(_facts(result))
        make_small(facts)
        column.addWidget(facts)
        self._place.addWidget(self._found)
        self.show()

    def show_error(self, error: SatDlError) -> None:
        """Show what speaks against the training."""
        self._clear()
        self._title.setText(tr("Not ready to train yet."))
        self.notice.show_error(error)
        self.show()

    def stop(self) -> None:
        """Hide: the check was cancelled."""
        self._clear()
        self.hide()

    def _make_waiting(self) -> QWidget:
        self._waiting = QWidget()
        row = QHBoxLayout(self._waiting)
        row.setContentsMargins(0, 0, 0, 0)
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(tr("Checking"))
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.clicked.connect(self.cancel_wanted)
        row.addWidget(bar, 1)
        row.addWidget(self.cancel_button)
        return self._waiting

    def _clear(self) -> None:
        self._waiting.hide()
        self.hide_button.show()
        self.notice.hide()
        if self._found is not None:
            self._place.removeWidget(self._found)
            self._found.hide()
            self._found.deleteLater()
            self._found = None

    def _warning(self, text: str) -> QHBoxLayout:
        row = QHBoxLayout()
        icon = QLabel()
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        warning = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
        icon.setPixmap(warning.pixmap(side, side))
        icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        icon.setAccessibleName(tr("Warning"))
        row.addWidget(icon)
        row.addWidget(wrapped_label(text), 1)
        return row


def _pixel_table(rows: Sequence[Mapping[str, Any]]) -> QWidget:
    """Return a table of how many pixels of each class are learnt from and set aside."""
    table = QWidget()
    grid = QGridLayout(table)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(max(grid.verticalSpacing() // 3, 1))
    grid.setColumnStretch(0, 1)
    several = len({row["dataset"] for row in rows}) > 1
    heads = (tr("Class"), tr("Pixels to train on"), tr("Set aside"))
    cells = [heads]
    for row in rows[:_MOST_ROWS]:
        name = str(row["name"])
        title = tr("{} ({})").format(name, row["dataset"]) if several else name
        cells.append((title, _count(row["training"]), _count(row["validation"])))
    for place, texts in enumerate(cells):
        for column, text in enumerate(texts):
            label = ElidedLabel(text) if column == 0 else QLabel(text)
            make_small(label)
            if column:
                label.setAlignment(_NUMBERS)
            grid.addWidget(label, place, column)
    return table


def _facts(result: Mapping[str, Any]) -> str:
    lines = [
        tr("{} of {} blocks of ground are set aside; the rest makes about {} patches.").format(
            result["validation_blocks"], result["blocks"], result["patches"]
        )
    ]
    bands = ", ".join(map(str, result["bands"]))
    if result.get("gsd_m"):
        lines.append(
            tr("Bands: {}; {} m per pixel.").format(bands, number_text(result["gsd_m"], 3))
        )
    else:
        lines.append(tr("Bands: {}.").format(bands))
    lines.append(
        tr("Training takes at most about {}, and {} of disk space while it runs.").format(
            duration_text(float(result["seconds"])), size_text(float(result["bytes"]))
        )
    )
    return "\n".join(lines)


def _count(pixels: int) -> str:
    return str(QLocale().toString(int(pixels)))
