import pytest
from django.core.management import CommandError, call_command

from tests.members.users.factories import code_now, make_user

pytestmark = pytest.mark.django_db


class TestDemoCode:
    @pytest.mark.parametrize("who", ["asha", "asha@corridor.example", "ASHA@corridor.example"])
    def test_prints_the_code_of_a_sample_account(self, who, capsys):
        make_user(email="asha@corridor.example", second_factor=True)

        call_command("demo_code", who)

        assert capsys.readouterr().out.strip() in {code_now(), code_now(step=-1)}

    @pytest.mark.parametrize("who", ["asha@mail.example", "asha@corridor.example.evil.example"])
    def test_refuses_anybody_else(self, who):
        make_user(email="asha@mail.example", second_factor=True)

        with pytest.raises(CommandError, match="Only sample accounts"):
            call_command("demo_code", who)

    def test_says_when_there_is_no_app(self):
        with pytest.raises(CommandError, match="no authenticator app"):
            call_command("demo_code", "nobody")
