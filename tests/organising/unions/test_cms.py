"""Administrators manage unions in Wagtail; nobody else does."""

import datetime

import pytest
from django.urls import reverse

from members.users.models import Role
from organising.pairings.models import Corridor
from organising.targets.models import CountingRule, OrganisingTarget, TargetCycle, TargetRevision
from organising.unions.models import Affiliation, Mandate, NationalCentre, Union
from tests.members.users.factories import make_user
from tests.organising.pairings.factories import CorridorFactory
from tests.organising.targets.factories import (
    CountingRuleFactory,
    OrganisingTargetFactory,
    TargetCycleFactory,
)
from tests.organising.unions import factories

pytestmark = pytest.mark.django_db
MODELS = [
    Union,
    NationalCentre,
    Affiliation,
    Mandate,
    Corridor,
    TargetCycle,
    CountingRule,
    OrganisingTarget,
]


@pytest.fixture
def administrator():
    return factories.administrator()


@pytest.fixture
def cms(administrator):
    return factories.at_desk(administrator)


def address(model, page, *args):
    return reverse(f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}:{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestEverySnippet:
    def test_is_listed_and_can_be_added_by_an_administrator(self, cms, model):
        make = {
            Union: factories.UnionFactory,
            NationalCentre: factories.NationalCentreFactory,
            Affiliation: factories.AffiliationFactory,
            Mandate: factories.MandateFactory,
            Corridor: CorridorFactory,
            TargetCycle: TargetCycleFactory,
            CountingRule: CountingRuleFactory,
            OrganisingTarget: OrganisingTargetFactory,
        }[model]
        row = make()
        assert cms.get(address(model, "list")).status_code == 200
        assert cms.get(address(model, "add")).status_code == 200
        assert cms.get(address(model, "edit", row.pk)).status_code == 200

    def test_is_closed_to_other_staff(self, model):
        editor = make_user(roles=(Role.EDITOR, Role.CAMPAIGNER, Role.MODERATOR), second_factor=True)
        assert factories.at_desk(editor).get(address(model, "list")).status_code == 302


class TestMandatesInTheAdmin:
    def test_one_is_given_through_the_service(self, cms, administrator):
        union, person = factories.UnionFactory(), make_user(roles=(Role.ORGANISER,))
        typed = {"user": person.pk, "union": union.pk, "role": "officer", "from_date": "2026-01-01"}
        response = cms.post(address(Mandate, "add"), typed)
        assert response.status_code == 302
        assert Mandate.objects.get().given_by == administrator

    def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(self, cms):
        held = factories.MandateFactory()
        typed = {
            "user": held.user.pk,
            "union": held.union.pk,
            "role": held.role,
            "from_date": "2026-01-01",
        }
        response = cms.post(address(Mandate, "add"), typed)
        assert response.status_code == 200
        assert "already holds this mandate" in response.content.decode()
        assert "2026-01-01" in response.content.decode()

    def test_one_is_ended_and_never_deleted(self, cms):
        held = factories.MandateFactory()
        cms.post(address(Mandate, "edit", held.pk), {"until_date": "2026-01-31"})
        held.refresh_from_db()
        assert held.until_date == datetime.date(2026, 1, 31)
        assert cms.post(address(Mandate, "delete", held.pk)).status_code == 302
        assert Mandate.objects.filter(pk=held.pk).exists()

    def test_an_end_before_its_beginning_is_said_in_words(self, cms):
        held = factories.MandateFactory()
        response = cms.post(address(Mandate, "edit", held.pk), {"until_date": "2019-01-31"})
        assert "The last day is before the first day." in response.content.decode()


class TestTargetsInTheAdmin:
    def test_a_revision_keeps_the_old_value_and_needs_a_reason(self, cms):
        target = OrganisingTargetFactory(value=500)
        page = address(OrganisingTarget, "edit", target.pk)
        refused = cms.post(page, {"value": 600, "reason": ""})
        assert refused.status_code == 200
        cms.post(page, {"value": 600, "reason": "Two more factories."})
        revision = TargetRevision.objects.get()
        assert (revision.old_value, revision.new_value) == (500, 600)

    def test_the_floor_is_adopted_without_a_union(self, cms):
        cycle = TargetCycleFactory()
        cms.post(address(OrganisingTarget, "add"), {"cycle": cycle.pk, "union": "", "value": 20000})
        assert OrganisingTarget.objects.get().union is None

    def test_a_frozen_rule_does_not_change(self, cms):
        rule = CountingRuleFactory(frozen_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
        cms.post(address(CountingRule, "edit", rule.pk), {"version": 99, "text": "Everybody counts twice."})
        before = rule.text
        rule.refresh_from_db()
        assert rule.text == before

    def test_an_open_cycle_keeps_its_days_and_its_rule(self, cms):
        cycle = TargetCycleFactory()
        typed = {
            "name": "Renamed",
            "slug": "other",
            "starts_date": "2020-01-01",
            "ends_date": "2020-12-31",
            "rule": CountingRuleFactory().pk,
        }
        cms.post(address(TargetCycle, "edit", cycle.pk), typed)
        again = TargetCycle.objects.get()
        assert again.name == "Renamed"
        assert (again.starts_date, again.rule_id, again.slug) == (
            cycle.starts_date,
            cycle.rule_id,
            cycle.slug,
        )
