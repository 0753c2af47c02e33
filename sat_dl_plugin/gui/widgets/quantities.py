"""Numbers as people read them, in the digits and separators of their language."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale

from sat_dl_plugin.i18n import tr

_KILOBYTE = 1024


def size_text(size_bytes: float) -> str:
    """Return a size on disk, in the largest unit that leaves a number of 1 or more."""
    units = (tr("{} bytes"), tr("{} kB"), tr("{} MB"), tr("{} GB"), tr("{} TB"))
    place, value = 0, float(size_bytes)
    while value >= _KILOBYTE and place + 1 < len(units):
        value /= _KILOBYTE
        place += 1
    decimals = 1 if place >= 2 and value < 10 else 0
    return units[place].format(QLocale().toString(value, "f", decimals))


def number_text(value: float, decimals: int = 2) -> str:
    """Return a number without trailing zeros after the decimal separator."""
    locale = QLocale()
    text = locale.toString(float(value), "f", decimals)
    point = str(locale.decimalPoint())
    return text.rstrip(locale.zeroDigit()).removesuffix(point) if point in text else text
