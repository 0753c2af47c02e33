"""What the plugin remembers and what it takes over from the settings of QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Optional
from urllib.parse import quote

from qgis.core import QgsApplication, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from sat_dl_plugin.contract.jobs import QUALITIES
from sat_dl_plugin.paths import HOMEPAGE

_MODELS_FOLDER = "sat_dl/models_folder"
_RUNTIME_PYTHON = "sat_dl/runtime_python"
_DOCK_WAS_OPENED = "sat_dl/dock_was_opened"
_WHEELHOUSE = "sat_dl/wheelhouse"
_THREADS = "sat_dl/threads"
_MEMORY_CEILING = "sat_dl/memory_ceiling_bytes"
_DEVICE = "sat_dl/device"
_DEFAULT_QUALITY = "sat_dl/default_quality"
_IDLE_MINUTES = "sat_dl/idle_minutes"
_RESULTS_FOLDER = "sat_dl/results_folder"
_PREVIEW_CACHE = "sat_dl/preview_cache_bytes"
_REVIEWER = "sat_dl/reviewer"

_DEFAULT_DEVICE = "auto"
_DEFAULT_IDLE_MINUTES = 10
_DEFAULT_PREVIEW_CACHE_BYTES = 500_000_000


def models_folder() -> Path:
    """Return the folder of the user's own models; it need not exist yet.

    It lies in the QGIS profile unless the setting ``sat_dl/models_folder`` names another.
    """
    chosen = QgsSettings().value(_MODELS_FOLDER, "", str)
    if chosen:
        return Path(chosen)
    return Path(QgsApplication.qgisSettingsDirPath()) / "sat_dl" / "models"


def runtime_python() -> Optional[str]:
    """Return the Python the user wants the runtime to be made with, if one is named."""
    return QgsSettings().value(_RUNTIME_PYTHON, "", str) or None


def set_runtime_python(python: str) -> None:
    """Remember the Python to make the runtime with; empty lets Sat DL choose."""
    QgsSettings().setValue(_RUNTIME_PYTHON, python.strip())


def wheelhouse() -> Optional[Path]:
    """Return the folder of wheels that replaces the package index, if one is named."""
    chosen = QgsSettings().value(_WHEELHOUSE, "", str)
    return Path(chosen) if chosen else None


def set_wheelhouse(folder: str) -> None:
    """Remember the folder of wheels; empty uses the package index."""
    QgsSettings().setValue(_WHEELHOUSE, folder.strip())


def threads() -> int:
    """Return how many threads a network may use; 0 for all."""
    return _whole_number(_THREADS, 0)


def set_threads(count: int) -> None:
    """Remember how many threads a network may use; 0 for all."""
    QgsSettings().setValue(_THREADS, count)


def memory_ceiling_bytes() -> int:
    """Return the memory that a job should stay below, in bytes; 0 lets Sat DL choose."""
    return _whole_number(_MEMORY_CEILING, 0)


def set_memory_ceiling_bytes(size: int) -> None:
    """Remember the memory that a job should stay below, in bytes; 0 lets Sat DL choose."""
    QgsSettings().setValue(_MEMORY_CEILING, str(size))


def device() -> str:
    """Return what the dock computes on: a value of the parameter ``DEVICE``."""
    return QgsSettings().value(_DEVICE, "", str) or _DEFAULT_DEVICE


def set_device(name: str) -> None:
    """Remember what the dock computes on: a value of the parameter ``DEVICE``."""
    QgsSettings().setValue(_DEVICE, name)


def default_quality() -> int:
    """Return the quality the dock starts with: 0 fast, 1 balanced, 2 best."""
    return min(_whole_number(_DEFAULT_QUALITY, 0), len(QUALITIES) - 1)


def set_default_quality(quality: int) -> None:
    """Remember the quality the dock starts with: 0 fast, 1 balanced, 2 best."""
    QgsSettings().setValue(_DEFAULT_QUALITY, quality)


def idle_minutes() -> int:
    """Return the minutes after which a worker without a job ends; 0 for at once."""
    return _whole_number(_IDLE_MINUTES, _DEFAULT_IDLE_MINUTES)


def set_idle_minutes(minutes: int) -> None:
    """Remember the minutes after which a worker without a job ends; 0 for at once."""
    QgsSettings().setValue(_IDLE_MINUTES, minutes)


def results_folder() -> Optional[Path]:
    """Return where the dock writes results, or None for temporary files."""
    chosen = QgsSettings().value(_RESULTS_FOLDER, "", str)
    return Path(chosen) if chosen else None


def set_results_folder(folder: Optional[Path]) -> None:
    """Remember where the dock writes results; None for temporary files."""
    QgsSettings().setValue(_RESULTS_FOLDER, str(folder) if folder is not None else "")


def preview_cache_bytes() -> int:
    """Return how many bytes the kept previews may take on the disk."""
    return _whole_number(_PREVIEW_CACHE, _DEFAULT_PREVIEW_CACHE_BYTES)


def set_preview_cache_bytes(size: int) -> None:
    """Remember how many bytes the kept previews may take on the disk."""
    QgsSettings().setValue(_PREVIEW_CACHE, str(size))


def preview_cache_folder() -> Path:
    """Return the folder of kept previews; it need not exist, and may be removed at any time."""
    from sat_dl_plugin.bridge.spec import cache_folder

    return cache_folder() / "previews"


def runtimes_folder() -> Path:
    """Return the folder that runtimes are made in and looked for."""
    from sat_dl_plugin.bridge.spec import runtimes_folder as folder

    return folder()


def set_runtimes_folder(folder: Optional[Path]) -> None:
    """Remember the folder that runtimes are made in and looked for; None for the usual one.

    Kept by the bridge and not in QGIS's settings, because the runtime can be made from a
    terminal as well.

    Raises:
        OutputError: If the choice cannot be written.
    """
    from sat_dl_plugin.bridge.spec import choose_runtimes_folder

    choose_runtimes_folder(folder)


def dock_was_opened() -> bool:
    """Return whether the dock was ever opened in this profile."""
    return bool(QgsSettings().value(_DOCK_WAS_OPENED, False, bool))  # noqa: FBT003 (Qt name)


def set_dock_was_opened() -> None:
    """Remember that the dock was opened, and thus has a place and a width of the user's."""
    QgsSettings().setValue(_DOCK_WAS_OPENED, True)  # noqa: FBT003 (Qt name)


def proxy_url() -> Optional[str]:
    """Return the proxy QGIS uses for the internet as a URL, or None for none.

    User name and password are part of the URL where QGIS has them, so never log it.
    """
    proxy = QgsNetworkAccessManager.instance().fallbackProxy()
    if proxy.type() == QNetworkProxy.ProxyType.DefaultProxy:
        query = QNetworkProxyQuery(QUrl(HOMEPAGE))
        proxy = QNetworkProxyFactory.systemProxyForQuery(query)[0]
    return proxy_as_url(proxy)


def proxy_as_url(proxy: QNetworkProxy) -> Optional[str]:
    """Return a proxy as a URL with its user and password, or None when it is none."""
    schemes = {
        QNetworkProxy.ProxyType.HttpProxy: "http",
        QNetworkProxy.ProxyType.HttpCachingProxy: "http",
        QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
    }
    scheme = schemes.get(proxy.type())
    if scheme is None or not proxy.hostName():
        return None
    credentials = ""
    if proxy.user():
        credentials = quote(proxy.user(), safe="")
        if proxy.password():
            credentials += ":" + quote(proxy.password(), safe="")
        credentials += "@"
    port = f":{proxy.port()}" if proxy.port() else ""
    return f"{scheme}://{credentials}{proxy.hostName()}{port}"


def _whole_number(key: str, default: int) -> int:
    """Return a setting of 0 or more; Qt's own integers end at two thousand million."""
    text = str(QgsSettings().value(key, default))
    return int(text) if text.isdecimal() else default


def reviewer() -> str:
    """Return the name that the user reviews polygons under; empty for none."""
    return str(QgsSettings().value(_REVIEWER, "", str))


def set_reviewer(name: str) -> None:
    """Remember the name that the user reviews polygons under; empty for none."""
    QgsSettings().setValue(_REVIEWER, name.strip())
