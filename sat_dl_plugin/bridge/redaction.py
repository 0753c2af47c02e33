"""Takes secrets and the user's name out of text that may be shown or sent around."""

from __future__ import annotations

import getpass
import re
from contextlib import suppress
from pathlib import Path

_URL_CREDENTIALS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^/\s@'\"]+@")
_URL_QUERY_SECRET = re.compile(
    r"(?P<name>[?&](?:[\w.%-]*(?:key|token|secret|signature|password|passwd|sig|auth)[\w.%-]*)=)"
    r"[^&\s'\"]+",
    re.IGNORECASE,
)
_ASSIGNED_SECRET = re.compile(
    r"(?P<name>\b[\w-]*(?:password|passwd|secret|token|api_?key|access_?key(?:_id)?)[\w-]*"
    r"\s*[=:]\s*)[^\s,;&'\"]+",
    re.IGNORECASE,
)
_HIDDEN = "***"
# Shorter names ("it", "dl") are parts of too many other words.
_SHORTEST_USER_NAME = 3


def redact_secrets(text: str) -> str:
    """Return the text without credentials in URLs and without values of secret settings."""
    text = _URL_CREDENTIALS.sub(rf"\g<scheme>{_HIDDEN}@", text)
    text = _URL_QUERY_SECRET.sub(rf"\g<name>{_HIDDEN}", text)
    return _ASSIGNED_SECRET.sub(rf"\g<name>{_HIDDEN}", text)


def redact(text: str) -> str:
    """Return the text without secrets, the user's home (now ``~``) and the user's name."""
    text = redact_secrets(text)
    for home in sorted(_home_spellings(), key=len, reverse=True):
        text = re.sub(rf"{re.escape(home)}(?=[\\/\s'\":;,)]|$)", "~", text)
    for name in _user_names():
        text = re.sub(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", "<user>", text)
    return text


def _home_spellings() -> set[str]:
    home = Path.home()
    spellings = {str(home), home.as_posix(), str(home.resolve()), str(home).replace("\\", "\\\\")}
    return {spelling for spelling in spellings if len(spelling) > 1}


def _user_names() -> set[str]:
    names = {Path.home().name}
    # In containers there may be no entry in the user database; the home's name is all then.
    with suppress(OSError, KeyError, ImportError):
        names.add(getpass.getuser())
    return {name for name in names if len(name) >= _SHORTEST_USER_NAME and name != "root"}
