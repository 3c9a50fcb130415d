import datetime

import pytest
from django.utils import timezone

from organising.unions import permissions, services
from organising.unions.models import Affiliation, Mandate, MandateRole, Union
from tests.members.users.factories import make_user
from tests.organising.unions import factories

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 5, 10)
NOW = datetime.datetime(2026, 5, 10, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


def give(union, user=None, **kwargs):
    defaults = {"role": MandateRole.ORGANISER, "from_date": TODAY, "now": NOW}
    kwargs = {"by": kwargs.pop("by", None) or factories.administrator(), **defaults, **kwargs}
    return services.give_mandate(user=user or make_user(), union=union, **kwargs)


class TestGiveMandate:
    def test_is_in_force_on_its_first_and_last_day_and_not_beside_them(self):
        union = factories.UnionFactory()
        mandate = give(union, until_date=TODAY + 3 * DAY)

        days = [TODAY - DAY, TODAY, TODAY + 3 * DAY, TODAY + 4 * DAY]
        in_force = [permissions.can_act_for_union(mandate.user, union, on=day) for day in days]

        assert in_force == [False, True, True, False]

    def test_remembers_who_gave_it(self):
        administrator = factories.administrator()
        assert give(factories.UnionFactory(), by=administrator).given_by == administrator

    def test_only_an_administrator_gives_one(self):
        union = factories.UnionFactory()
        with pytest.raises(services.NotAdministrator):
            give(union, by=factories.officer_of(union))

    def test_its_last_day_is_not_before_its_first(self):
        with pytest.raises(services.MandateEndsBeforeItBegins):
            give(factories.UnionFactory(), until_date=TODAY - DAY)

    @pytest.mark.parametrize(
        ("first", "last", "overlaps"),
        [(0, 5, True), (10, None, True), (-5, 0, True), (-5, -1, False), (11, None, False)],
    )
    def test_two_of_the_same_kind_never_overlap(self, first, last, overlaps):
        mandate = give(factories.UnionFactory(), until_date=TODAY + 10 * DAY)
        again = {
            "user": mandate.user,
            "from_date": TODAY + first * DAY,
            "until_date": None if last is None else TODAY + last * DAY,
        }
        if overlaps:
            with pytest.raises(services.MandateAlreadyHeld):
                give(mandate.union, **again)
        else:
            give(mandate.union, **again)

    def test_another_role_beside_it_is_possible(self):
        mandate = give(factories.UnionFactory())
        give(mandate.union, mandate.user, role=MandateRole.OFFICER)
        assert Mandate.objects.count() == 2

    def test_a_deactivated_account_acts_for_nobody(self):
        mandate = give(factories.UnionFactory())
        mandate.user.is_active = False
        assert not permissions.can_act_for_union(mandate.user, mandate.union, on=TODAY)


class TestEndMandate:
    def test_sets_the_last_day(self):
        mandate = give(factories.UnionFactory())
        services.end_mandate(mandate=mandate, until_date=TODAY, by=factories.administrator(), now=NOW)
        assert not permissions.can_act_for_union(mandate.user, mandate.union, on=TODAY + DAY)

    def test_never_prolongs_one(self):
        mandate = give(factories.UnionFactory(), until_date=TODAY)
        with pytest.raises(services.MandateAlreadyEnded):
            services.end_mandate(
                mandate=mandate, until_date=TODAY + DAY, by=factories.administrator(), now=NOW
            )

    def test_does_not_end_before_it_began(self):
        mandate = give(factories.UnionFactory())
        with pytest.raises(services.MandateEndsBeforeItBegins):
            services.end_mandate(
                mandate=mandate, until_date=TODAY - DAY, by=factories.administrator(), now=NOW
            )

    def test_only_an_administrator_ends_one(self):
        mandate = give(factories.UnionFactory())
        with pytest.raises(services.NotAdministrator):
            services.end_mandate(mandate=mandate, until_date=TODAY, by=mandate.user, now=NOW)


class TestAffiliateUnion:
    def affiliate(self, union, centre, since, by=None):
        return services.affiliate_union(
            union=union, centre=centre, since_date=since, by=by or factories.administrator(), now=NOW
        )

    def test_ends_the_affiliation_before_it_the_day_before(self):
        union = factories.UnionFactory()
        first = self.affiliate(union, factories.NationalCentreFactory(), TODAY - 100 * DAY)
        self.affiliate(union, factories.NationalCentreFactory(), TODAY)
        first.refresh_from_db()
        assert first.until_date == TODAY - DAY

    def test_a_centre_of_another_country_is_refused(self):
        with pytest.raises(services.CentreInAnotherCountry):
            self.affiliate(factories.UnionFactory(), factories.NationalCentreFactory(country="MY"), TODAY)

    def test_nothing_is_put_before_a_later_affiliation(self):
        union, centre = factories.UnionFactory(), factories.NationalCentreFactory()
        self.affiliate(union, centre, TODAY)
        with pytest.raises(services.AffiliationOverlaps):
            self.affiliate(union, centre, TODAY - DAY)
        assert Affiliation.objects.count() == 1

    def test_only_an_administrator_affiliates(self):
        union = factories.UnionFactory()
        with pytest.raises(services.NotAdministrator):
            self.affiliate(union, factories.NationalCentreFactory(), TODAY, by=factories.officer_of(union))


class TestActedForBy:
    def test_lists_the_unions_of_mandates_in_force_in_that_role(self):
        held = factories.MandateFactory(officer=True)
        factories.MandateFactory(user=held.user, expired=True)
        today = timezone.now().date()

        assert list(Union.objects.acted_for_by(held.user, on=today)) == [held.union]
        assert not Union.objects.acted_for_by(held.user, on=today, role=MandateRole.VERIFIER)
