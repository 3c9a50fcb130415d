import base64
import pickle

import pytest

from members.vault import keyring
from members.vault.checks import check_keys
from members.vault.keyring import Keyring, MalformedKey

KEY_A = base64.urlsafe_b64encode(b"a" * 32).decode()
KEY_B = base64.urlsafe_b64encode(b"b" * 32).decode()


class TestParsing:
    def test_the_first_key_seals_and_all_open(self):
        ring = Keyring.parse(f"7:{KEY_A}, 3:{KEY_B.rstrip('=')}")

        assert ring.primary_id == 7
        assert ring.primary == b"a" * 32
        assert ring.get(3) == b"b" * 32
        assert ring.get(4) is None

    @pytest.mark.parametrize(
        "text",
        [
            "",
            KEY_A,
            f"0:{KEY_A}",
            f"65536:{KEY_A}",
            f"-1:{KEY_A}",
            f"x:{KEY_A}",
            "1:",
            "1:short",
            "1:not base64!",
            f"1:{KEY_A}{KEY_A}",
            f"1:{KEY_A},1:{KEY_B}",
            f"1:{KEY_A},2:{KEY_A}",
            f"1:{KEY_A},",
        ],
    )
    def test_a_malformed_keyring_is_refused_without_showing_keys(self, text):
        with pytest.raises(MalformedKey) as caught:
            Keyring.parse(text)

        assert KEY_A not in str(caught.value)

    def test_a_keyring_shows_no_keys_and_is_not_pickled(self):
        ring = Keyring.parse(f"1:{KEY_A}")

        assert "aaaa" not in repr(ring)
        with pytest.raises(TypeError):
            pickle.dumps(ring)


class TestSettings:
    def test_a_change_of_the_settings_is_seen(self, settings):
        settings.VAULT_KEYS = f"5:{KEY_A}"
        assert Keyring.from_settings().primary_id == 5

        settings.VAULT_KEYS = f"6:{KEY_A}"
        assert Keyring.from_settings().primary_id == 6

    def test_the_system_check_names_a_bad_key(self, settings):
        settings.VAULT_KEYS = "nonsense"

        (problem,) = check_keys(None)

        assert problem.id == "vault.E003"

    def test_good_keys_pass_the_system_check(self):
        assert check_keys(None) == []


class TestDerivedKeys:
    def test_each_use_has_its_own_key(self):
        keys = {
            keyring.index_key("a", "b"),
            keyring.index_key("ab"),
            keyring.index_key("a", "b", ""),
            keyring.index_key("b", "a"),
        }

        assert len(keys) == 4

    def test_another_root_gives_other_keys(self, settings):
        before = keyring.index_key("a")
        settings.VAULT_INDEX_KEY = KEY_B

        assert keyring.index_key("a") != before
