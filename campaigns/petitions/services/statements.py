"""The two statements that thousands run in the same minute, prepared once for each connection."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection


def run_prepared(sql: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
    """Run one statement that PostgreSQL has read and planned before; gives its first row.

    Django's own cursors send the words with the values in them each time, and PostgreSQL reads and plans them
    each time: for a statement that writes two rows this takes longer than writing them. Errors are Django's.
    """
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        psycopg.Cursor(cursor.connection) as prepared,
    ):
        return prepared.execute(sql, values, prepare=True).fetchone()
