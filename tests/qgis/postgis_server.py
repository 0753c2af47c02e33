"""A PostgreSQL server with PostGIS for one run of the tests, from the packages of Debian."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

PORT = 54329
"""Names the socket; nothing listens on the network."""

DEADLINE_S = 60.0


class PostgisServer:
    """A server of its own in a temporary folder, which ends with `close`.

    Raises:
        FileNotFoundError: If PostgreSQL is not installed.
    """

    def __init__(self) -> None:
        self._binaries = _binaries()
        # Not pytest's own folder, which the server's user may not enter.
        self.folder = Path(tempfile.mkdtemp(prefix="satdl-postgis-"))
        self._user = pwd.getpwuid(os.getuid()).pw_name
        if os.getuid() == 0:
            # PostgreSQL refuses to run as root.
            self._user = "postgres"
            shutil.chown(self.folder, self._user)
        self._data = self.folder / "data"
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "tester", "--no-sync")
        self._server = self._start()
        self._wait()

    def source(self, database: str = "postgres") -> str:
        """Return the connection as QGIS writes it."""
        return f"dbname='{database}' host={self.folder} port={PORT} user='tester' sslmode=disable"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement with psql and return what it prints."""
        return self._run(
            *("psql", "-h", self.folder, "-p", PORT, "-U", "tester", "-d", database),
            *("-v", "ON_ERROR_STOP=1", "-qtAc", statement),
        )

    def close(self) -> None:
        """End the server and remove its files."""
        # Without waiting for connections, which QGIS keeps.
        self._run("pg_ctl", "-D", self._data, "stop", "-m", "immediate")
        self._server.wait(DEADLINE_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> subprocess.Popen[bytes]:
        # Nothing has to outlive a loss of power here.
        settings = ("fsync=off", "synchronous_commit=off", "listen_addresses=")
        options = [part for setting in settings for part in ("-c", setting)]
        command = self._command(
            *("postgres", "-D", self._data, "-k", self.folder, "-p", PORT, *options)
        )
        log = (self.folder / "server.log").open("wb")
        with log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)

    def _wait(self) -> None:
        deadline = time.monotonic() + DEADLINE_S
        while subprocess.run(
            self._command("pg_isready", "-h", self.folder, "-p", PORT),
            capture_output=True,
            check=False,
            cwd=self.folder,
        ).returncode:
            log = (self.folder / "server.log").read_text(errors="replace")
            assert self._server.poll() is None, log
            assert time.monotonic() < deadline, log
            time.sleep(0.02)

    def _run(self, *arguments: object) -> str:
        done = subprocess.run(
            self._command(*arguments),
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _command(self, name: object, *arguments: object) -> list[str]:
        command = [str(self._binaries / str(name)), *(str(argument) for argument in arguments)]
        return ["runuser", "-u", self._user, "--", *command] if os.getuid() == 0 else command


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed; scripts/test installs it")
    return found[-1].parent
