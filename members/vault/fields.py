"""Model fields that are sealed in the database and read as plain values in Python.

What an instance holds is never the bare value: a `Sealed` envelope as it came from the database, opened
again at every access, or an `Unsealed` value that waits for `save()`. Both hide their content from repr,
and only the first can be pickled.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from django import forms
from django.core import checks, validators
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise
from django.views.decorators.debug import sensitive_variables

from members.vault import envelope as envelopes
from members.vault.envelope import TamperedEnvelope
from members.vault.keyring import Keyring, VaultError


class CannotSeal(VaultError, ValueError):
    """The value is not one that this field can seal: too long, or not text."""


class NoRowId(VaultError, ValueError):
    """A value can be sealed or opened only for a row that has its id."""


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Sealed:
    """An envelope and the cell it belongs to. `row` is None until the row it was loaded with is known."""

    field: SealedField
    envelope: bytes
    row: uuid.UUID | None = None

    def open(self, *, row: uuid.UUID | None = None) -> Any:
        """The plain value. `values_list()` gives envelopes without their row: name it then.

        Raises TamperedEnvelope when the envelope was not sealed for that row; NoRowId without a row.
        """
        if self.row is not None and row is not None and row != self.row:
            raise self.field.tampered("it belongs to another row", row)
        known = self.row or row
        if known is None:
            raise NoRowId(f"{self.field} opens only with the id of its row.")
        return self.field.open_value(self.envelope, row=known)

    def is_current(self, keyring: Keyring) -> bool:
        """Whether this envelope is under the primary key."""
        return self.envelope.startswith(envelopes.header(keyring.primary_id))

    def __repr__(self) -> str:
        return "<sealed>"

    def __deepcopy__(self, memo: dict[int, Any]) -> Sealed:
        return self


class Unsealed:
    """A value that was assigned and not saved yet."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "<not sealed yet>"

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError("An instance with an unsaved sealed value is not pickled: save it first.")

    def __copy__(self) -> Unsealed:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Unsealed:
        return self


class SealedCol(Col):
    """A sealed column in SELECT. Anywhere else in a query its order and its value mean nothing."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        # A compiler fills `select` once the columns to fetch are written down; what is compiled after that
        # is ORDER BY, WHERE, GROUP BY or DISTINCT ON.
        if getattr(compiler, "select", None) is not None:
            raise FieldError(
                f"{self.target} is sealed: the database cannot order, compare or group by it. "
                "Use a BlindIndexField to look a value up."
            )
        return super().as_sql(compiler, connection)


class SealedIsNull(IsNull):
    """The only lookup on a sealed column."""

    def __init__(self, lhs: Any, rhs: Any) -> None:
        if isinstance(lhs, SealedCol):
            lhs = Col(lhs.alias, lhs.target, lhs.output_field)
        super().__init__(lhs, rhs)


class SealedAttribute(DeferredAttribute):
    """Opens on access, keeps what is assigned until it is saved."""

    field: SealedField

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        held = self.field.held(instance)
        if isinstance(held, Sealed):
            return held.open(row=self.field.row_of(instance) if held.row is None else None)
        return held.value if isinstance(held, Unsealed) else None

    @sensitive_variables()
    def __set__(self, instance: models.Model, value: Any) -> None:
        data, name = instance.__dict__, self.field.attname
        if isinstance(value, Promise):
            value = str(value)
        if isinstance(value, Sealed):
            # The primary key is set first when a row is loaded: remember it now, so that a later change
            # of the key (a copy) can still open the value and seal it anew.
            row = value.row or self.field.row_of(instance, required=False)
            data[name] = Sealed(self.field, value.envelope, row)
        elif value is None:
            data[name] = None
        else:
            self.field.check_type(value)
            if not self._holds(data.get(name), value):
                data[name] = Unsealed(value)

    @staticmethod
    def _holds(held: Any, value: Any) -> bool:
        """Whether the saved envelope already says this, so that saving again changes nothing."""
        if not isinstance(held, Sealed) or held.row is None:
            return False
        try:
            return bool(held.open() == value)
        except TamperedEnvelope:
            return False


class SealedField(models.Field):
    """What the two sealed fields share. A BinaryField in the database."""

    python_type: ClassVar[type]
    descriptor_class = SealedAttribute
    empty_values = [None, "", b""]

    def __init__(self, *args: Any, sealed_as: str | None = None, **kwargs: Any) -> None:
        """`sealed_as="table.column"` keeps old envelopes open after a table or column was renamed."""
        kwargs.setdefault("editable", False)
        self.sealed_as = sealed_as
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(validators.MaxLengthValidator(self.max_length))

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}" if hasattr(self, "model") else super().__str__()

    # What it is in the database and in migrations.

    def get_internal_type(self) -> str:
        return "BinaryField"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        if self.editable:
            kwargs["editable"] = True
        else:
            kwargs.pop("editable", None)
        if self.sealed_as is not None:
            kwargs["sealed_as"] = self.sealed_as
        return name, path, args, kwargs

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_row_id(), *self._check_plain_column()]

    def _check_row_id(self) -> list[checks.CheckMessage]:
        pk: Any = self.model._meta.pk
        by_relation = False
        while pk is not None and pk.remote_field:
            pk, by_relation = pk.target_field, True
        if isinstance(pk, models.UUIDField) and (by_relation or (pk.has_default() and callable(pk.default))):
            return []
        return [
            checks.Error(
                "A model with a sealed field needs a UUID primary key that Python makes.",
                hint="id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)",
                obj=self,
                id="vault.E001",
            )
        ]

    def _check_plain_column(self) -> list[checks.CheckMessage]:
        indexed = self.unique or self.primary_key or getattr(self, "db_index", False)
        if not (indexed or self.has_default()):
            return []
        return [
            checks.Error(
                "A sealed field is never unique, never indexed and has no default.",
                hint="No two envelopes are equal: put a BlindIndexField beside it.",
                obj=self,
                id="vault.E002",
            )
        ]

    # The cell: table, column, row.

    @property
    def cell(self) -> tuple[str, str]:
        """Table and column that the envelopes of this field are bound to."""
        if self.sealed_as is not None:
            table, _, column = self.sealed_as.rpartition(".")
            return table, column
        return self.model._meta.db_table, str(self.column)

    def row_of(self, instance: models.Model, *, required: bool = True) -> uuid.UUID | None:
        """The id of the row that holds this field. Raises NoRowId when required and absent."""
        pk: Any = self.model._meta.pk
        value = instance.__dict__.get(pk.attname)
        if value is None:
            if required:
                raise NoRowId(f"{self} needs the id of its row first.")
            return None
        return value if isinstance(value, uuid.UUID) else uuid.UUID(str(value))

    def tampered(self, reason: str, row: uuid.UUID) -> TamperedEnvelope:
        table, column = self.cell
        return TamperedEnvelope(reason, table=table, column=column, row=row)

    # Sealing and opening.

    def encode(self, value: Any) -> bytes:
        raise NotImplementedError

    def decode(self, plaintext: bytes) -> Any:
        raise NotImplementedError

    @sensitive_variables()
    def check_type(self, value: Any) -> None:
        """Raises TypeError for anything but a plain value; expressions cannot be sealed."""
        if not isinstance(value, self.python_type):
            raise TypeError(f"{self} takes {self.python_type.__name__} or None, not {type(value).__name__}.")

    @sensitive_variables()
    def seal_value(self, value: Any, *, row: uuid.UUID) -> Sealed:
        """Seal a plain value for one row. Raises CannotSeal; the message never carries the value."""
        self.check_type(value)
        if self.max_length is not None and len(value) > self.max_length:
            raise CannotSeal(f"{self} takes at most {self.max_length}, not {len(value)}.")
        table, column = self.cell
        return Sealed(self, envelopes.seal(self.encode(value), table=table, column=column, row=row), row)

    @sensitive_variables()
    def open_value(self, envelope: bytes, *, row: uuid.UUID) -> Any:
        """Open an envelope of this field for one row. Raises TamperedEnvelope."""
        table, column = self.cell
        plaintext = envelopes.open_sealed(envelope, table=table, column=column, row=row)
        try:
            return self.decode(plaintext)
        except UnicodeDecodeError:
            raise self.tampered("it does not hold text", row) from None

    def held(self, instance: models.Model) -> Sealed | Unsealed | None:
        """What the instance holds, loaded now if it was deferred."""
        data = instance.__dict__
        if self.attname not in data:
            envelope = self._load(instance)
            data[self.attname] = envelope and Sealed(self, envelope, self.row_of(instance))
        return data[self.attname]

    def _load(self, instance: models.Model) -> bytes | None:
        # Not by refresh_from_db(), which would hand the opened value over and lose the envelope.
        rows = self.model._base_manager.db_manager(instance._state.db, hints={"instance": instance})
        loaded = rows.filter(pk=self.row_of(instance)).values_list(self.attname, flat=True).get()
        return None if loaded is None else loaded.envelope

    # Between the instance and the database.

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        return None if value is None else Sealed(self, bytes(value))

    @sensitive_variables()
    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:
        """Seal what was assigned; keep an envelope that is already right.

        Sealed anew: a value under a key that is no longer primary, and one that was loaded with another
        row (a copy). An envelope that does not open raises TamperedEnvelope rather than travel on.
        """
        held = self.held(model_instance)
        if held is None:
            return None
        row = self.row_of(model_instance)
        assert row is not None  # noqa: S101 (row_of raises)
        if isinstance(held, Sealed):
            value = held.open(row=row if held.row is None else None)
            if held.row == row and held.is_current(Keyring.from_settings()):
                return held
        else:
            value = held.value
        sealed = self.seal_value(value, row=row)
        model_instance.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, Sealed):
            return connection.Database.Binary(value.envelope)
        raise TypeError(
            f"{self} is sealed for one row: assign to an instance and save it. A query cannot write it."
        )

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        # The parent lets expressions through; here they raise like any plain value.
        return self.get_db_prep_value(value, connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return str(connection.ops.binary_placeholder_sql(value))

    def get_lookup(self, lookup_name: str) -> type[IsNull]:
        if lookup_name == "isnull":
            return SealedIsNull
        raise FieldError(
            f"{self} is sealed: the only lookup is isnull, not {lookup_name}. Use a BlindIndexField."
        )

    def get_transform(self, lookup_name: str) -> NoReturn:
        raise FieldError(f"{self} is sealed: it has no transform {lookup_name}.")

    def get_col(self, alias: Any, output_field: Any = None) -> SealedCol:
        return SealedCol(alias, self, output_field)

    @property
    def cached_col(self) -> SealedCol:
        return SealedCol(self.model._meta.db_table, self)

    # Never in clear outside the instance.

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self} is sealed and is not serialised.")

    def to_python(self, value: Any) -> Any:
        return value


class SealedTextField(SealedField):
    """Text, sealed. `max_length` counts characters. None is NULL, '' is sealed like any other text."""

    description = "Sealed text"
    python_type = str

    def get_default(self) -> Any:
        return None if self.null else ""

    @sensitive_variables()
    def encode(self, value: str) -> bytes:
        try:
            return value.encode()
        except UnicodeEncodeError:  # a lone surrogate; the original error carries the value
            raise CannotSeal(f"{self} holds a character that is not text.") from None

    def decode(self, plaintext: bytes) -> str:
        return plaintext.decode()

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(
            **{
                "form_class": forms.CharField,
                "max_length": self.max_length,
                "empty_value": self.get_default(),
            }
            | kwargs
        )


class SealedBytesField(SealedField):
    """Bytes, sealed. `max_length` counts bytes."""

    description = "Sealed bytes"
    python_type = bytes

    def get_default(self) -> Any:
        return None if self.null else b""

    def encode(self, value: bytes) -> bytes:
        return value

    def decode(self, plaintext: bytes) -> bytes:
        return plaintext
