"""Journal, sessions and claims in PostGIS, by the connection that QGIS has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import (
    QgsDataSourceUri,
    QgsProviderConnectionException,
    QgsProviderRegistry,
    QgsVariantUtils,
)

from sat_dl_plugin.contract.errors import OutputError
from sat_dl_plugin.i18n import tr
from sat_dl_plugin.review.changes import JournalEntry
from sat_dl_plugin.review.journal import (
    JOURNAL_TABLE,
    Row,
    SessionMark,
    entries_of,
    open_entries,
    rows_of,
)

_ROWS_AT_ONCE = 500
"""Rows of one INSERT."""

_IS_THERE = "SELECT to_regclass({table}) IS NOT NULL"

_TABLES = """
    CREATE TABLE {schema}.satdl_journal (
        id BIGSERIAL PRIMARY KEY, session TEXT NOT NULL, step INTEGER NOT NULL,
        at TEXT NOT NULL, who TEXT, layer TEXT NOT NULL, kind TEXT NOT NULL,
        count INTEGER NOT NULL, action TEXT NOT NULL, feature TEXT,
        before_wkb BYTEA, before_attributes TEXT, after_wkb BYTEA, after_attributes TEXT);
    CREATE INDEX ON {schema}.satdl_journal (session, step);
    CREATE TABLE {schema}.satdl_sessions (
        session TEXT PRIMARY KEY, layer TEXT NOT NULL, who TEXT, host TEXT NOT NULL,
        seen TIMESTAMPTZ NOT NULL);
    CREATE TABLE {schema}.satdl_claims (
        layer TEXT NOT NULL, feature BIGINT NOT NULL, session TEXT NOT NULL,
        until TIMESTAMPTZ NOT NULL, PRIMARY KEY (layer, feature))"""

# Schemas are identifiers, all other places are literals; `_do` fills both in.
_APPEND = """INSERT INTO {schema}.satdl_journal (session, step, at, who, layer, kind, count, action,
    feature, before_wkb, before_attributes, after_wkb, after_attributes) VALUES """

# As text, because QGIS hands no bytes over.
_OF_SESSION = """
    SELECT session, step, at, who, layer, kind, count, action, feature,
        encode(before_wkb, 'hex'), before_attributes, encode(after_wkb, 'hex'), after_attributes
    FROM {schema}.satdl_journal WHERE session = {session} AND layer = {layer} ORDER BY id"""

_MARK = """
    INSERT INTO {schema}.satdl_sessions (session, layer, who, host, seen)
    VALUES ({session}, {layer}, {who}, {host}, now())
    ON CONFLICT (session) DO UPDATE SET seen = now()"""

_SESSIONS = """
    SELECT session, who, host, extract(epoch FROM now() - seen)::float8
    FROM {schema}.satdl_sessions WHERE layer = {layer} ORDER BY seen"""

_END = """
    DELETE FROM {schema}.satdl_sessions WHERE session = {session};
    DELETE FROM {schema}.satdl_claims WHERE session = {session}"""

# Whoever comes first writes the row; the other one waits for that and writes none.
_CLAIM = """
    INSERT INTO {schema}.satdl_claims AS held (layer, feature, session, until)
    VALUES ({layer}, {feature}, {session}, now() + {for_s} * interval '1 second')
    ON CONFLICT (layer, feature) DO UPDATE
    SET session = excluded.session, until = excluded.until
    WHERE held.session = excluded.session OR held.until < now() RETURNING feature"""

_GIVE_BACK = """
    DELETE FROM {schema}.satdl_claims
    WHERE session = {session} AND layer = {layer} AND feature <> {feature}"""

_CLAIMED = """
    SELECT feature FROM {schema}.satdl_claims
    WHERE layer = {layer} AND session <> {session} AND until >= now()"""

_RELEASE = "DELETE FROM {schema}.satdl_claims WHERE session = {session}"

_WKB_COLUMNS = (9, 11)


class PostgresStore:
    """The store of one layer in PostGIS; its tables lie in the schema of the layer.

    Times are those of the server, because clocks of computers differ.

    Args:
        uri: Source of the layer.
    """

    def __init__(self, uri: QgsDataSourceUri) -> None:
        metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
        self._connection = metadata.createConnection(uri.connectionInfo(True), {})  # noqa: FBT003
        self._layer = uri.table()
        self._schema = _name(uri.schema() or "public")
        self._has_tables = False

    def append(self, entry: JournalEntry) -> None:
        """Write an entry down; see `ReviewStore.append`."""
        rows = list(rows_of(entry, self._layer))
        inserts = [
            _APPEND.format(schema=self._schema)
            + ", ".join(_values(row) for row in rows[at : at + _ROWS_AT_ONCE])
            for at in range(0, len(rows), _ROWS_AT_ONCE)
        ]
        # Statements that are sent together are one transaction.
        self._send("; ".join(inserts))

    def unsaved(self, session: str) -> list[JournalEntry]:
        """Return what a session left open; see `ReviewStore.unsaved`."""
        rows = self._do(_OF_SESSION, session=session)
        return open_entries(entries_of([_row(row) for row in rows]))

    def adopt(self, session: str, by: JournalEntry) -> None:
        """Close the account of a session; see `ReviewStore.adopt`."""
        self.append(by)
        self.end_session(session)

    def mark_session(self, mark: SessionMark) -> None:
        """Say that a session is alive."""
        self._do(_MARK, session=mark.session, who=mark.who, host=mark.host)

    def sessions(self) -> list[SessionMark]:
        """Return the sessions of the layer that were not ended."""
        return [
            SessionMark(str(session), str(_plain(who) or ""), str(host), float(silent_s))
            for session, who, host, silent_s in self._do(_SESSIONS)
        ]

    def end_session(self, session: str) -> None:
        """Forget a session and its claims."""
        self._do(_END, session=session)

    def claim(self, feature: int, session: str, for_s: float) -> bool:
        """Reserve a polygon; see `ReviewStore.claim`."""
        if not self._do(_CLAIM, feature=feature, session=session, for_s=for_s):
            return False
        self._do(_GIVE_BACK, feature=feature, session=session)
        return True

    def claimed_by_others(self, session: str) -> set[int]:
        """Return the polygons that other sessions hold now."""
        return {int(feature) for (feature,) in self._do(_CLAIMED, session=session)}

    def release(self, session: str) -> None:
        """Give back all polygons of a session."""
        self._do(_RELEASE, session=session)

    def close(self) -> None:
        """Let go of the connection; QGIS keeps it for the next one that needs it."""

    def _do(self, statement: str, **values: Any) -> list[list[Any]]:
        literals = {name: _literal(value) for name, value in values.items()}
        return self._send(
            statement.format(schema=self._schema, layer=_literal(self._layer), **literals)
        )

    def _send(self, sql: str) -> list[list[Any]]:
        try:
            if not self._has_tables:
                self._make_tables()
            return list(self._connection.executeSql(sql))
        except QgsProviderConnectionException as error:
            raise OutputError(
                tr("The journal of {} cannot be written").format(self._layer),
                str(error),
                tr("Check the connection to the database and your rights in the schema {}").format(
                    self._schema
                ),
            ) from error

    def _make_tables(self) -> None:
        # IF NOT EXISTS would ask for the right to make tables, also where they are there.
        name = _literal(f"{self._schema}.{JOURNAL_TABLE}")
        ((known,),) = self._connection.executeSql(_IS_THERE.format(table=name))
        if not known:
            self._connection.executeSql(_TABLES.format(schema=self._schema))
        self._has_tables = True


def _row(row: Sequence[Any]) -> Row:
    values = [_plain(value) for value in row]
    for at in _WKB_COLUMNS:
        if values[at] is not None:
            values[at] = bytes.fromhex(str(values[at]))
    return tuple(values)


def _plain(value: Any) -> Any:
    return None if QgsVariantUtils.isNull(value) else value


def _values(row: Row) -> str:
    return "(" + ", ".join(_literal(value) for value in row) + ")"


def _literal(value: Any) -> str:
    """Return a value as PostgreSQL reads it; QGIS's connections take no parameters."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, (int, float)):
        return repr(value)
    # Doubled quotes are all there is to escape in E-less strings (standard since 9.1).
    return "'" + str(value).replace("'", "''") + "'"


def _name(identifier: str) -> str:
    """Return an identifier in quotes."""
    return '"' + identifier.replace('"', '""') + '"'
