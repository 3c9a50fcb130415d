import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from organising.records import calendar, history, photos, services
from organising.records.models import (
    Evidence,
    RecordState,
    RecruitmentRecord,
    RowIsFinal,
    Verdict,
    Verification,
)
from tests.organising.pairings.factories import CorridorFactory
from tests.organising.records.factories import SECRET_PLACE, RecordFactory, jpeg
from tests.organising.targets.factories import TargetCycleFactory, months_ago
from tests.organising.unions.factories import (
    MandateFactory,
    UnionFactory,
    administrator,
    officer_of,
    organiser_of,
    verifier_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def union():
    return UnionFactory()


def add(union, now, **kwargs):
    by = kwargs.pop("by", None) or organiser_of(union)
    defaults = {"month": now.date(), "joined_count": 7, "corridor": None, "note": "", "evidence": None}
    return services.add_record(union=union, by=by, now=now, **(defaults | kwargs))


class TestAddRecord:
    def test_is_a_claim_in_the_open_cycle(self, union, now):
        cycle = TargetCycleFactory()
        corridor = CorridorFactory()
        record = add(union, now, corridor=corridor, note=" At the airport. ")
        assert (record.state, record.cycle, record.month_date) == (
            RecordState.CLAIMED,
            cycle,
            calendar.first_of(now.date()),
        )
        assert (record.note, record.corridor) == ("At the airport.", corridor)

    @pytest.mark.parametrize("who", [officer_of, verifier_of])
    def test_needs_an_organiser(self, union, now, who):
        TargetCycleFactory()
        with pytest.raises(services.OrganiserMandateMissing):
            add(union, now, by=who(union))

    def test_needs_a_mandate_of_this_union_in_force(self, union, now):
        TargetCycleFactory()
        for by in (
            organiser_of(UnionFactory()),
            MandateFactory(union=union, expired=True).user,
            administrator(),
        ):
            with pytest.raises(services.OrganiserMandateMissing):
                add(union, now, by=by)

    @pytest.mark.parametrize("joined_count", [0, -3, 100_001])
    def test_counts_from_one_to_a_hundred_thousand(self, union, now, joined_count):
        TargetCycleFactory()
        with pytest.raises(services.CountOutOfRange):
            add(union, now, joined_count=joined_count)

    def test_refuses_a_month_that_has_not_begun(self, union, now):
        TargetCycleFactory()
        with pytest.raises(services.MonthInFuture):
            add(union, now, month=months_ago(-1))

    def test_refuses_a_month_outside_the_open_cycle(self, union, now):
        TargetCycleFactory(starts_date=months_ago(2))
        add(union, now, month=months_ago(2))
        with pytest.raises(services.NoOpenCycle):
            add(union, now, month=months_ago(3))

    def test_refuses_when_no_cycle_is_open(self, union, now):
        TargetCycleFactory(closed=True)
        with pytest.raises(services.NoOpenCycle):
            add(union, now)

    def test_refuses_a_corridor_of_other_countries(self, union, now):
        TargetCycleFactory()
        with pytest.raises(services.CorridorElsewhere):
            add(union, now, corridor=CorridorFactory(origin="BD", destination="QA"))

    def test_is_added_once_however_often_it_is_sent(self, union, now):
        TargetCycleFactory()
        reference, by = uuid.uuid4(), organiser_of(union)
        first = add(union, now, by=by, reference=reference)
        with pytest.raises(services.RecordAlreadyAdded) as again:
            add(union, now, by=by, reference=reference)
        assert again.value.record == first
        assert RecruitmentRecord.objects.count() == 1

    def test_says_nothing_about_another_unions_record_with_that_id(self, union, now):
        cycle = TargetCycleFactory()
        known = RecordFactory(cycle=cycle)
        with pytest.raises(services.ReferenceTaken):
            add(union, now, reference=known.pk)

    def test_seals_the_photo_without_its_metadata(self, union, now):
        TargetCycleFactory()
        record = add(union, now, evidence=photos.redraw(jpeg()))
        evidence = Evidence.objects.get(record=record)
        assert evidence.image.startswith(b"\xff\xd8")
        assert SECRET_PLACE not in evidence.image
        stored = Evidence.objects.values_list("image", flat=True).get()
        assert not stored.envelope.startswith(b"\xff\xd8")


class TestTheDatabase:
    @pytest.mark.parametrize(
        "field",
        [{"joined_count": 0}, {"month_date": datetime.date(2026, 1, 2)}, {"month_date": months_ago(-2)}],
    )
    def test_refuses_what_no_service_lets_through(self, field):
        cycle = TargetCycleFactory()
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordFactory(cycle=cycle, **field)


@pytest.fixture
def record(union):
    return RecordFactory(union=union, recorded_by=organiser_of(union))


def verify(record, verifier_union, now, *, verdict=Verdict.CONFIRMED, note="", by=None):
    return services.verify_record(
        record=record,
        verdict=verdict,
        note=note,
        by=by or verifier_of(verifier_union),
        verifying_union=verifier_union,
        now=now,
    )


class TestVerifyRecord:
    @pytest.mark.parametrize(
        ("verdict", "note"), [("confirmed", ""), ("queried", "Who?"), ("refused", "No.")]
    )
    def test_the_record_takes_the_verdict_as_its_state(self, record, now, verdict, note):
        other = UnionFactory()
        verify(record, other, now, verdict=verdict, note=note)
        record.refresh_from_db()
        kept = Verification.objects.get()
        assert record.state == verdict
        assert (kept.verdict, kept.verifying_union) == (verdict, other)

    def test_nobody_verifies_what_she_entered_herself(self, record, now):
        other = UnionFactory()
        MandateFactory(user=record.recorded_by, union=other, verifier=True)
        with pytest.raises(services.VerifierIsRecorder):
            verify(record, other, now, by=record.recorded_by)

    def test_nobody_verifies_for_the_union_that_claims(self, record, now):
        with pytest.raises(services.VerifierOfClaimingUnion):
            verify(record, record.union, now)

    @pytest.mark.parametrize("role", ["organiser", "verifier", "officer"])
    def test_nobody_who_acts_for_the_claiming_union_verifies_from_another(self, record, now, role):
        other = UnionFactory()
        by = verifier_of(other)
        MandateFactory(user=by, union=record.union, role=role)
        with pytest.raises(services.VerifierOfClaimingUnion):
            verify(record, other, now, by=by)

    @pytest.mark.parametrize("who", ["organiser", "officer", "expired", "elsewhere", "administrator"])
    def test_needs_a_verifiers_mandate_in_force(self, record, now, who):
        other = UnionFactory()
        by = {
            "organiser": lambda: organiser_of(other),
            "officer": lambda: officer_of(other),
            "expired": lambda: MandateFactory(union=other, verifier=True, expired=True).user,
            "elsewhere": lambda: verifier_of(UnionFactory()),
            "administrator": administrator,
        }[who]()
        with pytest.raises(services.VerifierMandateMissing):
            verify(record, other, now, by=by)

    @pytest.mark.parametrize("verdict", [Verdict.QUERIED, Verdict.REFUSED])
    def test_a_question_and_a_refusal_need_a_reason(self, record, now, verdict):
        with pytest.raises(services.NoteMissing):
            verify(record, UnionFactory(), now, verdict=verdict, note=" ")

    @pytest.mark.parametrize("state", ["confirmed", "refused", "queried"])
    def test_only_a_claim_waits_for_a_verdict(self, now, state):
        with pytest.raises(services.RecordNotWaiting):
            verify(RecordFactory(state=state), UnionFactory(), now)

    def test_a_verdict_is_never_rewritten(self, record, now):
        verification = verify(record, UnionFactory(), now)
        verification.note = "Changed."
        with pytest.raises(RowIsFinal):
            verification.save()


class TestAnswerQuery:
    def test_makes_it_a_claim_again_that_anybody_elsewhere_can_confirm(self, record, now):
        other = UnionFactory()
        verifier = verifier_of(other)
        verify(record, other, now, verdict=Verdict.QUERIED, note="Who?", by=verifier)
        services.answer_query(record=record, note="The forms.", by=record.recorded_by, now=now)
        record.refresh_from_db()
        assert record.state == RecordState.CLAIMED
        verify(record, other, now, by=verifier)
        record.refresh_from_db()
        assert record.state == RecordState.CONFIRMED
        assert record.verifications.count() == 2

    def test_is_the_claiming_unions(self, now):
        with pytest.raises(services.OrganiserMandateMissing):
            services.answer_query(
                record=RecordFactory(queried=True), note="I know.", by=organiser_of(UnionFactory()), now=now
            )

    def test_says_something(self, now):
        queried = RecordFactory(queried=True)
        with pytest.raises(services.NoteMissing):
            services.answer_query(record=queried, note=" ", by=organiser_of(queried.union), now=now)

    @pytest.mark.parametrize("state", ["claimed", "confirmed", "refused"])
    def test_answers_a_question_alone(self, now, state):
        record = RecordFactory(state=state)
        with pytest.raises(services.RecordNotQueried):
            services.answer_query(record=record, note="Yes.", by=organiser_of(record.union), now=now)


class TestTakeOverRecords:
    def entries(self, union, other, now, count=40):
        decision = history.Decision(verdict="confirmed", verifying_union=other, at=now)
        return [
            history.PastRecord(
                reference=uuid.uuid5(uuid.NAMESPACE_URL, f"{union.slug}/{number}"),
                union=union,
                month=months_ago(number % 12),
                joined_count=5,
                recorded_at=now,
                decision=decision if number % 2 else None,
            )
            for number in range(count)
        ]

    def test_takes_a_few_statements_and_nothing_twice(self, union, now, django_assert_num_queries):
        TargetCycleFactory()
        entries = self.entries(union, UnionFactory(), now)
        with django_assert_num_queries(6):
            assert history.take_over_records(entries=entries, now=now) == 40
        assert history.take_over_records(entries=entries, now=now) == 0
        assert RecruitmentRecord.objects.filter(state="confirmed").count() == 20
        assert Verification.objects.count() == 20

    def test_one_bad_line_and_nothing_is_written(self, union, now):
        TargetCycleFactory()
        entries = self.entries(union, union, now)
        with pytest.raises(services.VerifierOfClaimingUnion):
            history.take_over_records(entries=entries, now=now)
        assert not RecruitmentRecord.objects.exists()
