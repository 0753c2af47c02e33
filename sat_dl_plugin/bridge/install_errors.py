"""Turns what pip or uv printed into an error that says what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Optional

from sat_dl_plugin.bridge.redaction import redact_secrets
from sat_dl_plugin.contract.errors import RuntimeSetupError

_NOT_MADE = "The runtime could not be created"
_TAIL_LINES = 12

_HASHES = re.compile(r"do not match the hashes|hash mismatch|hashes are required", re.IGNORECASE)
_DISK = re.compile(r"No space left|Errno 28|WinError 112|Disk quota exceeded", re.IGNORECASE)
_CERTIFICATE = re.compile(
    r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerification|invalid peer certificate",
    re.IGNORECASE,
)
_PROXY = re.compile(r"ProxyError|407 |Tunnel connection failed|Proxy Authentication", re.IGNORECASE)
_NETWORK = re.compile(
    r"NewConnectionError|Failed to establish a new connection|name resolution|getaddrinfo failed"
    r"|ConnectTimeout|ReadTimeout|Read timed out|Connection (?:refused|reset|aborted|broken)"
    r"|Max retries exceeded|Network is unreachable|dns error|error sending request"
    r"|RemoteDisconnected|IncompleteRead",
    re.IGNORECASE,
)
_NO_WHEEL = re.compile(
    r"No matching distribution found for (?P<pip>[^\s;]+)|(?P<uv>\S+) has no (?:usable )?wheels",
    re.IGNORECASE,
)
_ACCESS = re.compile(r"Permission denied|Errno 13|WinError 5\b|Read-only file system")


def explain_install_failure(output: str, wheelhouse: Optional[Path]) -> RuntimeSetupError:
    """Return the error for an installation that failed.

    Args:
        output: What pip or uv printed last; secrets in it are not passed on.
        wheelhouse: Folder of wheels that was used instead of an index.
    """
    output = redact_secrets(output)
    # A full disk and a wrong certificate also make downloads fail, so they are asked first.
    for pattern, why, todo in _EXPLANATIONS:
        if pattern.search(output):
            return RuntimeSetupError(_NOT_MADE, f"{why}: {_telling_line(output, pattern)}", todo)
    missing = _NO_WHEEL.search(output)
    if missing:
        return _missing_wheel(missing.group("pip") or missing.group("uv"), wheelhouse)
    tail = "\n".join(output.strip().splitlines()[-_TAIL_LINES:])
    return RuntimeSetupError(_NOT_MADE, f"The installer said:\n{tail}\n", "Run doctor")


_EXPLANATIONS = (
    (_DISK, "The disk is full", "Free some space in the user's cache folder and try again"),
    (
        _HASHES,
        "A downloaded file is not the one that was locked",
        "Try again; if it stays, the index or proxy in between delivers changed files: use "
        "another index or a wheelhouse",
    ),
    (
        _CERTIFICATE,
        "The server's certificate is not trusted",
        "Tell pip the certificates of your network (pip config set global.cert FILE)",
    ),
    (_PROXY, "The proxy refused", "Check QGIS's proxy settings (Settings, Options, Network)"),
    (
        _NETWORK,
        "The package index cannot be reached",
        "Check the network and QGIS's proxy settings, or give a wheelhouse folder",
    ),
    (_ACCESS, "There is no permission to write", "Check who owns the user's cache folder"),
)


def _telling_line(output: str, pattern: re.Pattern[str]) -> str:
    lines = [line.strip() for line in output.splitlines() if pattern.search(line)]
    return lines[-1][:300].rstrip(".:") if lines else ""


def _missing_wheel(requirement: str, wheelhouse: Optional[Path]) -> RuntimeSetupError:
    if wheelhouse is not None:
        return RuntimeSetupError(
            _NOT_MADE,
            f"The folder {wheelhouse} holds no wheel of {requirement} for this Python and machine",
            "Fill it with “pip download --only-binary :all: -r LOCK” on a machine of the same "
            "kind with the same Python",
        )
    return RuntimeSetupError(
        _NOT_MADE,
        f"The index offers no wheel of {requirement} for this Python and machine",
        "Name another Python (3.10 to 3.13 have the most wheels)",
    )
