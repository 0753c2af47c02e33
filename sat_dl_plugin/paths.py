"""Files the QGIS side reads: icons, styles, model folders, and the pages of the guide."""

from __future__ import annotations

from pathlib import Path

from sat_dl_plugin.contract.places import shipped

HOMEPAGE = "https://github.com/sat-dl/sat_dl"

GUIDE_URL = HOMEPAGE + "/blob/main/docs/user-guide.md"

_ALGORITHM_GUIDE = HOMEPAGE + "/blob/main/docs/algorithms.md"


def icon_path(name: str) -> Path:
    """Return the SVG of an icon.

    Args:
        name: File name without its extension, for example ``segment``.

    Raises:
        SatDlError: If the installation is incomplete.
    """
    return shipped("resources") / "icons" / f"{name}.svg"


def bundled_models_folder() -> Path:
    """Return the folder of the networks that come with the plugin.

    Raises:
        SatDlError: If the installation is incomplete.
    """
    return shipped("models")


def translation_path(locale: str) -> Path:
    """Return where the translation into a locale would lie; it need not exist."""
    return shipped("resources") / "i18n" / f"sat_dl_{locale}.qm"


def algorithm_help_url(algorithm_name: str) -> str:
    """Return the page and heading of the guide that explain an algorithm."""
    return f"{_ALGORITHM_GUIDE}#{algorithm_name}"
