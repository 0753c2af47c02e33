"""The form in which the user checks and corrects what was understood of a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.card import ACTIVATIONS, ModelCard
from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.text_forms import parse_classes, split_entries
from sat_dl_plugin.gui.models.class_editor import ClassEditor
from sat_dl_plugin.gui.models.model_card import activation_text
from sat_dl_plugin.gui.models.scaling_field import ScalingField
from sat_dl_plugin.gui.widgets.headings import heading, labelled, show_small_print, small_print
from sat_dl_plugin.gui.widgets.notice import wrapped_label
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.tasks.model_files import own_models

STATEABLE = ("bands", "classes")
"""Fields without which some networks cannot be read at all."""

_LARGEST_GSD_M = 100_000.0
_GSD_DECIMALS = 3


class ImportForm(QWidget):
    """What was read of a network, from where, and fields to correct it.

    Args:
        parent: Owner.
    """

    import_wanted = pyqtSignal()
    again_wanted = pyqtSignal()
    """What was missing is stated: read the network again."""
    back_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._card: Optional[ModelCard] = None
        self._stated: dict[str, Any] = {}
        self._own: list[str] = []
        self._may_blend = False
        self._sources: dict[str, QLabel] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._title = heading("")
        self._intro = wrapped_label()
        self._warnings = wrapped_label()
        for label in (self._title, self._intro, self._warnings):
            layout.addWidget(label)
        layout.addWidget(self._make_lacking())
        layout.addWidget(self._make_fields())
        layout.addLayout(self._make_buttons())

    def show_result(self, network: Path, result: dict[str, Any]) -> None:
        """Show what was understood.

        Args:
            network: The file.
            result: What describing it returned.
        """
        card = ModelCard.from_dict(result["card"])
        self._card = card
        self._own = own_models()
        self._title.setText(tr("Import {}").format(network.name))
        self._intro.setText(
            tr(
                "This is what was found out about the network. Below each field you see where its "
                "value comes from. Please correct what is wrong, guesses above all."
            )
        )
        self._show_warnings(result.get("warnings", ()))
        self._lacking.hide()
        self._fields.show()
        self.name_edit.setText(card.name)
        self.gsd_box.setValue(card.gsd_m or 0.0)
        self.bands_edit.setText("; ".join(card.bands))
        self.licence_edit.setText("" if card.licence == "unknown" else card.licence)
        self.scaling.set_scaling(card.scaling)
        self.classes.set_classes(result["card"]["classes"])
        self._classes_part.setVisible(bool(card.classes))
        self.activation_box.setCurrentIndex(ACTIVATIONS.index(card.activation))
        self._show_sources(result.get("sources", {}))
        self._show_tiles(card, str(result.get("sources", {}).get("halo_px", "")))
        self.import_button.setText(tr("&Import"))
        self._check_name()

    def show_lacking(self, network: Path, fields: Sequence[str]) -> None:
        """Ask for what the network does not tell, before it can be read.

        Args:
            network: The file.
            fields: Some of `STATEABLE`.
        """
        self._card = None
        self._title.setText(tr("Import {}").format(network.name))
        self._intro.setText(tr("The network does not specify everything. Please fill in the rest."))
        self._warnings.hide()
        self._fields.hide()
        self._lacking.show()
        for name, part in self._lacking_parts.items():
            part.setVisible(name in fields)
        self.overwrite_box.hide()
        self.import_button.setEnabled(True)
        self.import_button.setText(tr("Read a&gain"))

    def forget(self) -> None:
        """Forget what was stated, for another network."""
        self._stated = {}
        self._card = None
        self.lacking_bands.clear()
        self.lacking_classes.clear()

    def stated(self) -> dict[str, Any]:
        """Return the fields that were stated because the network does not tell them.

        Raises:
            UsageError: If one cannot be understood.
        """
        if self._card is None:
            bands = split_entries(self.lacking_bands.text())
            classes = parse_classes(self.lacking_classes.text())
            if bands:
                self._stated["bands"] = bands
            if classes:
                self._stated["classes"] = classes
        return dict(self._stated)

    def changes(self) -> dict[str, Any]:
        """Return the card fields that the user stated or altered.

        Raises:
            UsageError: If a field cannot be understood.
        """
        card = self._card
        changes = self.stated()
        if card is None:
            return changes
        read = card.to_dict()
        licence = self.licence_edit.text().strip() or "unknown"
        shown = {
            "name": self.name_edit.text().strip(),
            "licence": licence,
            "bands": split_entries(self.bands_edit.text()),
            "gsd_m": self._shown_gsd_m(card),
            "activation": ACTIVATIONS[self.activation_box.currentIndex()],
            "scaling": self.scaling.scaling_fields(),
        }
        if card.classes:
            shown["classes"] = self._shown_classes()
        for name, value in shown.items():
            before = list(read[name]) if isinstance(read[name], tuple) else read[name]
            if value != before:
                changes[name] = value
        if self._may_blend and not self.tiles_box.isChecked():
            changes["halo_px"] = None
        return changes

    def overwrite(self) -> bool:
        """Return whether a model of the same name is to be replaced."""
        return not self.overwrite_box.isHidden() and self.overwrite_box.isChecked()

    # Widgets

    def _make_lacking(self) -> QWidget:
        self._lacking = QWidget()
        layout = QVBoxLayout(self._lacking)
        layout.setContentsMargins(0, 0, 0, 0)
        self.lacking_bands, self.lacking_classes = QLineEdit(), QLineEdit()
        self.lacking_bands.setPlaceholderText(tr("red; green; blue; nir"))
        self.lacking_classes.setPlaceholderText(tr("background; building; road"))
        self._lacking_parts = {
            "bands": self._part(
                tr("&Bands, in the order of the network:"), self.lacking_bands, layout
            ),
            "classes": self._part(
                tr("Cl&asses, in the order of the network:"), self.lacking_classes, layout
            ),
        }
        return self._lacking

    def _make_fields(self) -> QWidget:
        self._fields = QWidget()
        layout = QVBoxLayout(self._fields)
        layout.setContentsMargins(0, 0, 0, 0)
        self.name_edit, self.bands_edit, self.licence_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.name_edit.textChanged.connect(self._check_name)
        self.bands_edit.setToolTip(tr("Common names, separated by semicolons"))
        self.licence_edit.setPlaceholderText(tr("unknown"))
        self.gsd_box = QDoubleSpinBox()
        self.gsd_box.setRange(0.0, _LARGEST_GSD_M)
        self.gsd_box.setDecimals(_GSD_DECIMALS)
        self.gsd_box.setSuffix(tr(" m"))
        self.gsd_box.setSpecialValueText(tr("same as the layer"))
        self.classes = ClassEditor()
        self.scaling = ScalingField()
        self._part(tr("&Name:"), self.name_edit, layout, "name")
        self._classes_part = self._part(tr("Cl&asses:"), self.classes, layout, "classes")
        self._part(tr("Pixel si&ze it was trained at:"), self.gsd_box, layout, "gsd_m")
        self._part(tr("&Bands, in the order of the network:"), self.bands_edit, layout, "bands")
        self._part(tr("Values it e&xpects:"), self.scaling, layout, "scaling")
        self._part(tr("Licence:"), self.licence_edit, layout, "licence")
        layout.addWidget(self._make_details())
        return self._fields

    def _make_details(self) -> QWidget:
        details = QgsCollapsibleGroupBox(tr("Details"))
        details.setCollapsed(True)
        layout = QVBoxLayout(details)
        self.activation_box = QComboBox()
        for activation in ACTIVATIONS:
            self.activation_box.addItem(activation_text(activation))
        self._part(tr("O&utput of the network:"), self.activation_box, layout, "activation")
        self.tiles_box = QCheckBox(tr("Join &tiles without blending them"))
        self.tiles_box.setToolTip(
            tr("Faster. Switch it off if the self-test finds differences at the edges of tiles.")
        )
        layout.addWidget(self.tiles_box)
        return details

    def _make_buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        self.overwrite_box = QCheckBox(tr("Replace &your model with this name"))
        self.overwrite_box.toggled.connect(self._check_name)
        self.overwrite_box.hide()
        column.addWidget(self.overwrite_box)
        row = QHBoxLayout()
        back = QPushButton(tr("Bac&k"))
        back.clicked.connect(self.back_wanted)
        self.import_button = QPushButton(tr("&Import"))
        self.import_button.clicked.connect(self._go)
        row.addStretch()
        row.addWidget(back)
        row.addWidget(self.import_button)
        column.addLayout(row)
        return column

    def _part(self, text: str, field: QWidget, layout: QVBoxLayout, name: str = "") -> QWidget:
        """Add a field with its label above and where it was read below."""
        if name:
            self._sources[name] = small_print()
        part = labelled(text, field, self._sources.get(name))
        layout.addWidget(part)
        return part

    # What happens

    def _go(self) -> None:
        if self._card is None:
            self.again_wanted.emit()
        else:
            self.import_wanted.emit()

    def _show_warnings(self, warnings: Sequence[str]) -> None:
        self._warnings.setText("\n".join(f"• {text}" for text in warnings))
        self._warnings.setVisible(bool(warnings))

    def _show_sources(self, sources: dict[str, str]) -> None:
        for name, label in self._sources.items():
            show_small_print(label, source_text(sources.get(name, "")))

    def _show_tiles(self, card: ModelCard, source: str) -> None:
        # What the graph itself proves needs no choice.
        self._may_blend = card.halo_px is not None and source != "graph"
        self.tiles_box.setEnabled(self._may_blend)
        self.tiles_box.setChecked(card.halo_px is not None)

    def _check_name(self) -> None:
        taken = self.name_edit.text().strip() in self._own
        self.overwrite_box.setVisible(taken and self._card is not None)
        self.import_button.setEnabled(
            bool(self.name_edit.text().strip()) and (not taken or self.overwrite_box.isChecked())
        )

    def _shown_gsd_m(self, card: ModelCard) -> Optional[float]:
        shown = self.gsd_box.value()
        # The field shows fewer digits than the card may have.
        untouched = abs(shown - round(card.gsd_m or 0.0, _GSD_DECIMALS)) < 10.0**-_GSD_DECIMALS / 2
        return card.gsd_m if untouched else shown or None

    def _shown_classes(self) -> list[dict[str, Any]]:
        try:
            return self.classes.classes()
        except ValueError as error:
            raise UsageError(
                tr("A class value is not a whole number"),
                str(error),
                tr("Values are 0 to 254; 0 is the background"),
            ) from error


def source_text(source: str) -> str:
    """Return where a field of a card was read, in words.

    Args:
        source: As the engine names it.
    """
    if not source:
        return ""
    if source.startswith("guessed"):
        return tr("⚠ Guessed. Please check.")
    known = {
        "default": tr("Not specified; this is the usual value."),
        "graph": tr("Read from the network itself."),
        "a trial run": tr("Found in a trial run."),
        "card in the file": tr("Read from the card inside the file."),
        "stated by the user": tr("Entered by you."),
    }
    return known.get(source, tr("Read from: {}").format(source))
