"""Translation of the texts people read; names of algorithms and parameters never change."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from sat_dl_plugin.paths import translation_path

CONTEXT = "SatDl"


def tr(text: str) -> str:
    """Return a literal in the user's language; fill it with ``format`` afterwards."""
    return QCoreApplication.translate(CONTEXT, text)


def install_translator() -> Optional[QTranslator]:
    """Load and install the translation of the user's locale, if there is one.

    Returns:
        The installed translator, to be kept and removed again with `remove_translator`.
    """
    locale = QgsApplication.locale()
    for candidate in (locale, locale[:2]):
        path = translation_path(candidate)
        if path.is_file():
            translator = QTranslator()
            if translator.load(str(path)):
                QCoreApplication.installTranslator(translator)
                return translator
    return None


def remove_translator(translator: Optional[QTranslator]) -> None:
    """Undo `install_translator`."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
