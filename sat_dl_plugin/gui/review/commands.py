"""What can be done with one key while the review has the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QKeyEvent

from sat_dl_plugin.i18n import tr

ACCEPT, REJECT, NEXT, BACK = "accept", "reject", "next", "back"
UNDO, REDO = "undo", "redo"
REDRAW, SPLIT, MERGE, FILL = "redraw", "split", "merge", "fill"
ACCEPT_VIEW, STRIKE = "accept_view", "strike"
REJECT_SMALLER, REJECT_UNSURE = "reject_smaller", "reject_unsure"
TILE_DONE = "tile_done"

MOST_CLASSES = 9
"""Classes that have a key."""


@dataclass(frozen=True)
class Command:
    """One thing to do."""

    name: str
    title: str
    hint: str
    letters: str
    """Its keys, for people."""
    keys: tuple[Qt.Key, ...]
    icon: str
    """Of the theme of QGIS."""
    with_shift: bool = False


def commands() -> dict[str, Command]:
    """Return all commands by name.

    The keys that are used most lie under the left hand, while the right one has the mouse.
    """
    every = (*_deciding(), *_deciding_on_many(), *_correcting(), *_undoing(), _finishing())
    return {command.name: command for command in every}


def _deciding() -> tuple[Command, ...]:
    key = Qt.Key
    return (
        Command(
            ACCEPT,
            tr("Accept"),
            tr("It is right; go on"),
            "A",
            (key.Key_A,),
            "mIconSuccess.svg",
        ),
        Command(
            REJECT,
            tr("Reject"),
            tr("There is no such object; go on"),
            "X",
            (key.Key_X, key.Key_R),
            "mIconDelete.svg",
        ),
        Command(
            NEXT,
            tr("Next"),
            tr("Go on without deciding"),
            tr("Space"),
            (key.Key_Space, key.Key_N),
            "mActionArrowRight.svg",
        ),
        Command(
            BACK,
            tr("Previous"),
            tr("Go back to the polygon before"),
            "B",
            (key.Key_B, key.Key_Backspace),
            "mActionArrowLeft.svg",
        ),
    )


def _deciding_on_many() -> tuple[Command, ...]:
    key = Qt.Key
    return (
        Command(
            ACCEPT_VIEW,
            tr("Accept all in view"),
            tr("Accept everything of the queue that the map shows"),
            "V",
            (key.Key_V,),
            "mIconSuccess.svg",
        ),
        Command(
            STRIKE,
            tr("Reject with the mouse"),
            tr("Click polygons that are wrong, or drag across several"),
            tr("Shift+X"),
            (key.Key_X, key.Key_R),
            "mActionDeleteSelectedFeatures.svg",
            with_shift=True,
        ),
        Command(
            REJECT_SMALLER,
            tr("Reject up to this size"),
            tr("Reject all undecided polygons of its class that are no larger"),
            "K",
            (key.Key_K,),
            "mIconDelete.svg",
        ),
        Command(
            REJECT_UNSURE,
            tr("Reject up to this confidence"),
            tr("Reject all undecided polygons of its class that are not more confident"),
            "L",
            (key.Key_L,),
            "mIconDelete.svg",
        ),
    )


def _correcting() -> tuple[Command, ...]:
    key = Qt.Key
    return (
        Command(
            REDRAW,
            tr("Redraw"),
            tr("Draw the outline anew, with clicks or with the button held down"),
            "D",
            (key.Key_D,),
            "mActionReshape.svg",
        ),
        Command(
            SPLIT,
            tr("Split"),
            tr("Draw a line across the polygon"),
            "S",
            (key.Key_S,),
            "mActionSplitFeatures.svg",
        ),
        Command(
            MERGE,
            tr("Merge"),
            tr("Click the polygon to merge with"),
            "M",
            (key.Key_M,),
            "mActionMergeFeatures.svg",
        ),
        Command(
            FILL,
            tr("Fill holes"),
            tr("Fill all holes of the polygon"),
            "H",
            (key.Key_H,),
            "mActionFillRing.svg",
        ),
    )


def _undoing() -> tuple[Command, ...]:
    key = Qt.Key
    return (
        Command(
            UNDO,
            tr("Undo"),
            tr("Undo the last step and go back to its polygon"),
            "Z",
            (key.Key_Z, key.Key_U),
            "mActionUndo.svg",
        ),
        Command(
            REDO,
            tr("Redo"),
            tr("Do again what was undone last"),
            tr("Shift+Z"),
            (key.Key_Z, key.Key_U),
            "mActionRedo.svg",
            with_shift=True,
        ),
    )


def _finishing() -> Command:
    return Command(
        TILE_DONE,
        tr("Mark tile as done"),
        tr("Everything in the tile under the mouse is correct; once more takes it back"),
        "Y",
        (Qt.Key.Key_Y,),
        "mIconSuccess.svg",
    )


class CommandKeys:
    """Calls what belongs to a key; a `KeyTaker` of map tools.

    Args:
        actions: Name of a command -> what it does.
        choose_class: Takes the number of a class, from 1.
    """

    def __init__(
        self, actions: Mapping[str, Callable[[], None]], choose_class: Callable[[int], None]
    ) -> None:
        self._choose_class = choose_class
        self._actions = {
            (key, command.with_shift): actions[command.name]
            for command in commands().values()
            for key in command.keys
        }

    def wants_key(self, event: QKeyEvent) -> bool:
        """Return whether a key does something; those with Ctrl or Alt belong to QGIS."""
        return self._action_of(event) is not None

    def take_key(self, event: QKeyEvent) -> None:
        """Do what belongs to a key; holding it down does it once."""
        action = self._action_of(event)
        if action is not None and not event.isAutoRepeat():
            action()

    def _action_of(self, event: QKeyEvent) -> Optional[Callable[[], None]]:
        shift = Qt.KeyboardModifier.ShiftModifier
        others = event.modifiers() & ~(shift | Qt.KeyboardModifier.KeypadModifier)
        if others != Qt.KeyboardModifier.NoModifier:
            return None
        has_shift = bool(event.modifiers() & shift)
        number = event.key() - Qt.Key.Key_0
        if 1 <= number <= MOST_CLASSES and not has_shift:
            return lambda: self._choose_class(number)
        return self._actions.get((event.key(), has_shift))
