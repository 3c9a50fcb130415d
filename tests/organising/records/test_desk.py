import csv
import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organising.records import photos
from organising.records.models import Evidence, RecordState, RecruitmentRecord, Verification
from tests.members.users.factories import make_user, signed_in
from tests.organising.pairings.factories import CorridorFactory
from tests.organising.records.factories import RecordFactory, jpeg, png_bomb
from tests.organising.targets.factories import TargetCycleFactory, months_ago
from tests.organising.unions.factories import (
    MandateFactory,
    UnionFactory,
    administrator,
    at_desk,
    organiser_of,
    verifier_of,
)

pytestmark = pytest.mark.django_db
ADD = "/en/desk/records/add/"
LIST = "/en/desk/records/"


@pytest.fixture
def cycle():
    return TargetCycleFactory()


@pytest.fixture
def union():
    return UnionFactory(name="Himal")


@pytest.fixture
def desk(union, cycle):
    return at_desk(organiser_of(union))


def this_month():
    return f"{months_ago(0):%Y-%m}"


def typed(union, **kwargs):
    return {
        "joined_count": "12",
        "month": this_month(),
        "union": union.pk,
        "corridor": "",
        "note": "At the airport.",
        "reference": str(uuid.uuid4()),
    } | kwargs


class TestAdd:
    def test_everything_but_the_number_is_filled_in(self, desk, union):
        form = desk.get(ADD).context["form"]
        assert f"{form['month'].initial:%Y-%m}" == this_month()
        assert form["union"].initial == union
        assert form["union"].is_hidden

    def test_adds_a_claim(self, desk, union):
        response = desk.post(ADD, typed(union, joined_count="१२"))
        record = RecruitmentRecord.objects.get()
        assert response["Location"] == reverse("desk_records:detail", args=[record.pk])
        assert (record.joined_count, record.state) == (12, RecordState.CLAIMED)

    def test_sending_it_twice_adds_it_once(self, desk, union):
        sent = typed(union)
        desk.post(ADD, sent)
        response = desk.post(ADD, sent, follow=True)
        assert "This record has been added already." in response.content.decode()
        assert RecruitmentRecord.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("joined_count", "-5", "a whole number from 1 to 100,000"),
            ("joined_count", "0", "a whole number from 1 to 100,000"),
            ("joined_count", "100001", "a whole number from 1 to 100,000"),
            ("joined_count", "twelve", "a whole number from 1 to 100,000"),
            ("joined_count", "1" * 5000, "a whole number from 1 to 100,000"),
            ("joined_count", "", "Write how many workers joined."),
            ("month", "2999-01", "This month has not begun."),
            ("month", "1999-01", "This month is not in the open target cycle."),
            ("month", "2026-13", "Write the month as year and month"),
            ("month", "March", "Write the month as year and month"),
            ("month", "", "Choose a month."),
            ("corridor", "999999", "at neither end of this corridor"),
            ("note", "x" * 301, "300"),
            ("note", "a\x00b", "Null characters"),
            ("reference", "no-uuid", "UUID"),
        ],
    )
    def test_bad_input_is_said_clearly_and_nothing_is_lost(self, desk, union, field, value, said):
        sent = typed(union, note="A careful note.") | {field: value}
        response = desk.post(ADD, sent)
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        assert not RecruitmentRecord.objects.exists()
        if field != "note":
            assert "A careful note." in page
        if field == "joined_count" and len(value) < 10:
            assert f'value="{value}"' in page or value == ""

    def test_another_union_cannot_be_smuggled_in(self, desk, union):
        response = desk.post(ADD, typed(UnionFactory(), note="A careful note."))
        assert response.status_code == 422
        assert "You hold no organiser&#x27;s mandate" in response.content.decode()
        assert not RecruitmentRecord.objects.exists()

    def test_a_mandate_that_expired_is_explained(self, union, cycle):
        client = at_desk(MandateFactory(union=union, expired=True).user)
        page = client.get(ADD)
        assert "it may have ended" in page.content.decode()
        assert client.post(ADD, typed(union)).status_code == 403

    def test_without_an_open_cycle_the_page_says_who_opens_one(self, union):
        page = at_desk(organiser_of(union)).get(ADD).content.decode()
        assert "An administrator opens the next one." in page

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"GIF89a no photo", "We cannot read this file as a photo."),
            (b"", "empty"),
            (png_bomb(), "more than 50 million pixels"),
            (b"\xff\xd8\xff" + b"0" * photos.MOST_BYTES, "too large"),
        ],
        ids=["no image", "empty", "bomb", "oversized"],
    )
    def test_a_bad_photo_is_refused_and_the_rest_stays(self, desk, union, data, said):
        photo = SimpleUploadedFile("photo.jpg", data, content_type="image/jpeg")
        response = desk.post(ADD, typed(union, joined_count="34", note="A careful note.", photo=photo))
        page = response.content.decode()
        assert response.status_code == 422
        assert said in page
        assert "A careful note." in page
        assert 'value="34"' in page
        assert "Choose the photo again" in page
        assert not RecruitmentRecord.objects.exists()

    def test_a_photo_is_sealed_and_shown_to_those_who_may_see_the_record(self, desk, union):
        photo = SimpleUploadedFile("IMG_Dormitory_7.jpg", jpeg(), content_type="image/jpeg")
        desk.post(ADD, typed(union, photo=photo))
        evidence = Evidence.objects.get()
        page = reverse("desk_records:photo", args=[evidence.record_id, evidence.pk])
        response = desk.get(page)
        assert response["Content-Type"] == "image/jpeg"
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response.content == evidence.image
        assert at_desk(verifier_of(UnionFactory())).get(page).status_code == 200
        assert at_desk(organiser_of(UnionFactory())).get(page).status_code == 404
        other = RecordFactory(cycle=evidence.record.cycle, union=union)
        swapped = reverse("desk_records:photo", args=[other.pk, evidence.pk])
        assert desk.get(swapped).status_code == 404


class TestList:
    def test_shows_my_unions_records_alone(self, desk, union, cycle):
        RecordFactory(cycle=cycle, union=union, joined_count=4321)
        RecordFactory(cycle=cycle, joined_count=9876)
        page = desk.get(LIST).content.decode()
        assert "4,321" in page
        assert "9,876" not in page

    def test_filters_by_state_and_month(self, desk, union, cycle):
        RecordFactory(cycle=cycle, union=union, confirmed=True, month_date=months_ago(2))
        RecordFactory(cycle=cycle, union=union, month_date=months_ago(2))
        RecordFactory(cycle=cycle, union=union, confirmed=True, month_date=months_ago(3))
        response = desk.get(LIST, {"state": "confirmed", "month": f"{months_ago(2):%Y-%m}"})
        assert response.context["page"].paginator.count == 1

    @pytest.mark.parametrize("query", [{"state": "nonsense"}, {"month": "yesterday"}, {"page": "99999"}])
    def test_a_strange_filter_is_no_error_page(self, desk, union, cycle, query):
        RecordFactory(cycle=cycle, union=union)
        response = desk.get(LIST, query)
        assert response.status_code == 200
        assert response.context["page"].paginator.count == 1

    def test_every_empty_list_says_why(self, desk, union, cycle):
        assert "Your union has no records in this cycle yet." in desk.get(LIST).content.decode()
        RecordFactory(cycle=cycle, union=union)
        filtered = desk.get(LIST, {"state": "refused"}).content.decode()
        assert "No record matches this filter." in filtered
        without = at_desk(MandateFactory(expired=True).user)
        assert "You act for no union today." in without.get(LIST).content.decode()
        assert "You are no verifier today." in without.get(f"{LIST}to-verify/").content.decode()
        assert "You are no organiser of a union today." in without.get(f"{LIST}to-answer/").content.decode()
        verifier = at_desk(verifier_of(union))
        assert "No claim waits for you." in verifier.get(f"{LIST}to-verify/").content.decode()
        assert "No verifier waits for an answer." in desk.get(f"{LIST}to-answer/").content.decode()

    def test_comes_in_pages_and_takes_the_same_queries(self, desk, union, cycle):
        desk.get(LIST)
        taken = []
        for size in (2, 40):
            corridor = CorridorFactory()
            for _ in range(size):
                RecordFactory(cycle=cycle, union=union, corridor=corridor, recorded_by=make_user())
            with CaptureQueriesContext(connection) as captured:
                response = desk.get(LIST)
            taken.append(len(captured))
        assert taken[0] == taken[1]
        assert len(response.context["page"].object_list) == 25
        assert "?page=2" in response.content.decode()

    def test_an_administrator_reads_every_union(self, union, cycle):
        RecordFactory(cycle=cycle, joined_count=9876)
        assert "9,876" in at_desk(administrator()).get(LIST).content.decode()

    def test_is_closed_to_members_and_strangers(self, client, cycle):
        assert client.get(LIST).status_code == 302
        assert signed_in(make_user()).get(LIST).status_code == 403


class TestExport:
    def test_is_the_filtered_list_with_formulas_made_harmless(self, desk, union, cycle):
        RecordFactory(cycle=cycle, union=union, note='=HYPERLINK("http://evil.example")', confirmed=True)
        RecordFactory(cycle=cycle, union=union, note="Not in the filter.")
        RecordFactory(cycle=cycle, note="Another union.")
        response = desk.get("/en/desk/records/export.csv", {"state": "confirmed"})
        text = b"".join(response.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) == 2
        assert rows[1][5].startswith("'=HYPERLINK")
        assert "no-store" in response["Cache-Control"]
        assert "attachment" in response["Content-Disposition"]


class TestVerify:
    def post(self, client, record, **sent):
        return client.post(reverse("desk_records:verify", args=[record.pk]), sent)

    def test_a_claim_stands_in_the_queue_and_leaves_it_confirmed(self, union, cycle):
        record = RecordFactory(cycle=cycle, union=union)
        other = UnionFactory()
        client = at_desk(verifier_of(other))
        assert list(client.get(f"{LIST}to-verify/").context["page"]) == [record]
        page = client.get(reverse("desk_records:detail", args=[record.pk]))
        assert page.context["verify_form"]["verifying_union"].initial == other
        self.post(client, record, verdict="confirmed", verifying_union=other.pk)
        record.refresh_from_db()
        assert record.state == RecordState.CONFIRMED
        assert not client.get(f"{LIST}to-verify/").context["page"].object_list

    def test_a_refusal_without_a_reason_keeps_the_page(self, union, cycle):
        record = RecordFactory(cycle=cycle, union=union)
        other = UnionFactory()
        client = at_desk(verifier_of(other))
        response = self.post(client, record, verdict="refused", verifying_union=other.pk, note=" ")
        assert response.status_code == 422
        assert "Say why in a sentence" in response.content.decode()

    def test_a_forged_verdict_is_refused(self, union, cycle):
        record = RecordFactory(cycle=cycle, union=union)
        other = UnionFactory()
        client = at_desk(verifier_of(other))
        response = self.post(client, record, verdict="certainly", verifying_union=other.pk, note="Mine.")
        assert response.status_code == 422
        assert "Mine." in response.content.decode()

    def test_two_verifiers_at_once_get_one_verdict(self, union, cycle):
        record = RecordFactory(cycle=cycle, union=union)
        first, second = UnionFactory(), UnionFactory()
        late = at_desk(verifier_of(second))
        late.get(reverse("desk_records:detail", args=[record.pk]))
        self.post(
            at_desk(verifier_of(first)), record, verdict="queried", note="Who?", verifying_union=first.pk
        )
        assert self.post(late, record, verdict="confirmed", verifying_union=second.pk).status_code in {
            404,
            422,
        }
        assert Verification.objects.count() == 1

    @pytest.mark.parametrize("who", ["organiser", "verifier"])
    def test_nobody_of_the_claiming_union_verifies_it(self, union, cycle, who):
        record = RecordFactory(cycle=cycle, union=union)
        user = {"organiser": organiser_of, "verifier": verifier_of}[who](union)
        response = self.post(at_desk(user), record, verdict="confirmed", verifying_union=union.pk)
        assert response.status_code == 422
        record.refresh_from_db()
        assert record.state == RecordState.CLAIMED

    def test_an_administrator_verifies_nothing(self, union, cycle):
        record = RecordFactory(cycle=cycle, union=union)
        response = self.post(at_desk(administrator()), record, verdict="confirmed", verifying_union=union.pk)
        assert response.status_code == 422
        assert "no verifier" in response.content.decode()


class TestAnswer:
    def test_a_question_is_answered_and_the_history_shows_it(self, desk, union, cycle):
        record = RecordFactory(cycle=cycle, union=union)
        other = UnionFactory(name="Straits")
        at_desk(verifier_of(other)).post(
            reverse("desk_records:verify", args=[record.pk]),
            {"verdict": "queried", "note": "Who stands on both lists?", "verifying_union": other.pk},
        )
        assert list(desk.get(f"{LIST}to-answer/").context["page"]) == [record]
        detail = reverse("desk_records:detail", args=[record.pk])
        assert "Who stands on both lists?" in desk.get(detail).content.decode()
        answer = reverse("desk_records:answer", args=[record.pk])
        assert desk.post(answer, {"note": ""}).status_code == 422
        page = desk.post(answer, {"note": "Nobody does."}, follow=True).content.decode()
        assert "Nobody does." in page
        record.refresh_from_db()
        assert record.state == RecordState.CLAIMED

    def test_a_stranger_does_not_find_a_record(self, union, cycle):
        record = RecordFactory(cycle=cycle, union=union, queried=True)
        stranger = at_desk(organiser_of(UnionFactory()))
        assert stranger.get(reverse("desk_records:detail", args=[record.pk])).status_code == 404
        answer = reverse("desk_records:answer", args=[record.pk])
        assert stranger.post(answer, {"note": "I know."}).status_code == 404


def test_a_get_changes_nothing(desk, union, cycle):
    record = RecordFactory(cycle=cycle, union=union, queried=True)
    for name in ("verify", "answer"):
        assert desk.get(reverse(f"desk_records:{name}", args=[record.pk])).status_code == 405
    record.refresh_from_db()
    assert record.state == RecordState.QUERIED


def test_the_desk_counts_what_waits(desk, union, cycle):
    RecordFactory(cycle=cycle, union=union, queried=True)
    waiting = {panel["url"]: panel["waiting"] for panel in desk.get(LIST).context["desk_nav"]}
    assert waiting["/en/desk/records/to-answer/"] == 1
    assert waiting["/en/desk/records/to-verify/"] == 0
