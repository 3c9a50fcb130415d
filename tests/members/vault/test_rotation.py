import io
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.vault import rotation
from members.vault.keyring import Keyring
from members.vault.rotation import Keeper, Outcome
from tests.members.vault.conftest import encoded
from tests.members.vault.testapp.models import Diary, Page

TABLE = "vault_testapp_diary"


def headers() -> set[bytes]:
    """The first three bytes of every envelope in the table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, email, photo FROM {TABLE}")  # noqa: S608
        return {bytes(cell)[:3] for row in cursor.fetchall() for cell in row if cell is not None}


def run(**options) -> str:
    out = io.StringIO()
    call_command("rotate_vault", stdout=out, stderr=out, **options)
    return out.getvalue()


def outcome_of(label: str, **options) -> Outcome:
    (found,) = (outcome for outcome in rotation.rotate(**options) if outcome.label == label)
    return found


@pytest.fixture
def diaries() -> list[Diary]:
    made = [
        Diary.objects.create(name=f"Asha {number}", email=f"a{number}@example.org") for number in range(7)
    ]
    Page.objects.create(diary=made[0], text="today")
    return made


@pytest.mark.django_db
class TestRotating:
    def test_every_value_comes_under_the_new_key_and_still_opens(self, diaries, second_key, settings):
        second_key()

        printed = run(batch=3)

        assert headers() == {b"\x01\x00\x02"}
        settings.VAULT_KEYS = f"2:{encoded(2)}"
        assert sorted(diary.name for diary in Diary.objects.order_by("pk")) == [
            f"Asha {number}" for number in range(7)
        ]
        assert Page.objects.get().text == "today"
        assert "vault_testapp.Diary: 7 rows waiting, 14 values sealed anew" in printed

    def test_a_second_run_writes_nothing(self, diaries, second_key):
        second_key()
        run()

        assert outcome_of("vault_testapp.Diary") == Outcome("vault_testapp.Diary")

    def test_a_run_that_was_stopped_goes_on(self, diaries, second_key):
        second_key()
        model = rotation._Table(Diary, [Diary._meta.get_field("name")], verify=False)
        model._batch(Outcome("x"), set(), after=uuid.UUID(int=0), dry_run=False, batch=2)
        assert headers() == {b"\x01\x00\x01", b"\x01\x00\x02"}

        run()

        assert headers() == {b"\x01\x00\x02"}

    def test_a_dry_run_counts_and_writes_nothing(self, diaries, second_key):
        second_key()

        printed = run(dry_run=True)

        assert "14 values would be sealed anew" in printed
        assert headers() == {b"\x01\x00\x01"}

    def test_a_new_version_of_the_keys_may_be_older_by_number(self, diaries, settings):
        settings.VAULT_KEYS = f"2:{encoded(2)},1:{encoded(1)}"
        run()
        settings.VAULT_KEYS = f"1:{encoded(1)},2:{encoded(2)}"
        run()

        assert headers() == {b"\x01\x00\x01"}

    @settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        names=st.lists(st.text(st.characters(codec="utf-8"), max_size=40), max_size=6),
        batch=st.integers(1, 4),
    )
    def test_any_rows_in_any_batches(self, settings, names, batch):
        settings.VAULT_KEYS = f"1:{encoded(1)}"
        Diary.objects.all().delete()
        made = Diary.objects.bulk_create([Diary(name=name) for name in names])
        settings.VAULT_KEYS = f"2:{encoded(2)},1:{encoded(1)}"

        run(batch=batch)

        assert {row.pk: row.name for row in Diary.objects.order_by("pk")} == {
            row.pk: row.name for row in made
        }
        assert headers() <= {b"\x01\x00\x02"}


@pytest.mark.django_db
class TestValuesThatDoNotOpen:
    def spoil(self, diary: Diary) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {TABLE} SET email = %s WHERE id = %s", [b"planted", diary.pk])  # noqa: S608

    def test_the_run_fails_names_them_and_does_the_others(self, diaries, second_key):
        self.spoil(diaries[3])
        second_key()
        out = io.StringIO()

        with pytest.raises(CommandError, match="1 values do not open"):
            call_command("rotate_vault", stdout=out, stderr=out, batch=2)

        assert f"email {diaries[3].pk}" in out.getvalue()
        assert "planted" not in out.getvalue()
        assert Diary.objects.filter(title="").count() == 7
        assert headers() == {b"\x01\x00\x02", b"pla"}

    def test_a_dry_run_finds_them_too(self, diaries, second_key):
        self.spoil(diaries[3])
        second_key()

        with pytest.raises(CommandError):
            run(dry_run=True)

    def test_a_missing_old_key_fails(self, diaries, settings):
        settings.VAULT_KEYS = f"2:{encoded(2)}"

        with pytest.raises(CommandError, match="do not open"):
            run()

        assert headers() == {b"\x01\x00\x01"}

    def test_verifying_opens_the_values_under_the_primary_key_too(self, diaries):
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET email = substring(email FROM 1 FOR 80) || %s WHERE id = %s",  # noqa: S608
                [b"x", diaries[0].pk],
            )
        assert outcome_of("vault_testapp.Diary").is_complete

        with pytest.raises(CommandError, match="1 values"):
            run(verify=True)


@pytest.fixture
def committed_row():
    """A second session to the database, and a row that it committed under key 1; removed afterwards."""
    row = uuid.uuid4()
    sealed = Diary._meta.get_field("name").seal_value("Asha", row=row)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (id, title, name) VALUES (%s, '', %s)",  # noqa: S608
            [row, sealed.envelope],
        )
        try:
            yield other, row
        finally:
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = %s", [row])  # noqa: S608
            other.close()


@pytest.mark.django_db
class TestBesideTheRunningSite:
    def test_rows_in_use_are_left_and_reported(self, committed_row, diaries, second_key):
        other, row = committed_row
        second_key()

        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {TABLE} WHERE id = %s FOR UPDATE", [row])  # noqa: S608
            with pytest.raises(CommandError, match="1 rows were in use"):
                run()
        other.rollback()
        other.set_autocommit(True)

        assert headers() == {b"\x01\x00\x01", b"\x01\x00\x02"}
        assert outcome_of("vault_testapp.Diary", dry_run=True).waiting_count == 1


@pytest.mark.django_db
class TestKeepers:
    def test_values_outside_our_fields_are_sealed_anew_by_their_keeper(self, monkeypatch):
        monkeypatch.setattr(rotation, "_keepers", {})
        asked = []
        rotation.register_keeper(
            Keeper("library table", lambda dry_run: asked.append(dry_run) or Outcome("library table", 2, 2))
        )

        printed = run()

        assert "library table: 2 rows waiting, 2 values sealed anew" in printed
        assert asked == [False]

    def test_every_installed_model_is_found(self):
        found = {
            model._meta.label: [one.name for one in fields] for model, fields in rotation.sealed_models()
        }

        assert found["vault_testapp.Diary"] == ["name", "email", "photo"]
        assert found["vault_testapp.Page"] == ["text"]

    def test_the_primary_key_is_named(self):
        assert f"Primary key: {Keyring.from_settings().primary_id}" in run()

    def test_a_batch_of_nothing_is_refused(self):
        with pytest.raises(CommandError, match="batch"):
            run(batch=0)
