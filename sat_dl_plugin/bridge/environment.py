"""The environment of child processes: an allow-list, so that nothing of QGIS's leaks in.

QGIS points `PYTHONHOME`, `PROJ_LIB`, `GDAL_DATA`, `LD_LIBRARY_PATH` and their like at its own
libraries; a runtime with other versions of them would load the wrong files and crash. What
is not named here does not pass.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.limits import limit_variables

_ALLOWED = frozenset(
    {
        # Who and where the user is, and how text is encoded.
        *("PATH", "HOME", "USER", "LOGNAME", "USERNAME", "LANG", "LANGUAGE", "TZ", "TERM"),
        # Where temporary files, caches and configuration go.
        *("TMPDIR", "TMP", "TEMP", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"),
        *("XDG_RUNTIME_DIR", "NETRC"),
        # What Windows programs cannot start without.
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "OS", "USERPROFILE"),
        *("USERDOMAIN", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"),
        *("ALLUSERSPROFILE", "PROGRAMFILES", "PROGRAMFILES(X86)", "COMMONPROGRAMFILES"),
        *("NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE", "PROCESSOR_IDENTIFIER"),
        # How the network is reached; rasters may be read over it (/vsicurl).
        *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "NO_PROXY"),
        *("SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE"),
    }
)
_ALLOWED_PREFIXES = (
    "LC_",
    # Which devices and how many threads may be used.
    "CUDA_",
    "NVIDIA_",
    "HIP_",
    "ROCR_",
    "OMP_",
    "MKL_",
    "OPENBLAS_",
    # Credentials and options of GDAL's cloud file systems: without them, /vsis3, /vsiaz and
    # /vsigs paths that open in QGIS would not open in the worker. CPL_* are their options;
    # GDAL_*, which may name QGIS's own drivers and data, stays out.
    "AWS_",
    "AZURE_",
    "GS_",
    "CPL_",
)
# See the engine's `__init__`; child processes get it from their first instruction on.
_SILENCED = {"ORT_DISABLE_TELEMETRY": "1"}

# Lets glibc ask for huge pages: the first tile of a job touches a gigabyte, and a quarter of a
# million page faults cost as much as a tenth of a large job. Others ignore it.
_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}

_CERTIFICATE_PATHS = ("SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")

# Settings that would make pip install into another place than the new runtime.
_REDIRECTS_OF_PIP = frozenset(
    ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON")
)
# Settings of uv that say where from; the others are about projects.
_SOURCES_OF_UV = ("UV_INDEX", "UV_DEFAULT_INDEX", "UV_EXTRA_INDEX", "UV_PYTHON_INSTALL_MIRROR")
_TRUST_OF_UV = ("UV_NATIVE_TLS", "UV_SYSTEM_CERTS", "UV_INSECURE_HOST", "UV_OFFLINE")


def worker_environment(
    source: Optional[Mapping[str, str]] = None,
    proxy: Optional[str] = None,
    threads: int = 0,
    memory_bytes: int = 0,
) -> dict[str, str]:
    """Return the environment in which the runtime's Python is started.

    Args:
        source: Environment to choose from; that of this process when None.
        proxy: URL of the proxy for http and https, over the one in ``source``.
        threads: Threads a network may use; 0 for all.
        memory_bytes: Memory that a job should stay below; 0 lets the engine choose.
    """
    source = os.environ if source is None else source
    kept = {name: value for name, value in source.items() if _is_allowed(name)}
    kept.update(_SILENCED)
    kept.update(_MEMORY)
    kept.update(limit_variables(threads, memory_bytes))
    for name in _CERTIFICATE_PATHS:
        # QGIS's installers name bundles that may be gone; a dead one stops every download.
        if name in kept and not Path(kept[name]).exists():
            del kept[name]
    if sys.platform == "win32":
        kept = _without_qgis_on_path(kept, source.get("OSGEO4W_ROOT", ""))
    if proxy:
        kept.update(_proxy_variables(proxy))
    return kept


def install_environment(
    source: Optional[Mapping[str, str]] = None, proxy: Optional[str] = None
) -> dict[str, str]:
    """Return the environment for pip and uv.

    The user's own settings of both (indexes, certificates) stay; those that would install
    elsewhere do not. Secrets travel here and never on a command line.

    Args:
        source: Environment to choose from; that of this process when None.
        proxy: URL of the proxy, with its credentials where it needs them.
    """
    source = os.environ if source is None else source
    kept = worker_environment(source, proxy)
    for name, value in source.items():
        is_pip = name.startswith("PIP_") and name not in _REDIRECTS_OF_PIP
        if is_pip or name.startswith(_SOURCES_OF_UV + _TRUST_OF_UV):
            kept[name] = value
    if proxy:
        # pip's own setting would win over HTTP_PROXY.
        kept.pop("PIP_PROXY", None)
    return kept


def _is_allowed(name: str) -> bool:
    # Windows does not tell cases apart, and curl's proxy variables are lower case.
    upper = name.upper()
    return upper in _ALLOWED or upper.startswith(_ALLOWED_PREFIXES)


def _proxy_variables(proxy: str) -> dict[str, str]:
    names = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")
    return dict.fromkeys(names, proxy)


def _without_qgis_on_path(kept: dict[str, str], qgis_root: str) -> dict[str, str]:
    """Drop QGIS's folders from ``PATH``, where Windows would find QGIS's libraries first."""
    if not qgis_root:
        return kept
    root = os.path.normcase(qgis_root)
    return {
        name: os.pathsep.join(
            folder
            for folder in value.split(os.pathsep)
            if not os.path.normcase(folder).startswith(root)
        )
        if name.upper() == "PATH"
        else value
        for name, value in kept.items()
    }
