import datetime

import pytest
from django.utils import timezone

from organising.records import progress
from organising.records.counts import Level
from tests.organising.pairings.factories import CorridorFactory
from tests.organising.records.factories import RecordFactory
from tests.organising.targets.factories import OrganisingTargetFactory, TargetCycleFactory, months_ago
from tests.organising.unions.factories import UnionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return TargetCycleFactory()


@pytest.fixture
def union(cycle):
    union = UnionFactory(name="Himal", slug="himal")
    OrganisingTargetFactory(cycle=cycle, union=union, value=6000)
    OrganisingTargetFactory(cycle=cycle, floor=True)
    return union


class TestProgressOfAll:
    def test_keeps_what_is_verified_and_what_is_claimed_apart(self, cycle, union):
        for kwargs in ({"confirmed": True}, {}, {"queried": True}, {"refused": True}):
            RecordFactory(cycle=cycle, union=union, joined_count=100, **kwargs)
        found = progress.progress_of_all(timezone.now())
        assert (found.verified.workers, found.verified.level) == (100, Level.VERIFIED)
        assert (found.claimed.workers, found.claimed.level) == (200, Level.CLAIMED)

    def test_other_cycles_do_not_count(self, cycle, union):
        RecordFactory(cycle=TargetCycleFactory(closed=True), union=union, confirmed=True)
        assert progress.progress_of_all(timezone.now()).verified.workers == 0

    def test_parts_sum_to_the_whole(self, cycle, union):
        other = UnionFactory()
        for age in range(6):
            RecordFactory(
                cycle=cycle, union=union, joined_count=age + 1, month_date=months_ago(age), confirmed=True
            )
            RecordFactory(cycle=cycle, union=other, joined_count=age + 2, month_date=months_ago(age))
        found = progress.progress_of_all(timezone.now())
        assert sum(one.verified.workers for one in found.standings) == found.verified.workers
        assert sum(one.claimed.workers for one in found.standings) == found.claimed.workers
        assert sum(month.verified.workers for month in found.months) == found.verified.workers
        assert len(found.months) == 13

    def test_pace_is_over_the_months_in_which_anything_is_verified(self, cycle, union):
        for age in range(3, 9):
            RecordFactory(
                cycle=cycle, union=union, joined_count=60, month_date=months_ago(age), confirmed=True
            )
        for age in (0, 1, 2):
            RecordFactory(cycle=cycle, union=union, joined_count=60, month_date=months_ago(age))
        standing = progress.progress_of_all(timezone.now()).standings[0]
        assert standing.pace == 60
        assert standing.needed_pace == -(-(6000 - 360) // 24)

    def test_under_four_months_no_pace_is_known(self, union):
        cycle = progress.progress_of_all(timezone.now()).cycle
        cycle.starts_date = months_ago(3)
        cycle.save()
        for age in (1, 2, 3):
            RecordFactory(cycle=cycle, union=union, month_date=months_ago(age), confirmed=True)
        assert progress.progress_of_all(timezone.now()).standings[0].pace is None

    @pytest.mark.parametrize(("age", "is_silent"), [(0, False), (3, False), (4, True), (None, True)])
    def test_names_unions_that_report_nothing_for_three_months(self, cycle, union, age, is_silent):
        if age is not None:
            RecordFactory(cycle=cycle, union=union, month_date=months_ago(age))
        found = progress.progress_of_all(timezone.now())
        assert [one.union.name for one in found.silent] == (["Himal"] if is_silent else [])

    def test_a_union_without_a_target_is_in_the_table(self, cycle):
        RecordFactory(cycle=cycle, union=UnionFactory(name="Padma"))
        found = progress.progress_of_all(timezone.now())
        assert [(one.union.name, one.target_count) for one in found.standings] == [("Padma", None)]

    def test_nothing_is_needed_after_the_end(self, cycle, union):
        later = timezone.now() + datetime.timedelta(days=1000)
        assert progress.progress_of_all(later).standings[0].needed_pace is None

    def test_before_the_first_cycle_there_is_nothing(self):
        assert progress.progress_of_all(timezone.now()) is None
        assert progress.corridor_figures(CorridorFactory(), timezone.now()) is None


class TestPages:
    def test_the_number_carries_its_level_date_and_rule(self, client, cycle, union):
        RecordFactory(cycle=cycle, union=union, joined_count=1234, confirmed=True)
        RecordFactory(cycle=cycle, union=union, joined_count=567)
        page = client.get("/en/progress/").content.decode()
        assert "1,234" in page
        assert "567" in page
        assert "1,801" not in page
        assert "V2" in page
        assert f"counting rule {cycle.rule.version}" in page
        assert "At least 20,000 workers organised" in page

    def test_draws_time_in_the_direction_of_reading(self, client, cycle, union):
        RecordFactory(cycle=cycle, union=union, confirmed=True)
        left = client.get("/en/progress/").context["chart"].verified_line
        right = client.get("/ar/progress/").context["chart"].verified_line
        assert left.startswith("M0 1000")
        assert right.startswith("M1000 1000")

    def test_has_no_inline_style_and_no_script_of_its_own(self, client, cycle, union):
        page = client.get("/en/progress/").content.decode()
        assert " style=" not in page
        assert "<script>" not in page

    @pytest.mark.parametrize("address", ["/en/progress/", "/en/progress/himal/"])
    def test_may_be_kept_for_a_minute_by_any_cache(self, client, union, address):
        response = client.get(address)
        assert response["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies

    @pytest.mark.parametrize(("address", "queries"), [("/progress/", 5), ("/progress/himal/", 6)])
    def test_takes_the_same_queries_at_any_size_in_any_language(
        self, client, cycle, union, django_assert_num_queries, address, queries
    ):
        for language, size in (("en", 1), ("ar", 8)):
            for age in range(size):
                other = UnionFactory()
                RecordFactory(cycle=cycle, union=other, month_date=months_ago(age), confirmed=True)
                RecordFactory(cycle=cycle, union=union, month_date=months_ago(age))
            with django_assert_num_queries(queries):
                client.get(f"/{language}{address}")

    def test_before_the_first_cycle_the_pages_say_so(self, client):
        UnionFactory(slug="himal")
        for address in ("/en/progress/", "/en/progress/himal/"):
            assert "No target cycle is open yet." in client.get(address).content.decode()

    def test_an_unknown_union_is_not_found(self, client):
        assert client.get("/en/progress/nobody/").status_code == 404

    def test_unknown_is_never_shown_as_zero(self, client, union):
        page = client.get("/en/progress/himal/").content.decode()
        assert "not measured yet" in page
        assert "not known: too few months" in page

    def test_a_union_without_a_target_says_so(self, client, cycle):
        UnionFactory(slug="himal")
        page = client.get("/en/progress/himal/").content.decode()
        assert "This union has not set a target of its own." in page
