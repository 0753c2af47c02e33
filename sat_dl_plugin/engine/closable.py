"""What is opened for a while and has to be closed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TypeVar

Opened = TypeVar("Opened", bound="Closable")


class Closable(ABC):
    """Holds files open; the end of a `with` block closes them."""

    @abstractmethod
    def close(self) -> None:
        """Close the files."""

    def __enter__(self: Opened) -> Opened:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
