"""The members of a set of networks, in words."""

from __future__ import annotations

from html import escape
from typing import Optional

from sat_dl_plugin.contract.errors import SatDlError
from sat_dl_plugin.contract.model_set import ModelSet, SetMember
from sat_dl_plugin.gui.models.model_list import ModelEntry
from sat_dl_plugin.gui.widgets.quantities import number_text
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.processing.installed_models import card_beside, member_path
from sat_dl_plugin.styling.class_raster import readable


def members_html(entry: ModelEntry) -> str:
    """Return the members of a set as rich text, a line each; empty for a single network."""
    if entry.model_set is None:
        return ""
    by_file: dict[str, list[SetMember]] = {}
    for member in entry.model_set.members:
        by_file.setdefault(member.file, []).append(member)
    lines = [_line(entry, entry.model_set, members) for members in by_file.values()]
    how = (
        tr("Each class comes from one of them:")
        if entry.model_set.combine == "per-class"
        else tr("Each class is the mean of the members that have it:")
    )
    return "<br>".join([escape(how), *(f"•&nbsp;{line}" for line in lines)])


def _line(entry: ModelEntry, model_set: ModelSet, members: list[SetMember]) -> str:
    """Return what is said of a network that may run at several scales."""
    first = members[0]
    parts = [_classes(entry, model_set, first)]
    scales = [number_text(member.scale) for member in members if member.scale is not None]
    if scales and scales != [number_text(1.0)]:
        parts.append(tr("scale {}").format(", ".join(scales)))
    weight = sum(member.weight for member in members)
    if weight != 1.0:
        parts.append(tr("weight {}").format(number_text(weight)))
    if member_path(first, entry.path) is None:
        parts.append(tr("missing"))
    details = "; ".join(escape(part) for part in parts if part)
    name = f"<b>{escape(first.name)}</b>"
    return f"{name}: {details}" if details else name


def _classes(entry: ModelEntry, model_set: ModelSet, member: SetMember) -> str:
    taken: Optional[set[int]] = set(member.classes) or _known(entry, member)
    if taken is None:
        return ""
    names = [found.name for found in model_set.card.foreground if found.id in taken]
    return readable(", ".join(names))


def _known(entry: ModelEntry, member: SetMember) -> Optional[set[int]]:
    """Return the classes of a member, None where only the engine can read its card."""
    path = member_path(member, entry.path)
    try:
        card = card_beside(str(path)) if path is not None else None
    except SatDlError:
        # The list says what is wrong with it.
        return None
    return {found.id for found in card.foreground} if card is not None else None
