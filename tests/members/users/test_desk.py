import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse

from members.users import desk
from members.users.models import Role
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)


@pytest.fixture
def panels(monkeypatch):
    monkeypatch.setattr(desk, "_panels", {})


def panel(key="records", *, roles=(Role.ORGANISER,), waiting=0):
    return desk.Panel(
        key=key,
        label=key.title(),
        url_name="desk:home",
        roles=frozenset(roles),
        waiting=lambda user, now: waiting,
        hint=f"Look after {key}.",
    )


class TestPanels:
    def test_are_those_of_the_persons_roles(self, panels):
        desk.register_panel(panel("records"))
        desk.register_panel(panel("alerts", roles=(Role.CAMPAIGNER,), waiting=3))

        seen = desk.panels_for(make_user(roles=(Role.CAMPAIGNER,)), now=NOW)

        assert [(item.label, item.waiting) for item in seen] == [("Alerts", 3)]

    def test_cannot_share_a_key(self, panels):
        desk.register_panel(panel("records"))

        with pytest.raises(desk.PanelAlreadyRegistered):
            desk.register_panel(panel("records"))


class TestTheFirstPage:
    def get(self):
        client = signed_in(make_user(roles=(Role.ORGANISER,), second_factor=True), used_second_factor=True)
        return client.get(reverse("desk:home")).content.decode()

    def test_says_what_to_do_when_nothing_waits(self, panels):
        desk.register_panel(panel("records"))

        page = self.get()

        assert "Nothing waits for you." in page
        assert "Look after records." in page

    def test_opens_on_what_waits_most(self, panels):
        desk.register_panel(panel("records", waiting=2))
        desk.register_panel(panel("pairings", waiting=12))

        page = self.get()

        assert "Nothing waits for you." not in page
        assert page.index("Look after pairings.") < page.index("Look after records.")


class TestDeskView:
    def call(self, rf, user, *roles):
        @desk.desk_view(*roles)
        def view(request):
            return HttpResponse("in")

        request = rf.get("/en/desk/")
        request.user = user
        return view(request)

    def test_lets_in_who_has_the_role(self, rf):
        assert self.call(rf, make_user(roles=(Role.EDITOR,)), Role.EDITOR).status_code == 200

    def test_lets_in_any_staff_when_no_role_is_named(self, rf):
        assert self.call(rf, make_user(roles=(Role.MODERATOR,))).status_code == 200

    @pytest.mark.parametrize("roles", [(), (Role.ORGANISER,)])
    def test_refuses_others(self, rf, roles):
        with pytest.raises(PermissionDenied):
            self.call(rf, make_user(roles=roles), Role.EDITOR)

    def test_sends_strangers_to_sign_in(self, rf):
        from django.contrib.auth.models import AnonymousUser

        assert self.call(rf, AnonymousUser()).status_code == 302
