"""Messages and questions inside a page, so that no dialog interrupts the work."""

from __future__ import annotations

from html import escape
from typing import Callable, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.gui.widgets.close_button import close_button
from sat_dl_plugin.i18n import tr


def wrapped_label(text: str = "") -> QLabel:
    """Return a label that breaks its lines and whose text can be selected."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.LinksAccessibleByMouse
    )
    policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label


class Notice(QFrame):
    """One message with an icon; hidden while there is none.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        _make_panel(self)
        layout = QHBoxLayout(self)
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label = wrapped_label()
        self._label.setTextFormat(Qt.TextFormat.RichText)
        close = close_button(tr("Hide this message"))
        close.clicked.connect(self.hide)
        layout.addWidget(self._icon)
        layout.addWidget(self._label, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def text(self) -> str:
        """Return the message without markup, empty while there is none."""
        return "" if self.isHidden() else str(self.property("plain_text") or "")

    def show_error(self, error: SatDlError) -> None:
        """Show what went wrong, why, and what to do, one below the other."""
        parts = [f"<b>{escape(error.what)}</b>", escape(error.why), escape(error.todo)]
        body = "".join(f"<p style='margin:0 0 4px 0'>{part}</p>" for part in parts if part)
        self._show(body, str(error), QStyle.StandardPixmap.SP_MessageBoxWarning)

    def show_text(self, text: str) -> None:
        """Show a sentence that is no failure."""
        self._show(escape(text), text, QStyle.StandardPixmap.SP_MessageBoxInformation)

    def _show(self, markup: str, plain: str, icon: QStyle.StandardPixmap) -> None:
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self._icon.setPixmap(self.style().standardIcon(icon).pixmap(side, side))
        self._label.setText(markup)
        self.setProperty("plain_text", plain)
        self.show()


class Question(QFrame):
    """Asks before something is lost; hidden while there is nothing to ask.

    Args:
        parent: Owner.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        _make_panel(self)
        layout = QVBoxLayout(self)
        self._label = wrapped_label()
        layout.addWidget(self._label)
        buttons = QHBoxLayout()
        buttons.addStretch()
        self.yes_button = QPushButton()
        self.no_button = QPushButton()
        for button in (self.yes_button, self.no_button):
            buttons.addWidget(button)
        layout.addLayout(buttons)
        self.yes_button.clicked.connect(self._accept)
        self.no_button.clicked.connect(self._refuse)
        self._on_yes: Optional[Callable[[], None]] = None
        self._on_no: Optional[Callable[[], None]] = None
        self.hide()

    def ask(
        self,
        text: str,
        yes: str,
        no: str,
        on_yes: Callable[[], None],
        on_no: Optional[Callable[[], None]] = None,
    ) -> None:
        """Show a question; ``on_yes`` is called when it is answered with yes.

        Args:
            text: The question.
            yes: What is done, as the text of a button; it has the focus if no does something, too.
            no: The way out, as the text of a button; otherwise it has the focus.
            on_yes: Does it.
            on_no: Is called when it is answered with no.
        """
        self._label.setText(text)
        self.yes_button.setText(yes)
        self.no_button.setText(no)
        self._on_yes, self._on_no = on_yes, on_no
        self.show()
        # A key that was meant for something else must not be the end of anything.
        safe = self.no_button if on_no is None else self.yes_button
        safe.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """Return the question, empty while there is none."""
        return "" if self.isHidden() else self._label.text()

    def _refuse(self) -> None:
        self.hide()
        if self._on_no is not None:
            self._on_no()

    def _accept(self) -> None:
        self.hide()
        if self._on_yes is not None:
            self._on_yes()


def _make_panel(frame: QFrame) -> None:
    """Set a frame apart from the page, in the colours of the palette."""
    frame.setFrameShape(QFrame.Shape.StyledPanel)
    frame.setAutoFillBackground(True)
    frame.setBackgroundRole(QPalette.ColorRole.AlternateBase)
    frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
