"""``python -m sat_dl_plugin.bridge setup|doctor|remove``: the runtime from a terminal."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from sat_dl_plugin.bridge import doctor
from sat_dl_plugin.bridge.hardware import recommended_variant
from sat_dl_plugin.bridge.redaction import redact_secrets
from sat_dl_plugin.bridge.runtime import (
    RuntimeSpec,
    create_runtime,
    remove_outdated,
    remove_runtime,
)
from sat_dl_plugin.bridge.spec import KINDS, VARIANTS
from sat_dl_plugin.contract.errors import JobCancelled, SatDlError
from sat_dl_plugin.contract.reporting import SilentReporter


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run one command and return its exit code.

    Args:
        argv: Arguments without the program's name; those of the process when None.
    """
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    options = _parser().parse_args(argv)
    try:
        if options.command == "doctor":
            return doctor.main()
        variant = recommended_variant() if options.variant == "auto" else options.variant
        spec = RuntimeSpec(options.kind, variant)
        if options.command == "remove":
            return _remove(spec, options.outdated)
        python = create_runtime(
            spec, _LineReporter(), python=options.python, wheelhouse=options.wheelhouse
        )
    except KeyboardInterrupt:
        sys.stderr.write("Cancelled, nothing was written\n")
        return JobCancelled.exit_code
    except SatDlError as error:
        sys.stderr.write(f"{redact_secrets(str(error))}\n")
        return error.exit_code
    # The last line is for scripts.
    sys.stdout.write(f"{python}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sat_dl_plugin.bridge",
        description="Create, examine and remove the Python that networks run in.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    setup = commands.add_parser("setup", help="create the runtime, unless it is there")
    commands.add_parser("doctor", help="say what is there and what to do about problems")
    remove = commands.add_parser("remove", help="remove the runtime")
    for command in (setup, remove):
        command.add_argument(
            "--kind", choices=KINDS, default="infer", help="infer predicts; full also trains"
        )
        command.add_argument(
            "--variant",
            choices=("auto", *VARIANTS),
            default="auto",
            help="what networks run on; auto asks the machine",
        )
    remove.add_argument(
        "--outdated", action="store_true", help="remove runtimes of other versions instead"
    )
    setup.add_argument("--python", help="interpreter to make it with")
    setup.add_argument(
        "--wheelhouse", type=Path, metavar="DIR", help="folder of wheels, instead of an index"
    )
    return parser


def _remove(spec: RuntimeSpec, outdated: bool) -> int:
    if outdated:
        for folder in remove_outdated():
            sys.stdout.write(f"Removed {folder}\n")
        return 0
    removed = remove_runtime(spec)
    sys.stdout.write(f"{'Removed' if removed else 'There is no'} runtime {spec.name}\n")
    return 0


class _LineReporter(SilentReporter):
    """Prints one line for every new step; Ctrl-C raises `KeyboardInterrupt`."""

    def __init__(self) -> None:
        self._last = ""

    def progress(self, fraction: float, phase: str) -> None:
        """Print the phase when it is another one."""
        if phase != self._last:
            self._last = phase
            self._print(f"[{fraction:4.0%}] {phase}")

    def log(self, text: str, level: str = "info") -> None:
        """Print everything but what only helps to find defects."""
        if level != "debug":
            self._print(f"       {text}")

    @staticmethod
    def _print(line: str) -> None:
        sys.stdout.write(redact_secrets(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
