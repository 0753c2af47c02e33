"""What the doctor found, to read in the page and to copy."""

from __future__ import annotations

from html import escape
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from sat_dl_plugin.bridge.doctor import NOTE, OK, PROBLEM, Finding, report
from sat_dl_plugin.i18n import tr

_LINES_SHOWN = 18


class DoctorReport(QWidget):
    """Shows findings, with the advice for each problem below it.

    Args:
        parent: Owner.
    """

    closed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._plain = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._state = QLabel()
        self._state.setWordWrap(True)
        layout.addWidget(self._state)
        self.browser = QTextBrowser()
        self.browser.setMinimumHeight(_LINES_SHOWN * self.fontMetrics().lineSpacing())
        self.browser.setAccessibleName(tr("Report"))
        layout.addWidget(self.browser, 1)
        buttons = QHBoxLayout()
        self.copy_button = QPushButton(tr("C&opy"))
        self.copy_button.clicked.connect(self.copy)
        close = QPushButton(tr("C&lose report"))
        close.clicked.connect(self.closed)
        buttons.addStretch()
        buttons.addWidget(self.copy_button)
        buttons.addWidget(close)
        layout.addLayout(buttons)

    def wait(self) -> None:
        """Say that the examination goes on."""
        self._plain = ""
        self._state.setText(tr("Examining, this takes a few seconds…"))
        self.browser.clear()
        self.copy_button.setEnabled(False)

    def show_findings(self, findings: list[Finding]) -> None:
        """Show what was found."""
        self._plain = report(findings)
        problems = sum(finding.level == PROBLEM for finding in findings)
        self._state.setText(
            tr("Problems: {}. Lines with an arrow say what to do.").format(problems)
            if problems
            else tr("No problem was found.")
        )
        self.browser.setHtml("".join(map(_paragraph, findings)))
        self.copy_button.setEnabled(True)

    def copy(self) -> None:
        """Put the report into the clipboard."""
        QgsApplication.clipboard().setText(self._plain)
        self._state.setText(tr("The report is in the clipboard. It names no user and no secret."))


def _paragraph(finding: Finding) -> str:
    mark = {OK: "✓", NOTE: "•", PROBLEM: "✗"}[finding.level]
    text = f"{mark} <b>{escape(finding.subject)}</b>: {escape(finding.text)}"
    if finding.advice:
        text += f"<br>→ {escape(finding.advice)}"
    return f"<p style='margin:0 0 4px 0'>{text}</p>"
