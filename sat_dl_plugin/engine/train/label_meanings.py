"""What the labels of users' data sets say about the classes of the network to be trained.

A data set has labels of its own: values, or names. Each is a class of the network, background, or
ignored. A data set speaks about its own classes only: where it has no label, none of these is
there, and whether one of the others is, nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from sat_dl_plugin.contract.card import ClassCard
from sat_dl_plugin.contract.errors import InputError, UsageError
from sat_dl_plugin.contract.jobs import TrainingClass, TrainingData
from sat_dl_plugin.contract.legend import BACKGROUND_ID, DSTL_LEGEND, NODATA_ID, fallback_color
from sat_dl_plugin.engine.train.scenes import Meaning, exactly, nothing_of

EVERY_OTHER = "*"
"""Key of `TrainingData.classes` that stands for all labels that are not listed."""

IGNORED_ID = NODATA_ID
"""Class id of labels whose pixels no loss and no score looks at."""

_IGNORED_NAMES = ("ignored", "ignore", "unknown", "nodata")
_BACKGROUND_NAMES = ("background", "other", "none", "nothing")

_DSTL_IDS = {entry.name.casefold(): entry.id for entry in DSTL_LEGEND}
_DSTL = {entry.id: entry for entry in DSTL_LEGEND}

# New classes get ids behind those that all of Sat DL shares.
_FIRST_FREE_ID = max(_DSTL) + 1

_BACKGROUND = ClassCard(BACKGROUND_ID, "background", "#d9d4c7", threshold=0.0)


@dataclass(frozen=True)
class LabelClass:
    """One class as the labels of a data set have it."""

    value: int
    """Value in the drawn labels, 1 to 254."""
    name: str = ""
    """What the labels themselves call it; empty when they have numbers only."""

    @property
    def shown(self) -> str:
        """Text to tell people."""
        return self.name or str(self.value)


@dataclass(frozen=True)
class NetworkClasses:
    """The classes of a network in the order of its output channels."""

    classes: tuple[ClassCard, ...]
    """With the background in front where classes exclude each other."""
    overlapping: bool

    @property
    def channels(self) -> int:
        """Output channels of the network."""
        return len(self.classes)

    @property
    def foreground(self) -> tuple[int, ...]:
        """Channels of the classes, background left out."""
        return tuple(place for place, entry in enumerate(self.classes) if entry.id != BACKGROUND_ID)

    def channel_of(self, class_id: int) -> int:
        """Return the output channel of a class."""
        return next(place for place, entry in enumerate(self.classes) if entry.id == class_id)


@dataclass(frozen=True)
class DataMeanings:
    """What the labels of one data set say about the channels of the network."""

    network: NetworkClasses
    own: frozenset[int]
    """Channels that the data set speaks about."""
    class_of: Mapping[int, int]
    """Label value -> class id of the network, `BACKGROUND_ID` for none of its own classes, or
    `IGNORED_ID`. What is not listed is background."""

    def meaning(self, values: Iterable[int]) -> Meaning:
        """Return what it says that a pixel is covered by labels, by none when empty.

        Args:
            values: Label values; `IGNORED_ID` for labels without a class.
        """
        ids = {self._class_of(value) for value in values} or {self._class_of(BACKGROUND_ID)}
        if IGNORED_ID in ids:
            return Meaning()
        present = frozenset(self.network.channel_of(entry) for entry in ids - {BACKGROUND_ID})
        if self.network.overlapping:
            return Meaning(present, self.own - present)
        if present:
            return exactly(next(iter(present)), self.network.channels)
        if self.own == frozenset(self.network.foreground):
            return exactly(0, self.network.channels)
        return nothing_of(self.own)

    def classes(self, values: Iterable[int]) -> Optional[tuple[int, ...]]:
        """Return the class ids of the network that a pixel has; None where it is ignored."""
        meaning = self.meaning(values)
        if meaning == Meaning():
            return None
        ids = {self.network.classes[channel].id for channel in meaning.present}
        return tuple(sorted(ids - {BACKGROUND_ID}))

    def _class_of(self, value: int) -> int:
        return value if value == IGNORED_ID else self.class_of.get(value, BACKGROUND_ID)


def stated_sole_class(
    data: TrainingData, classes: Sequence[TrainingClass]
) -> tuple[ClassCard, ...]:
    """Return the one class that all labels without a class field must have, if it is clear."""
    names = [data.classes[EVERY_OTHER]] if EVERY_OTHER in data.classes else []
    if not data.classes:
        names = [entry.name for entry in classes]
    return (ClassCard(1, names[0]),) if len(names) == 1 else ()


def match_classes(
    datasets: Sequence[tuple[TrainingData, Sequence[LabelClass]]],
    stated: Sequence[TrainingClass],
    *,
    overlapping: bool,
) -> tuple[NetworkClasses, list[DataMeanings], list[str]]:
    """Decide on the classes of the network, and what each data set says about them.

    Args:
        datasets: Each with the classes that occur in its labels.
        stated: Legend of the network; taken from the labels when empty.
        overlapping: Whether a pixel may have several classes.

    Returns:
        The classes, an entry for each data set, and notes for the log.

    Raises:
        UsageError: If the legend or what labels are said to mean cannot be used.
        InputError: If nothing is labelled, or a class of the legend is in no data set.
    """
    legend = _Legend(stated)
    notes: list[str] = []
    found = []
    for data, labels in datasets:
        class_of, unused = legend.classes_of(data, labels)
        if unused:
            notes.append(
                f"Labels of {shown_name(data)} that are no class of the model and count as "
                f"background: {', '.join(sorted(unused))}."
            )
        own = frozenset(class_of.values()) | legend.named_in(data.classes.values())
        found.append((own - {BACKGROUND_ID, IGNORED_ID}, class_of))
    spoken = frozenset().union(*(own for own, _ in found))
    _check_spoken(legend, spoken)
    network = legend.network(spoken, overlapping=overlapping)
    meanings = [
        DataMeanings(network, frozenset(network.channel_of(entry) for entry in own), class_of)
        for own, class_of in found
    ]
    return network, meanings, notes


def shown_name(data: TrainingData) -> str:
    """Return what a data set is called."""
    file = data.labels or (data.rasters[0] if data.rasters else "")
    return data.name or Path(file.split("|")[0]).stem


class _Legend:
    """The classes of the network, stated beforehand or growing with the labels."""

    def __init__(self, stated: Sequence[TrainingClass]) -> None:
        self._grows = not stated
        self._by_id: dict[int, ClassCard] = {}
        for entry in stated:
            self._add_stated(entry)

    def network(self, spoken: frozenset[int], *, overlapping: bool) -> NetworkClasses:
        classes = [self._by_id[value] for value in sorted(spoken)]
        return NetworkClasses(
            tuple(classes if overlapping else [_BACKGROUND, *classes]), overlapping
        )

    def unspoken(self, spoken: frozenset[int]) -> list[str]:
        return [entry.name for value, entry in self._by_id.items() if value not in spoken]

    def classes_of(
        self, data: TrainingData, labels: Sequence[LabelClass]
    ) -> tuple[dict[int, int], list[str]]:
        """Return label value -> class id, and the labels that are none of the classes."""
        stated = {key.strip().casefold(): target for key, target in data.classes.items()}
        class_of: dict[int, int] = {}
        unused = []
        for label in labels:
            named = [label.name.casefold()] if label.name else []
            keys = (*named, str(label.value), EVERY_OTHER)
            target = next((stated[key] for key in keys if key in stated), None)
            if target is not None:
                class_of[label.value] = self._id_of_target(target)
            elif data.classes or (own := self._id_of_label(label)) is None:
                unused.append(label.shown)
            else:
                class_of[label.value] = own
        nothing = next((stated[key] for key in ("0", *_BACKGROUND_NAMES) if key in stated), None)
        if nothing is not None:
            class_of[BACKGROUND_ID] = self._id_of_target(nothing)
        return class_of, unused

    def named_in(self, targets: Iterable[str]) -> frozenset[int]:
        return frozenset(self._id_of_target(target) for target in targets)

    def _add_stated(self, entry: TrainingClass) -> None:
        name = entry.name.strip()
        if not BACKGROUND_ID < entry.id < NODATA_ID or not name:
            raise UsageError(
                f"Class {entry.id} {entry.name!r} cannot be learnt",
                f"Ids are 1 to {NODATA_ID - 1}, and every class needs a name",
                "Correct the classes",
            )
        if entry.id in self._by_id or self._id_by_name(name) is not None:
            raise UsageError(
                f"Class {entry.id} {name!r} is in the legend twice", "", "Keep one of the two"
            )
        self._add(entry.id, name, entry.color)

    def _id_of_target(self, target: str) -> int:
        name = target.strip()
        if name.casefold() in _IGNORED_NAMES:
            return IGNORED_ID
        if name.casefold() in _BACKGROUND_NAMES or name == "0":
            return BACKGROUND_ID
        found = self._id_by_name(name)
        if found is not None:
            return found
        number = int(name) if name.isdecimal() else None
        if number in self._by_id:
            return number
        if not self._grows or not name:
            raise UsageError(
                f"A label is said to mean {target!r}, which is no class of the model",
                f"The classes are {', '.join(entry.name for entry in self._by_id.values())}",
                "Use these names, background or ignored",
            )
        if number is not None:
            return self._add_numbered(number)
        return self._add_named(name, _DSTL_IDS.get(name.casefold()))

    def _id_of_label(self, label: LabelClass) -> Optional[int]:
        found = self._id_by_name(label.name) if label.name else None
        if found is not None:
            return found
        if not self._grows:
            return label.value if label.value in self._by_id else None
        if label.name:
            return self._add_named(label.name, label.value)
        known = self._by_id.get(label.value)
        return self._add_numbered(label.value) if known is None else known.id

    def _id_by_name(self, name: str) -> Optional[int]:
        wanted = name.casefold()
        return next(
            (k for k, entry in self._by_id.items() if entry.name.casefold() == wanted), None
        )

    def _add_numbered(self, number: int) -> int:
        known = _DSTL.get(number)
        return self._add_named(known.name if known else f"class {number}", number)

    def _add_named(self, name: str, wanted: Optional[int]) -> int:
        taken = wanted is None or wanted in self._by_id or not 0 < wanted < NODATA_ID
        free = (value for value in range(_FIRST_FREE_ID, NODATA_ID) if value not in self._by_id)
        number = next(free) if taken or wanted is None else wanted
        self._add(number, name, "")
        return number

    def _add(self, number: int, name: str, color: str) -> None:
        known = _DSTL.get(number)
        same = known is not None and known.name == name.casefold()
        chosen = known.color if known is not None and same else fallback_color(len(self._by_id))
        self._by_id[number] = ClassCard(number, name, color or chosen)


def _check_spoken(legend: _Legend, spoken: frozenset[int]) -> None:
    if not spoken:
        raise InputError(
            "No class is labelled",
            "The labels have no class inside the images and the area that was labelled",
            "Check that labels, images and area lie at the same place, and the class field",
        )
    missing = legend.unspoken(spoken)
    if missing:
        raise InputError(
            f"No data set has labels of {', '.join(missing)}",
            "A network cannot learn a class it is never shown",
            "Leave the class out, or check the class field and the names of the classes",
        )
