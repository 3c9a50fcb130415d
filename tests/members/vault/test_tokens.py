import datetime
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.vault.tokens import daily_bucket, token_for, token_hash

ROW = uuid.UUID("b5f1c1a0-0000-4000-8000-000000000001")
DAY = datetime.date(2026, 11, 21)


class TestLinkTokens:
    def test_a_mail_that_is_sent_again_carries_the_same_link(self):
        assert token_for(purpose="confirm", row=ROW) == token_for(purpose="confirm", row=ROW)

    def test_a_token_fits_a_link_and_has_192_bits(self):
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", token_for(purpose="confirm", row=ROW))

    def test_purpose_row_and_generation_each_give_another_token(self):
        tokens = {
            token_for(purpose="confirm", row=ROW),
            token_for(purpose="withdraw", row=ROW),
            token_for(purpose="confirm", row=uuid.uuid4()),
            token_for(purpose="confirm", row=ROW, generation=1),
        }

        assert len(tokens) == 4

    def test_a_new_sealing_key_leaves_links_alone(self, second_key):
        before = token_for(purpose="confirm", row=ROW)
        second_key()

        assert token_for(purpose="confirm", row=ROW) == before

    def test_a_new_index_key_ends_every_link(self, settings):
        before = token_for(purpose="confirm", row=ROW)
        settings.VAULT_INDEX_KEY = "B" * 43

        assert token_for(purpose="confirm", row=ROW) != before

    @given(st.text(max_size=80))
    def test_any_text_from_a_link_can_be_looked_up(self, text):
        assert re.fullmatch(r"[0-9a-f]{64}", token_hash(text))

    def test_a_lone_surrogate_is_hashed_too(self):
        assert token_hash("\ud800")


class TestDailyBucket:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("203.0.113.9", "203.0.113.200"),
            ("2001:db8:1:2::1", "2001:db8:1:ffff::9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("fe80::1%eth0", "fe80::1"),
            ("", "  "),
        ],
    )
    def test_one_network_is_one_bucket(self, one, other):
        assert daily_bucket(one, day=DAY, purpose="sign") == daily_bucket(other, day=DAY, purpose="sign")

    def test_networks_days_and_purposes_are_kept_apart(self):
        buckets = {
            daily_bucket("203.0.113.9", day=DAY, purpose="sign"),
            daily_bucket("203.0.114.9", day=DAY, purpose="sign"),
            daily_bucket("2001:db8:2::1", day=DAY, purpose="sign"),
            daily_bucket("203.0.113.9", day=DAY + datetime.timedelta(days=1), purpose="sign"),
            daily_bucket("203.0.113.9", day=DAY, purpose="login"),
        }

        assert len(buckets) == 5
