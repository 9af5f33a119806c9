"""What the servers' own catalogues say of the tables, without SQLAlchemy's inspection."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Any

from sqlalchemy import text


class Catalogue(ABC):
    """Rows of the catalogue of the database that a store is on."""

    def __init__(self, store):
        self.store = store

    async def ask(self, sql, **values):
        async with self.store.read() as session:
            return [tuple(row) for row in await session.execute(text(sql), values)]

    @abstractmethod
    async def tables(self):
        """The names of all tables."""

    @abstractmethod
    async def columns(self, table):
        """Names, and whether they may be null."""

    @abstractmethod
    async def indexes(self):
        """By name: table, columns, whether it is unique. Constraints count as indexes."""

    @abstractmethod
    async def enum(self, table, column):
        """The values, in their order."""

    async def enums_left(self):
        """The names of enum types."""
        return []

    @abstractmethod
    async def foreign_keys(self):
        """Table, column, table."""


class SQLite(Catalogue):
    async def tables(self):
        found = await self.ask("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name for (name,) in found}

    async def columns(self, table):
        found = await self.ask(f"SELECT name, \"notnull\" FROM pragma_table_info('{table}')")
        return {name: not required for name, required in found}

    async def indexes(self):
        found = await self.ask(
            'SELECT t.name, l.name, i.name, l."unique" FROM sqlite_master AS t, '
            "pragma_index_list(t.name) AS l, pragma_index_info(l.name) AS i "
            "WHERE t.type = 'table' ORDER BY l.name, i.seqno"
        )
        return _grouped((name, table, column, bool(u)) for table, name, column, u in found)

    async def enum(self, table, column):
        found = await self.ask("SELECT sql FROM sqlite_master WHERE name = :table", table=table)
        values = found[0][0].partition(f"CHECK ({column} IN (")[2].partition(")")[0]
        return re.findall(r"'(.*?)'", values)

    async def foreign_keys(self):
        return set(
            await self.ask(
                'SELECT t.name, f."from", f."table" FROM sqlite_master AS t, '
                "pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'"
            )
        )


class PostgreSQL(Catalogue):
    async def tables(self):
        found = await self.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in found}

    async def columns(self, table):
        found = await self.ask(
            "SELECT column_name, is_nullable FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = :table",
            table=table,
        )
        return {name: nullable == "YES" for name, nullable in found}

    async def indexes(self):
        found = await self.ask(
            "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        )
        constraints = await self.ask(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'u'"
        )
        result = {}
        for name, table, definition in [*found, *constraints]:
            columns = definition.partition("(")[2].rpartition(")")[0].split(", ")
            result[name] = (table, columns, "UNIQUE" in definition)
        return result

    async def enum(self, table, column):
        found = await self.ask(
            "SELECT e.enumlabel FROM pg_enum AS e JOIN information_schema.columns AS c "
            "ON c.udt_name::regtype = e.enumtypid WHERE c.table_name = :table "
            "AND c.column_name = :column ORDER BY e.enumsortorder",
            table=table,
            column=column,
        )
        return [label for (label,) in found]

    async def enums_left(self):
        return [name for (name,) in await self.ask("SELECT typname FROM pg_type WHERE typtype='e'")]

    async def foreign_keys(self):
        return set(
            await self.ask(
                "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text "
                "FROM pg_constraint AS c JOIN pg_attribute AS a "
                "ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
            )
        )


class MariaDB(Catalogue):
    async def tables(self):
        found = await self.ask(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
        )
        return {name for (name,) in found}

    async def columns(self, table):
        found = await self.ask(
            "SELECT column_name, is_nullable FROM information_schema.columns "
            "WHERE table_schema = DATABASE() AND table_name = :table",
            table=table,
        )
        return {name: nullable == "YES" for name, nullable in found}

    async def indexes(self):
        found = await self.ask(
            "SELECT index_name, table_name, column_name, non_unique "
            "FROM information_schema.statistics WHERE table_schema = DATABASE() "
            "AND index_name <> 'PRIMARY' ORDER BY index_name, seq_in_index"
        )
        return _grouped((name, table, column, not u) for name, table, column, u in found)

    async def enum(self, table, column):
        found = await self.ask(
            "SELECT column_type FROM information_schema.columns WHERE table_schema = DATABASE() "
            "AND table_name = :table AND column_name = :column",
            table=table,
            column=column,
        )
        return re.findall(r"'(.*?)'", found[0][0])

    async def foreign_keys(self):
        return set(
            await self.ask(
                "SELECT table_name, column_name, referenced_table_name "
                "FROM information_schema.key_column_usage "
                "WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL"
            )
        )


def catalogue(store):
    """The catalogue of a store's database."""
    kinds = {"sqlite": SQLite, "postgresql": PostgreSQL}
    return kinds.get(store.url.get_backend_name(), MariaDB)(store)


def _grouped(rows):
    found: dict[str, Any] = {}
    for name, table, column, unique in rows:
        found.setdefault(name, (table, [], unique))[1].append(column)
    return found
