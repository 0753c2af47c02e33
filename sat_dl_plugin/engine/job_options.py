"""From the options of the command line to the fields of a job."""

from __future__ import annotations

import argparse
from dataclasses import fields
from typing import Any, Callable, Optional, TypeVar

from sat_dl_plugin.contract.errors import UsageError
from sat_dl_plugin.contract.jobs import Job

AnyJob = TypeVar("AnyJob", bound=Job)

_MINUTE_S = 60.0


def job_of(kind: type[AnyJob], options: argparse.Namespace, **stated: Any) -> AnyJob:
    """Return the job whose fields are the options of the same name.

    Args:
        kind: The job's type.
        options: What argparse read. Lists become tuples; fields that are no option keep their
            default.
        stated: Fields that come from elsewhere.
    """
    found = {
        entry.name: getattr(options, entry.name)
        for entry in fields(kind)
        if hasattr(options, entry.name)
    }
    taken = {name: tuple(v) if isinstance(v, list) else v for name, v in found.items()}
    return kind(**{**taken, **stated})


class Merge(argparse.Action):
    """Joins the dictionaries that the values of an option were parsed to, repeated or not."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option_string: Optional[str] = None,
    ) -> None:
        """Add what one use of the option states."""
        parts = values if isinstance(values, list) else [values]
        merged = dict(getattr(namespace, self.dest))
        for part in parts:
            merged.update(part)
        setattr(namespace, self.dest, merged)


def text_form(parse: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """Return a parser of the toolbox's text forms that explains itself as argparse does."""

    def convert(text: str) -> dict[str, Any]:
        try:
            return parse(text)
        except UsageError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert


def minutes(text: str) -> float:
    """Return the seconds of a number of minutes."""
    return float(text) * _MINUTE_S
