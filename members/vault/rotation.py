"""Seal everything anew under the primary key, in batches, while the site runs.

Where it stands is in the envelopes themselves (their key id), so a run that was killed is simply run again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models, transaction

from members.vault import envelope as envelopes
from members.vault.envelope import TamperedEnvelope
from members.vault.fields import SealedField
from members.vault.keyring import Keyring

BATCH = 500
PASSES = 3
NIL = uuid.UUID(int=0)


@dataclass
class Outcome:
    """What rotation found in one table. `unopened` lists "column row-id" of every cell that did not open."""

    label: str
    waiting_count: int = 0
    resealed_count: int = 0
    unopened: list[str] = field(default_factory=list)
    locked_count: int = 0

    @property
    def is_complete(self) -> bool:
        return not self.unopened and not self.locked_count


@dataclass(frozen=True)
class Keeper:
    """Sealed values that no SealedField holds (in a library's table). `reseal(dry_run)` says what it did."""

    label: str
    reseal: Callable[[bool], Outcome]


_keepers: dict[str, Keeper] = {}


def register_keeper(keeper: Keeper) -> None:
    """Called from `AppConfig.ready()` by whoever seals without a SealedField."""
    _keepers[keeper.label] = keeper


def sealed_models() -> Iterator[tuple[type[models.Model], list[SealedField]]]:
    """Every installed model that has sealed fields of its own, with those fields."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        fields = [one for one in model._meta.local_fields if isinstance(one, SealedField)]
        if fields:
            yield model, fields


def rotate(*, dry_run: bool = False, verify: bool = False, batch: int = BATCH) -> Iterator[Outcome]:
    """Seal anew every value that is not under the primary key; one outcome per table as it is done.

    `dry_run` opens and counts, and writes nothing. `verify` opens the values under the primary key too.
    """
    for model, fields in sealed_models():
        yield _Table(model, fields, verify=verify).rotate(dry_run=dry_run, batch=batch)
    for keeper in _keepers.values():
        yield keeper.reseal(dry_run)


class _Table:
    """One model's table. Raw SQL, because the fields refuse every lookup on purpose."""

    def __init__(self, model: type[models.Model], fields: list[SealedField], *, verify: bool) -> None:
        quote = connection.ops.quote_name
        self.label, self.fields, self.verify = model._meta.label, fields, verify
        self.keyring = Keyring.from_settings()
        self.header = envelopes.header(self.keyring.primary_id)
        self.table = quote(model._meta.db_table)
        self.row_id = quote(str(model._meta.pk.column))
        self.columns = [quote(str(one.column)) for one in fields]
        old = [
            f"({column} IS NOT NULL AND substring({column} FROM 1 FOR 3) <> %s)" for column in self.columns
        ]
        self.is_old = " OR ".join(old)
        self.old_params = [self.header] * len(old)

    def rotate(self, *, dry_run: bool, batch: int) -> Outcome:
        outcome = Outcome(self.label, waiting_count=self._count_old())
        broken: set[str] = set()
        # A row that somebody holds is skipped; a later pass finds it again.
        for _ in range(1 if dry_run else PASSES):
            after: uuid.UUID | None = NIL
            while after is not None:
                after = self._batch(outcome, broken, after=after, dry_run=dry_run, batch=batch)
            if dry_run or self._count_old() == 0:
                break
        outcome.unopened = sorted(broken)
        if not dry_run:
            broken_rows = {entry.rpartition(" ")[2] for entry in broken}
            outcome.locked_count = len(self._old_rows() - broken_rows) if self._count_old() else 0
        return outcome

    def _count_old(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.table} WHERE {self.is_old}", self.old_params)  # noqa: S608
            return int(cursor.fetchone()[0])

    def _old_rows(self) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.row_id} FROM {self.table} WHERE {self.is_old}", self.old_params)  # noqa: S608
            return {str(row) for (row,) in cursor.fetchall()}

    @transaction.atomic
    def _batch(
        self, outcome: Outcome, broken: set[str], *, after: uuid.UUID, dry_run: bool, batch: int
    ) -> uuid.UUID | None:
        """Do the next rows after this id and return the last one, or None when there were none."""
        which, params = ("TRUE", []) if self.verify else (f"({self.is_old})", list(self.old_params))
        lock = "" if dry_run else "FOR UPDATE SKIP LOCKED"
        chosen = f"SELECT {self.row_id}, {', '.join(self.columns)} FROM {self.table}"  # noqa: S608
        order = f"ORDER BY {self.row_id} LIMIT %s {lock}"
        with connection.cursor() as cursor:
            cursor.execute(f"{chosen} WHERE {self.row_id} > %s AND {which} {order}", [after, *params, batch])
            rows = cursor.fetchall()
            for row, *values in rows:
                fresh = self._reseal(row, values, broken)
                if fresh and not dry_run:
                    changes = ", ".join(f"{column} = %s" for column in fresh)
                    cursor.execute(
                        f"UPDATE {self.table} SET {changes} WHERE {self.row_id} = %s",  # noqa: S608
                        [*fresh.values(), row],
                    )
                outcome.resealed_count += len(fresh)
        return rows[-1][0] if rows else None

    def _reseal(self, row: uuid.UUID, values: list[bytes | None], broken: set[str]) -> dict[str, bytes]:
        """New envelopes of one row by column; a cell that does not open goes into `broken` and stays."""
        fresh: dict[str, bytes] = {}
        for one, column, value in zip(self.fields, self.columns, values, strict=True):
            if value is None:
                continue
            table, name = one.cell
            envelope = bytes(value)
            is_current = envelope.startswith(self.header)
            if is_current and not self.verify:
                continue
            try:
                plaintext = envelopes.open_sealed(
                    envelope, table=table, column=name, row=row, keyring=self.keyring
                )
            except TamperedEnvelope:
                broken.add(f"{one.column} {row}")
                continue
            if not is_current:
                fresh[column] = envelopes.seal(
                    plaintext, table=table, column=name, row=row, keyring=self.keyring
                )
        return fresh
