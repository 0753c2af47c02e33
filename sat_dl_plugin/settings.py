"""What the plugin remembers and what it takes over from the settings of QGIS."""

from __future__ import annotations

from pathlib import Path
from typing import Optional
from urllib.parse import quote

from qgis.core import QgsApplication, QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from sat_dl_plugin.paths import HOMEPAGE

_MODELS_FOLDER = "sat_dl/models_folder"
_RUNTIME_PYTHON = "sat_dl/runtime_python"
_WHEELHOUSE = "sat_dl/wheelhouse"


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
