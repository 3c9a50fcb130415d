import pytest

from organising.targets.models import CycleState, OrganisingTarget, TargetRevision
from tests.organising.targets.factories import OrganisingTargetFactory, TargetCycleFactory
from tests.organising.unions.factories import UnionFactory, administrator, at_desk, officer_of, organiser_of

pytestmark = pytest.mark.django_db


def test_the_page_says_why_it_is_empty():
    page = at_desk(administrator()).get("/en/desk/targets/").content.decode()
    assert "No target cycle has been opened." in page


def test_an_officer_is_asked_for_her_unions_target_and_adopts_it():
    TargetCycleFactory()
    union = UnionFactory(name="Himal")
    client = at_desk(officer_of(union))
    assert "Your union has no target of its own" in client.get("/en/desk/targets/").content.decode()
    page = f"/en/desk/targets/unions/{union.slug}/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"value": "६०००"}).status_code == 302
    assert OrganisingTarget.objects.get().value == 6000


@pytest.mark.parametrize("typed", ["-5", "many", "", "1.5", "99999999"])
def test_bad_numbers_are_said_and_kept(typed):
    TargetCycleFactory()
    union = UnionFactory()
    response = at_desk(officer_of(union)).post(f"/en/desk/targets/unions/{union.slug}/", {"value": typed})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Write a whole number from 1 to 1,000,000." in page
    assert f'value="{typed}"' in page or typed == ""


def test_a_revision_without_a_reason_is_refused_and_with_one_is_listed():
    target = OrganisingTargetFactory(value=1000)
    client = at_desk(officer_of(target.union))
    page = f"/en/desk/targets/unions/{target.union.slug}/"
    assert client.post(page, {"value": "1200", "reason": ""}).status_code == 422
    client.post(page, {"value": "1200", "reason": "Two more factories."})
    assert TargetRevision.objects.count() == 1
    assert "Two more factories." in client.get("/en/desk/targets/").content.decode()


def test_others_cannot_reach_a_target():
    target = OrganisingTargetFactory()
    client = at_desk(organiser_of(target.union))
    assert client.get(f"/en/desk/targets/unions/{target.union.slug}/").status_code == 403
    assert client.get("/en/desk/targets/floor/").status_code == 403


def test_an_administrator_sets_the_floor_and_opens_and_closes_cycles():
    cycle = TargetCycleFactory(planned=True)
    client = at_desk(administrator())
    assert client.get(f"/en/desk/targets/open/{cycle.slug}/").status_code == 200
    cycle.refresh_from_db()
    assert cycle.state == CycleState.PLANNED
    client.post(f"/en/desk/targets/open/{cycle.slug}/")
    client.post("/en/desk/targets/floor/", {"value": "20000"})
    assert "20,000" in client.get("/en/desk/targets/").content.decode()
    client.post(f"/en/desk/targets/close/{cycle.slug}/")
    cycle.refresh_from_db()
    assert cycle.state == CycleState.CLOSED


def test_the_list_takes_the_same_queries_at_two_sizes(django_assert_num_queries):
    cycle = TargetCycleFactory()
    client = at_desk(administrator())
    client.get("/en/desk/targets/")
    taken = []
    for size in (1, 6):
        for _ in range(size):
            OrganisingTargetFactory(cycle=cycle)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            client.get("/en/desk/targets/")
        taken.append(len(captured))
    assert taken[0] == taken[1]
