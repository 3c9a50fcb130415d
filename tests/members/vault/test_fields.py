import copy
import pickle
import sys
import uuid

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.forms import modelform_factory
from django.views.debug import ExceptionReporter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.vault.envelope import TamperedEnvelope
from members.vault.fields import CannotSeal, NoRowId, Sealed, SealedBytesField, SealedTextField
from tests.members.vault.testapp.models import Diary, Page

pytestmark = pytest.mark.django_db

TABLE = "vault_testapp_diary"


def stored(diary: Diary, column: str = "name") -> bytes | None:
    """What the database holds in one cell."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "{column}" FROM {TABLE} WHERE id = %s', [diary.pk])  # noqa: S608
        (value,) = cursor.fetchone()
    return value and bytes(value)


def plant(diary: Diary, value: bytes, column: str = "name") -> None:
    """Write bytes into one cell behind Django's back."""
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE {TABLE} SET "{column}" = %s WHERE id = %s', [value, diary.pk])  # noqa: S608


@pytest.fixture
def diary() -> Diary:
    return Diary.objects.create(
        title="First", name="Asha Tamang", email="asha@example.org", photo=b"\x00\x80"
    )


class TestReadingAndWriting:
    def test_a_value_comes_back_as_it_was_assigned(self, diary):
        read = Diary.objects.get(pk=diary.pk)

        assert (read.name, read.email, read.photo) == ("Asha Tamang", "asha@example.org", b"\x00\x80")

    @settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(text=st.text(st.characters(codec="utf-8"), max_size=120), photo=st.binary(max_size=200))
    def test_any_value_comes_back(self, text, photo):
        written = Diary.objects.create(name=text, photo=photo)

        read = Diary.objects.get(pk=written.pk)

        assert (read.name, read.photo) == (text, photo)

    def test_an_assigned_value_is_read_before_it_is_saved(self):
        assert Diary(name="Asha").name == "Asha"

    def test_none_stays_null_and_an_empty_text_is_sealed(self):
        diary = Diary.objects.create(name="", email=None)

        assert stored(diary, "email") is None
        assert len(stored(diary)) > 60
        read = Diary.objects.get(pk=diary.pk)
        assert (read.name, read.email, read.photo) == ("", None, None)

    def test_null_where_it_is_not_allowed_is_refused_by_the_database(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            Diary.objects.create(name=None)

    def test_a_changed_value_is_saved(self, diary):
        read = Diary.objects.get(pk=diary.pk)
        read.name = "Asha Rai"
        read.save(update_fields=["name"])

        assert Diary.objects.get(pk=diary.pk).name == "Asha Rai"
        assert Diary.objects.get(pk=diary.pk).email == "asha@example.org"

    def test_a_value_can_be_emptied(self, diary):
        diary.email = None
        diary.save()

        assert stored(diary, "email") is None

    def test_bulk_create_seals_every_row(self):
        Diary.objects.bulk_create([Diary(name="Asha"), Diary(name="Bimala", email="b@example.org")])

        names = {diary.name for diary in Diary.objects.order_by("pk")}

        assert names == {"Asha", "Bimala"}

    def test_update_or_create_and_get_or_create_work(self):
        diary, _ = Diary.objects.update_or_create(title="x", defaults={"name": "Asha"})
        again, created = Diary.objects.update_or_create(title="x", defaults={"name": "Bimala"})

        assert (again.pk, created) == (diary.pk, False)
        assert Diary.objects.get(title="x").name == "Bimala"

    def test_a_related_row_opens_too(self, diary):
        page = Page.objects.create(diary=diary, text="today")

        read = Page.objects.select_related("diary").get(pk=page.pk)

        assert (read.text, read.diary.name) == ("today", "Asha Tamang")
        assert Diary.objects.prefetch_related("pages").get(pk=diary.pk).pages.all()[0].text == "today"

    def test_values_list_gives_envelopes_that_open_for_their_row(self, diary):
        ((row, sealed),) = Diary.objects.order_by("pk").values_list("pk", "name")

        assert isinstance(sealed, Sealed)
        assert sealed.open(row=row) == "Asha Tamang"
        with pytest.raises(TamperedEnvelope):
            sealed.open(row=uuid.uuid4())
        with pytest.raises(NoRowId):
            sealed.open()


class TestKeepingTheEnvelope:
    def test_saving_an_unchanged_row_keeps_it(self, diary):
        before = stored(diary)
        diary.save()
        read = Diary.objects.get(pk=diary.pk)
        assert read.name == "Asha Tamang"
        read.title = "Second"
        read.save()

        assert stored(diary) == before

    def test_assigning_the_same_value_keeps_it(self, diary):
        before = stored(diary)
        read = Diary.objects.get(pk=diary.pk)
        read.name = "Asha Tamang"
        read.save()

        assert stored(diary) == before

    def test_a_value_under_an_old_key_is_sealed_anew_when_it_is_saved(self, diary, second_key):
        second_key()
        read = Diary.objects.get(pk=diary.pk)
        read.save()

        assert stored(diary)[:3] == b"\x01\x00\x02"
        assert Diary.objects.get(pk=diary.pk).name == "Asha Tamang"

    def test_refreshing_keeps_it_and_sees_a_change(self, diary):
        before = stored(diary)
        diary.refresh_from_db()
        diary.save()
        assert stored(diary) == before

        other = Diary.objects.get(pk=diary.pk)
        other.name = "Asha Rai"
        other.save()
        diary.refresh_from_db()

        assert diary.name == "Asha Rai"

    def test_refreshing_drops_what_was_not_saved(self, diary):
        diary.name = "somebody else"
        diary.refresh_from_db(fields=["name"])

        assert diary.name == "Asha Tamang"


class TestDeferred:
    def test_a_deferred_value_is_loaded_once_on_access(self, diary, django_assert_num_queries):
        read = Diary.objects.only("title").get(pk=diary.pk)

        with django_assert_num_queries(1):
            assert read.name == read.name == "Asha Tamang"

    def test_a_loaded_deferred_value_keeps_its_envelope(self, diary):
        before = stored(diary)
        read = Diary.objects.defer("name").get(pk=diary.pk)
        assert read.name
        read.save()

        assert stored(diary) == before

    def test_a_deferred_value_can_be_assigned_without_loading(self, diary):
        read = Diary.objects.only("title").get(pk=diary.pk)
        read.name = "Asha Rai"
        read.save(update_fields=["name"])

        assert Diary.objects.get(pk=diary.pk).name == "Asha Rai"
        assert Diary.objects.get(pk=diary.pk).email == "asha@example.org"

    def test_saving_a_row_with_deferred_values_leaves_them(self, diary):
        read = Diary.objects.defer("name").get(pk=diary.pk)
        read.title = "Second"
        read.save()

        assert Diary.objects.get(pk=diary.pk).name == "Asha Tamang"

    def test_a_row_that_is_gone_raises(self, diary):
        read = Diary.objects.only("title").get(pk=diary.pk)
        Diary.objects.filter(pk=diary.pk).delete()

        with pytest.raises(Diary.DoesNotExist):
            _ = read.name


class TestCopying:
    def test_a_copy_is_sealed_for_its_own_row(self, diary):
        twin = Diary.objects.get(pk=diary.pk)
        twin.pk = None
        twin._state.adding = True
        twin.save()

        assert twin.pk != diary.pk
        assert Diary.objects.get(pk=twin.pk).name == "Asha Tamang"
        assert Diary.objects.get(pk=diary.pk).name == "Asha Tamang"
        assert stored(twin) != stored(diary)

    def test_a_copy_under_a_chosen_id_is_sealed_for_it(self, diary):
        twin = Diary.objects.get(pk=diary.pk)
        twin.pk = uuid.uuid4()
        twin.save(force_insert=True)

        assert Diary.objects.get(pk=twin.pk).email == "asha@example.org"

    def test_an_envelope_of_one_row_given_to_another_does_not_open(self, diary):
        ((_, sealed),) = Diary.objects.values_list("pk", "name").order_by("pk")
        thief = Diary(name=sealed)

        with pytest.raises(TamperedEnvelope):
            _ = thief.name
        with pytest.raises(TamperedEnvelope):
            thief.save()

    def test_instances_can_be_copied_in_memory(self, diary):
        diary.name = "not saved"

        assert copy.copy(diary).name == copy.deepcopy(diary).name == "not saved"
        assert copy.deepcopy(Diary.objects.get(pk=diary.pk)).name == "Asha Tamang"


class TestTampering:
    def test_envelopes_of_two_rows_exchanged(self, diary):
        other = Diary.objects.create(name="Bimala")
        mine, theirs = stored(diary), stored(other)
        plant(diary, theirs)
        plant(other, mine)

        for row in (diary, other):
            with pytest.raises(TamperedEnvelope):
                _ = Diary.objects.get(pk=row.pk).name

    def test_envelopes_of_two_columns_exchanged(self, diary):
        plant(diary, stored(diary), column="email")

        with pytest.raises(TamperedEnvelope):
            _ = Diary.objects.get(pk=diary.pk).email

    @pytest.mark.parametrize(
        "planted", [b"", b"Asha", b"asha@example.org" * 20, b"\x01\x00\x01" + b"x" * 200]
    )
    def test_planted_plain_text(self, diary, planted):
        plant(diary, planted)
        read = Diary.objects.get(pk=diary.pk)

        with pytest.raises(TamperedEnvelope):
            _ = read.name
        assert read.email == "asha@example.org"

    def test_a_tampered_value_is_not_saved_again_but_can_be_overwritten(self, diary):
        plant(diary, b"planted")
        read = Diary.objects.get(pk=diary.pk)
        with pytest.raises(TamperedEnvelope), transaction.atomic():
            read.save()

        read.name = "Asha again"
        read.save()

        assert Diary.objects.get(pk=diary.pk).name == "Asha again"

    def test_the_error_is_about_the_cell_and_not_the_value(self, diary):
        plant(diary, b"asha@example.org" * 20)

        with pytest.raises(TamperedEnvelope) as caught:
            _ = Diary.objects.get(pk=diary.pk).name

        assert "asha" not in str(caught.value)
        assert (caught.value.table, caught.value.column, caught.value.row) == (TABLE, "name", diary.pk)


class TestQueriesThatCannotWork:
    @pytest.mark.parametrize(
        "lookup",
        ["name", "name__exact", "name__icontains", "name__in", "name__gt", "name__startswith", "name__regex"],
    )
    def test_lookups_are_refused(self, lookup):
        value = ["Asha"] if lookup.endswith("in") else "Asha"

        with pytest.raises(FieldError, match="sealed"):
            Diary.objects.filter(**{lookup: value}).exists()

    def test_isnull_works_also_in_a_subquery(self, diary):
        Diary.objects.create(name="Bimala")
        Page.objects.create(diary=diary, text="today")
        with_page = Page.objects.filter(diary=OuterRef("pk"), text__isnull=False, diary__email__isnull=False)

        assert Diary.objects.filter(email__isnull=True).count() == 1
        assert Diary.objects.exclude(email__isnull=True).get() == diary
        assert Diary.objects.filter(Exists(with_page)).get() == diary
        assert Diary.objects.filter(Q(email__isnull=True) | Q(name__isnull=False)).count() == 2

    def test_transforms_are_refused(self):
        with pytest.raises(FieldError, match="sealed"):
            Diary.objects.filter(name__length__gt=3).exists()

    @pytest.mark.parametrize("order", ["name", "-name", "?name", F("name"), F("name").desc(), "pages__text"])
    def test_ordering_is_refused(self, order):
        with pytest.raises(FieldError):
            list(Diary.objects.order_by(order))

    def test_ordering_by_what_is_selected_is_refused_too(self):
        with pytest.raises(FieldError):
            list(Diary.objects.order_by(Concat("name", Value("x"))))

    def test_update_with_a_plain_value_is_refused(self, diary):
        for change in ({"name": "plain"}, {"photo": b"plain"}):
            with pytest.raises(TypeError, match="sealed"), transaction.atomic():
                Diary.objects.filter(pk=diary.pk).update(**change)

        assert Diary.objects.get(pk=diary.pk).name == "Asha Tamang"

    @pytest.mark.parametrize(
        "expression", [F("title"), F("email"), Value("plain"), Concat("title", Value("x"))]
    )
    def test_update_with_an_expression_is_refused(self, diary, expression):
        with pytest.raises(TypeError, match="sealed"):
            Diary.objects.filter(pk=diary.pk).update(name=expression)

    def test_update_to_null_works(self, diary):
        Diary.objects.filter(pk=diary.pk).update(email=None)

        assert Diary.objects.get(pk=diary.pk).email is None

    def test_bulk_update_is_refused(self, diary):
        diary.name = "changed"
        with pytest.raises(TypeError, match="sealed"):
            Diary.objects.bulk_update([diary], ["name"])

    @pytest.mark.parametrize("value", [F("title"), 3, b"bytes", ["a"]])
    def test_assigning_anything_but_text_is_refused(self, value):
        with pytest.raises(TypeError):
            Diary(name=value)

    def test_counting_and_grouping_beside_it_work(self, diary):
        Page.objects.create(diary=diary, text="today")

        assert Diary.objects.annotate(n=Count("pages")).get().n == 1
        assert Diary.objects.aggregate(n=Count("email"))["n"] == 1
        assert Diary.objects.select_for_update().filter(email__isnull=False).get().name == "Asha Tamang"
        assert Page.objects.select_related("diary").annotate(n=Count("diary__pages")).get().diary.name


class TestLimits:
    def test_a_text_that_is_too_long_is_refused_without_showing_it(self):
        with pytest.raises(CannotSeal) as caught:
            Diary.objects.create(name="asha" * 31)

        assert "asha" not in str(caught.value)

    def test_a_lone_surrogate_is_refused_without_showing_it(self):
        with pytest.raises(CannotSeal) as caught:
            Diary.objects.create(name="asha\ud800")

        assert "asha" not in str(caught.value)

    def test_validation_sees_the_plain_text(self):
        with pytest.raises(ValidationError) as caught:
            Diary(name="a" * 121).full_clean()
        assert "name" in caught.value.message_dict

        Diary(title="x", name="a" * 120).full_clean()

    def test_a_row_without_an_id_is_refused(self):
        sealed = Diary(name="Asha")
        sealed.pk = None

        with pytest.raises(NoRowId):
            Diary._meta.get_field("name").pre_save(sealed, add=True)

    def test_a_form_field_is_made_for_an_editable_one(self):
        form = modelform_factory(Diary, fields=["title"])

        assert "name" not in form().fields
        assert SealedTextField(max_length=5, editable=True).formfield().max_length == 5


class TestNeverInClear:
    def test_not_in_the_instance(self, diary):
        for instance in (diary, Diary.objects.get(pk=diary.pk), Diary(name="Asha Tamang")):
            assert "Asha" not in repr(instance.__dict__) + repr(instance) + str(instance)

    def test_not_by_a_serializer(self, diary):
        for kind in ("json", "python", "xml"):
            with pytest.raises(TypeError, match="serialised"):
                serializers.serialize(kind, [diary])

    def test_not_in_a_pickle(self, diary):
        frozen = pickle.dumps(Diary.objects.get(pk=diary.pk))

        assert b"Asha" not in frozen
        assert b"asha@example.org" not in frozen
        assert pickle.loads(frozen).name == "Asha Tamang"  # noqa: S301

    def test_not_in_an_error_report(self):
        # Built at run time: the report quotes source lines.
        diary = Diary(name="-".join(["marker"] * 20))

        try:
            diary.save()
        except CannotSeal:
            report = ExceptionReporter(None, *sys.exc_info()).get_traceback_html()

        assert "pre_save" in report
        assert "-".join(["marker"] * 2) not in report

    def test_an_unsaved_value_is_not_pickled(self, diary):
        diary.name = "changed"

        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(diary)

    def test_not_in_the_queries(self, diary, django_assert_num_queries):
        with django_assert_num_queries(1) as captured:
            Diary.objects.create(name="Marker Name")

        assert "Marker" not in str(captured.captured_queries)

    def test_not_in_a_dump_of_the_tables(self):
        for number in range(20):
            written = Diary.objects.create(
                name=f"MARKER{number}", email=f"marker{number}@example.org", photo=b"MARKERPHOTO"
            )
            Page.objects.create(diary=written, text=f"MARKER text {number}")
            written.name = f"MARKER changed {number}"
            written.save()

        dump = b""
        with connection.cursor() as cursor:
            for table in (TABLE, "vault_testapp_page"):
                with cursor.copy(f"COPY {table} TO STDOUT") as copied:
                    dump += b"".join(bytes(chunk) for chunk in copied)

        assert dump.count(b"\n") == 40
        for marker in (b"MARKER", b"marker"):
            assert marker not in dump
            assert marker.hex().encode() not in dump


class TestDeclaring:
    def test_it_deconstructs_cleanly(self):
        _, path, args, kwargs = SealedTextField(max_length=9, null=True, sealed_as="old.name").deconstruct()

        assert path == "members.vault.fields.SealedTextField"
        assert (args, kwargs) == ([], {"max_length": 9, "null": True, "sealed_as": "old.name"})
        assert SealedBytesField(editable=True).deconstruct()[3] == {"editable": True}

    def test_the_column_is_bytes(self):
        assert Diary._meta.get_field("name").db_type(connection) == "bytea"

    def test_a_good_model_passes_the_checks(self):
        assert Diary.check() == []

    def test_a_model_without_a_uuid_key_fails_the_check(self):
        class Numbered(models.Model):  # noqa: DJ008
            name = SealedTextField()

            class Meta:
                app_label = "vault_unregistered"
                managed = False

        assert [problem.id for problem in Numbered._meta.get_field("name").check()] == ["vault.E001"]

    def test_a_key_that_the_database_makes_fails_the_check(self):
        class Late(models.Model):  # noqa: DJ008
            id = models.UUIDField(primary_key=True)
            name = SealedTextField()

            class Meta:
                app_label = "vault_unregistered"
                managed = False

        assert [problem.id for problem in Late._meta.get_field("name").check()] == ["vault.E001"]

    def test_a_unique_or_defaulted_field_fails_the_check(self):
        class Odd(models.Model):  # noqa: DJ008
            id = models.UUIDField(primary_key=True, default=uuid.uuid4)
            one = SealedTextField(unique=True)
            two = SealedTextField(default="x")

            class Meta:
                app_label = "vault_unregistered"
                managed = False

        for name in ("one", "two"):
            assert "vault.E002" in [problem.id for problem in Odd._meta.get_field(name).check()]

    def test_a_renamed_column_keeps_its_old_cell(self):
        class Renamed(models.Model):  # noqa: DJ008
            id = models.UUIDField(primary_key=True, default=uuid.uuid4)
            full_name = SealedTextField(sealed_as=f"{TABLE}.name")

            class Meta:
                app_label = "vault_unregistered"
                managed = False

        row = uuid.uuid4()
        sealed = Diary._meta.get_field("name").seal_value("Asha", row=row)

        assert Renamed._meta.get_field("full_name").open_value(sealed.envelope, row=row) == "Asha"
