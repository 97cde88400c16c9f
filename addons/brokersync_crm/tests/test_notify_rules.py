"""Small rules of notifications that need no database: back-off, facts, links, signatures."""

import base64
import hashlib
import hmac
import unittest

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..notify.back_off import LONGEST, MAX_ATTEMPTS, next_delay
from ..notify.facts import merge_facts
from ..notify.links import is_local_path
from ..notify.signature import new_secret, sign

TEXTS = st.text("ab", max_size=2)
FACTS = st.dictionaries(TEXTS, st.integers(0, 10**9) | TEXTS, max_size=4)


@tagged("post_install", "-at_install")
class TestBackOff(unittest.TestCase):
    def test_doubles_up_to_an_hour_and_gives_up(self):
        self.assertEqual([next_delay(n, 1).seconds for n in range(1, 5)], [30, 60, 120, 240])
        self.assertIsNone(next_delay(MAX_ATTEMPTS, 0))

    @given(st.integers(1, MAX_ATTEMPTS - 1), st.floats(0, 1), st.floats(0, 1))
    def test_never_shorter_than_half_of_the_last_nor_over_the_limit(self, attempts, one, other):
        delay = next_delay(attempts, one).total_seconds()
        self.assertLessEqual(delay, LONGEST)
        self.assertGreaterEqual(delay, next_delay(attempts, other).total_seconds() / 2)


@tagged("post_install", "-at_install")
class TestFacts(unittest.TestCase):
    def test_fills_add_up(self):
        one = {"count": 1, "quantity": 40, "symbol": "BRNH27", "side": "buy"}
        other = {"count": 1, "quantity": 22, "symbol": "BRNH27", "side": "sell"}
        self.assertEqual(merge_facts(one, other), {"count": 2, "quantity": 62, "symbol": "BRNH27"})

    @given(FACTS, FACTS)
    def test_order_of_two_does_not_matter(self, one, other):
        self.assertEqual(merge_facts(one, other), merge_facts(other, one))

    @given(st.lists(st.fixed_dictionaries({"count": st.integers(1, 9)}), min_size=1))
    def test_nothing_is_lost(self, many):
        total = many[0]
        for facts in many[1:]:
            total = merge_facts(total, facts)
        self.assertEqual(total["count"], sum(facts["count"] for facts in many))


@tagged("post_install", "-at_install")
class TestLinks(unittest.TestCase):
    def test_local(self):
        for url in "/", "/my/orders?page=2#top", "/odoo/brokersync.firm/7":
            self.assertTrue(is_local_path(url), url)

    def test_elsewhere(self):
        for url in "", "my", "//evil", "/\\evil", "/a\\b", "http://evil", "/a b", "/a\r\nX:1":
            self.assertFalse(is_local_path(url), url)

    @given(st.text(max_size=8))
    def test_a_browser_stays_on_this_server(self, tail):
        url = "/" + tail
        if is_local_path(url):
            self.assertFalse(url.startswith(("//", "/\\")))


@tagged("post_install", "-at_install")
class TestSignature(unittest.TestCase):
    def test_example_of_the_standard(self):
        """Test vector of the Standard Webhooks specification's reference libraries."""
        self.assertEqual(
            sign(
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1614265330,
                b'{"test": 2432232314}',
            ),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        )

    @given(st.binary(max_size=40))
    def test_any_body(self, body):
        secret = new_secret()
        key = base64.b64decode(secret[6:])
        digest = hmac.new(key, b"a.1." + body, hashlib.sha256).digest()
        self.assertEqual(sign(secret, "a", 1, body), "v1," + base64.b64encode(digest).decode())
