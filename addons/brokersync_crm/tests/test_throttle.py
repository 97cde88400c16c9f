from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..identity import password, recovery
from ..identity.throttle import PAIR, Limit, network, wait

NOW = datetime.fromisoformat("2026-11-21T12:00")
moments = st.lists(st.integers(0, 7200).map(lambda seconds: NOW - timedelta(seconds=seconds)))
limits = st.builds(
    Limit, st.integers(1, 20), st.integers(1, 3600).map(lambda s: timedelta(seconds=s))
)


@tagged("post_install", "-at_install")
class TestThrottle(BaseCase):
    @given(moments, limits)
    def test_after_the_wait_the_next_attempt_is_allowed(self, failures, limit):
        waiting = wait(failures, limit, NOW)
        self.assertFalse(wait(failures, limit, NOW + waiting))
        if waiting:
            self.assertTrue(wait(failures, limit, NOW + waiting - timedelta(microseconds=1)))

    @given(moments, limits)
    def test_never_more_failures_than_the_limit_within_the_window(self, failures, limit):
        recent = [at for at in failures if at > NOW - limit.window]
        self.assertEqual(bool(wait(failures, limit, NOW)), len(recent) >= limit.failures)

    def test_the_fifth_failure_closes_the_door_for_fifteen_minutes(self):
        failures = [NOW - timedelta(minutes=minutes) for minutes in (4, 3, 2, 1)]
        self.assertFalse(wait(failures, PAIR, NOW))
        self.assertEqual(wait([*failures, NOW], PAIR, NOW), timedelta(minutes=11))

    def test_one_caller_is_an_ipv4_address_or_an_ipv6_subscriber(self):
        for address, caller in (
            ("198.51.100.7", "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
            ("not an address", "unknown"),
        ):
            self.assertEqual(network(address), caller)


@tagged("post_install", "-at_install")
class TestPasswordStrength(BaseCase):
    def test_guessable_passwords_are_refused_with_a_reason(self):
        for guessable in ("password1234", "qwertyuiop12", "aaaaaaaaaaaa", "annaalpha123"):
            reason = password.weakness(guessable, ["Anna Alpha", "annaalpha"], 3)
            self.assertTrue(reason, guessable)
            self.assertTrue(reason.endswith("."), reason)

    def test_a_few_random_words_are_enough(self):
        self.assertFalse(password.weakness("copper heron quiet ladder", ["Anna Alpha"], 3))

    def test_everything_short_of_the_length_goes_without_a_score(self):
        self.assertFalse(password.weakness("a", [], 0))
        self.assertIn("256", password.weakness("a" * 257, [], 0))

    def test_what_is_estimated_has_a_limit(self):
        """Zxcvbn takes seconds for long input; a password of 256 characters must not."""
        unguessable = "".join(chr(33 + number * number % 94) for number in range(256))
        self.assertFalse(password.weakness(unguessable, [], 3))


@tagged("post_install", "-at_install")
class TestRecoveryCode(BaseCase):
    def test_ten_different_numbers_that_no_authenticator_shows(self):
        codes = recovery.generate()
        self.assertEqual(len(set(codes)), 10)
        for code in codes:
            self.assertTrue(recovery.is_recovery_code(int(code)))
            self.assertEqual(recovery.printed(code).replace(" ", ""), code)
        self.assertFalse(recovery.is_recovery_code(999_999))
