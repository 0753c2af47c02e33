"""The page “Image”: what Sat DL understood of the layer, and what limits it."""

from __future__ import annotations

from html import escape
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.gui.compare.compare_box import CompareBox
from sat_dl_plugin.gui.image.layer_advice import Advice, advice_on
from sat_dl_plugin.gui.image.layer_facts import LayerFacts, data_type_text, facts_of
from sat_dl_plugin.gui.segment.model_fit import metres
from sat_dl_plugin.gui.session import DockSession
from sat_dl_plugin.gui.widgets.broken_layer import why_broken
from sat_dl_plugin.gui.widgets.facts import add_fact
from sat_dl_plugin.gui.widgets.headings import heading
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.gui.widgets.scrolling import scrolled_column
from sat_dl_plugin.i18n import tr

_MANY_BANDS = 16
"""More are counted, not listed."""


class ImagePage(QWidget):
    """Facts and advice about the layer of the session.

    Args:
        session: Whose layer it is.
        parent: Owner.
    """

    segment_wanted = pyqtSignal()
    """The user wants to go on to the page “Segment”."""

    def __init__(self, session: DockSession, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._session = session
        layout = scrolled_column(self)
        self._empty = wrapped_label(
            tr(
                "Choose a raster layer above or in the layers panel: an aerial or satellite image, "
                "or the layer of a map server."
            )
        )
        layout.addWidget(self._empty)
        self._content = QWidget()
        content = QVBoxLayout(self._content)
        content.setContentsMargins(0, 0, 0, 0)
        content.addWidget(heading(tr("What this layer is")))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        content.addLayout(form)
        self._values: dict[str, QLabel] = {}
        for key, label in self._labels().items():
            self._values[key] = wrapped_label()
            add_fact(form, label, self._values[key])
        self._advice = QVBoxLayout()
        content.addLayout(self._advice)
        self._next = QPushButton(tr("Segment this layer"))
        self._next.clicked.connect(self.segment_wanted)
        content.addWidget(self._next, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._content)
        self.compare = CompareBox(session)
        layout.addSpacing(self.fontMetrics().height())
        layout.addWidget(self.compare)
        layout.addStretch(1)
        session.layer_changed.connect(self._show_layer)
        self._show_layer()

    def close(self) -> bool:
        """Take everything off the map."""
        self.compare.close()
        return super().close()

    def value(self, key: str) -> str:
        """Return what is shown of the layer under a key of its form."""
        return self._values[key].text()

    def advice(self) -> list[str]:
        """Return the sentences of advice that are shown."""
        layer = self._session.layer
        if layer is None or not layer.isValid():
            return []
        return [advice.text for advice in advice_on(facts_of(layer))]

    @staticmethod
    def _labels() -> dict[str, str]:
        return {
            "resolution": tr("Pixel size"),
            "size": tr("Extent"),
            "bands": tr("Bands"),
            "values": tr("Values"),
            "nodata": tr("No data"),
            "crs": tr("Coordinates"),
            "source": tr("Source"),
        }

    def _show_layer(self) -> None:
        layer = self._session.layer
        usable = layer is not None and layer.isValid()
        self._empty.setVisible(not usable)
        self._content.setVisible(usable)
        if layer is not None and not layer.isValid():
            self._empty.setText(why_broken(layer))
        if not usable:
            return
        facts = facts_of(layer)
        for key, text in _texts(facts).items():
            self._values[key].setText(text)
        self._show_advice(advice_on(facts))

    def _show_advice(self, advice: list[Advice]) -> None:
        while self._advice.count():
            panel = self._advice.takeAt(0).widget()
            panel.hide()
            panel.deleteLater()
        for entry in advice:
            self._advice.addWidget(_advice_widget(entry))


def _texts(facts: LayerFacts) -> dict[str, str]:
    return {
        "resolution": _resolution(facts),
        "size": _size(facts),
        "bands": _bands(facts),
        "values": data_type_text(facts.data_type) or tr("a rendered image"),
        "nodata": tr("no value") if facts.nodata is None else number_text(facts.nodata, 6),
        "crs": escape(facts.crs_name) or tr("unknown"),
        "source": tr("server") if facts.is_server else tr("file"),
    }


def _resolution(facts: LayerFacts) -> str:
    if not facts.columns:
        return tr("any; rendered by a server")
    return metres(facts.gsd_m)


def _size(facts: LayerFacts) -> str:
    if not facts.columns:
        return tr("unlimited")
    locale = QLocale()
    pixels = tr("{} × {} pixels").format(
        locale.toString(facts.columns), locale.toString(facts.rows)
    )
    if facts.gsd_m is None:
        return pixels
    across, down = (side * facts.gsd_m for side in (facts.columns, facts.rows))
    if max(across, down) < 1000:
        return tr("{}, {} × {} m").format(pixels, number_text(across, 0), number_text(down, 0))
    return tr("{}, {} × {} km").format(
        pixels, number_text(across / 1000, 2), number_text(down / 1000, 2)
    )


def _bands(facts: LayerFacts) -> str:
    if len(facts.bands) > _MANY_BANDS:
        return tr("{} bands").format(len(facts.bands))
    parts = []
    for band in facts.bands:
        text = band.common_name
        if band.description and band.description.lower() != text:
            text = f"{text} ({band.description})" if text else band.description
        parts.append(f"{band.number}\u00a0{escape(text or tr('unnamed'))}")
    return ", ".join(parts)


def _advice_widget(advice: Advice) -> QWidget:
    panel = QFrame()
    panel.setFrameShape(QFrame.Shape.StyledPanel)
    row = QHBoxLayout(panel)
    icon = QLabel()
    side = panel.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
    name = "mIconWarning.svg" if advice.is_limit else "mIconInfo.svg"
    icon.setPixmap(QgsApplication.getThemeIcon(name).pixmap(side, side))
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(wrapped_label(advice.text), 1)
    return panel
