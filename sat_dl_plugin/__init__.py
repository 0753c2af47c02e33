"""Sat DL: deep learning on satellite imagery inside QGIS."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 (name fixed by QGIS)
    """Return the plugin object; called by QGIS.

    Args:
        iface: The running application's ``QgisInterface``.
    """
    from sat_dl_plugin.plugin import SatDlPlugin

    return SatDlPlugin(iface)
