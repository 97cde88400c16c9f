from itertools import pairwise

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import _super_send

from ..registry import address, vies
from .common import BrokersyncCommon
from .vies_server import REGISTERED, UNKNOWN, ViesServer, answer, fault

NUMBER = "DE136695976"


class ViesCommon(BrokersyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register = ViesServer()
        cls.addClassCleanup(cls.register.close)
        cls.lookups = cls.env["brokersync.registry.lookup"]

    @classmethod
    def _request_handler(cls, s, r, /, **kw):
        """Odoo refuses requests in tests; those to the register on loopback pass."""
        if r.url.startswith(cls.register.url):
            return _super_send(s, r, **kw)
        return super()._request_handler(s, r, **kw)

    def setUp(self):
        super().setUp()
        self.register.answers = [answer(REGISTERED)]
        self.register.questions.clear()
        self.env["ir.config_parameter"].set_param("brokersync_crm.vies_endpoint", self.register.url)


@tagged("post_install", "-at_install")
class TestVies(ViesCommon):
    def ask(self, *answers, timeout=30):
        self.register.answers = list(answers)
        return vies.check_vat(self.register.url, "DE", "136695976", timeout=timeout)

    def test_registered(self):
        found = self.ask(answer(REGISTERED))
        self.assertEqual(
            (found.valid, found.name, found.address),
            (True, "ALPHA GRAIN GMBH", "HAFENSTRASSE 7\n20457 HAMBURG"),
        )
        self.assertIn("HAFENSTRASSE", found.xml)
        self.assertIn("136695976</", self.register.questions[0])

    def test_unknown(self):
        found = self.ask(answer(UNKNOWN))
        self.assertEqual((found.valid, found.name, found.address), (False, "", ""))

    def test_busy_is_not_refused(self):
        for reason in "MS_UNAVAILABLE", "TIMEOUT", "GLOBAL_MAX_CONCURRENT_REQ":
            with self.assertRaises(vies.Unavailable):
                self.ask(fault(reason))
        with self.assertRaises(vies.Refused):
            self.ask(fault("INVALID_INPUT"))

    def test_silence(self):
        with self.assertRaises(vies.Unavailable):
            self.ask(answer(REGISTERED, wait=1), timeout=0.2)

    def test_nobody_there(self):
        nobody = ViesServer()
        nobody.close()
        self.addCleanup(setattr, type(self), "register", self.register)
        type(self).register = nobody
        with self.assertRaises(vies.Unavailable):
            vies.check_vat(nobody.url, "DE", "136695976", timeout=30)

    def test_attacks_and_nonsense_are_refused(self):
        file = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        tenfold = (f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in pairwise("abcdefghij"))
        laughs = f"<!DOCTYPE x [<!ENTITY a 'ha'>{''.join(tenfold)}]>"
        named = REGISTERED.replace("ALPHA GRAIN GMBH", "&a;")
        for label, reply in (
            ("external entity", answer(named, before=file)),
            ("billion laughs", answer(named.replace("&a;", "&j;"), before=laughs)),
            ("no XML", (200, b"Service temporarily moved", 0)),
            ("empty", (200, b"", 0)),
            ("another document", answer("<other/>")),
            ("another number", answer(REGISTERED.replace("136695976", "136695977"))),
            ("flood", answer(REGISTERED.replace("ALPHA", "A" * 200_000))),
            ("redirect", (302, b"", 0)),
            ("HTML with an error", (502, b"<html>Bad gateway</html>", 0)),
        ):
            with self.subTest(label):
                with self.assertRaises(vies.Refused) as raised:
                    self.ask(reply)
                self.assertNotIn("root:", str(raised.exception))

    def test_addresses(self):
        for text, parts in (
            ("HAFENSTRASSE 7\n20457 HAMBURG", ("HAFENSTRASSE 7", "20457", "HAMBURG")),
            ("Weena 1\n3012 AE Rotterdam", ("Weena 1", "3012 AE", "Rotterdam")),
            ("Rue X 1\nBât. B\nL-1855 Luxembourg", ("Rue X 1, Bât. B", "L-1855", "Luxembourg")),
        ):
            self.assertEqual(tuple(address.split(text).values()), parts)
        self.assertEqual(address.split("Somewhere"), {"street": "Somewhere"})
        address.split("1\n" + "0 " * 25_000)


@tagged("post_install", "-at_install")
class TestRegistryLookup(ViesCommon):
    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_registry_lookup").method_direct_trigger()

    def test_from_the_firm_to_the_evidence(self):
        self.firm_a.write({"vat": NUMBER, "country_id": self.env.ref("base.de").id})
        firm = self.firm_a.with_user(self.broker)
        firm.action_registry_lookup()
        self.assertEqual(firm.registry_state, "queued")
        self.assertFalse(self.register.questions)
        self.run_job()
        lookup = firm.registry_lookup_id
        self.assertEqual(
            (lookup.state, lookup.name_agreement, lookup.registered_name),
            ("valid", "same", "ALPHA GRAIN GMBH"),
        )
        self.assertTrue(lookup.answered_at)
        self.assertIn("requestDate", lookup.evidence)
        lookup.action_use()
        self.assertEqual(
            (firm.name, firm.street, firm.zip, firm.city),
            ("ALPHA GRAIN GMBH", "HAFENSTRASSE 7", "20457", "HAMBURG"),
        )

    def test_check_vat(self):
        self.register.answers = [answer(UNKNOWN)]
        lookup = self.lookups._check_vat("DE", "136 695 976")
        self.assertEqual((lookup.state, lookup.number), ("invalid", "136695976"))
        with self.assertRaises(UserError):
            lookup.action_use()

    def test_check_digits_come_first(self):
        for country, number in (("DE", "136695977"), ("US", "123"), ("DE", "FR40303265045")):
            with self.assertRaises(ValidationError):
                self.lookups._check_vat(country, number)
        self.assertFalse(self.register.questions)

    def test_without_a_register(self):
        self.env["ir.config_parameter"].set_param("brokersync_crm.vies_endpoint", False)
        with self.assertRaisesRegex(UserError, "No VAT register"):
            self.lookups._check_vat("DE", NUMBER)

    def test_a_busy_register_is_asked_again(self):
        self.register.answers = [fault("MS_UNAVAILABLE"), answer(REGISTERED)]
        lookup = self.lookups._check_vat("DE", NUMBER)
        self.assertEqual((lookup.state, lookup.error), ("queued", "MS_UNAVAILABLE"))
        self.run_job()
        self.assertEqual(lookup.attempts, 1, "not before its time")
        lookup.next_try = fields.Datetime.now()
        self.run_job()
        self.assertEqual((lookup.state, lookup.error), ("valid", False))

    def test_after_five_attempts_a_person_decides(self):
        self.register.answers = [fault("MS_UNAVAILABLE")]
        lookup = self.lookups._check_vat("DE", NUMBER, firm=self.firm_a)
        for _attempt in range(4):
            lookup._ask()
        self.assertEqual(lookup.state, "failed")
        self.register.answers = [answer(REGISTERED)]
        lookup.with_user(self.broker).action_retry()
        self.run_job()
        self.assertEqual(lookup.state, "valid")

    def test_names_are_compared(self):
        firm = self._new_firm("TEST-D", "Omega Steel")
        lookup = self.lookups._check_vat("DE", NUMBER, firm=firm)
        self.assertEqual(lookup.name_agreement, "different")

    def test_rights(self):
        lookup = self.lookups._check_vat("DE", NUMBER, firm=self.firm_a)
        mine = lookup.with_user(self.broker)
        self.assertEqual(mine.state, "valid")
        for way in (
            lambda: mine.write({"registered_name": "Mine"}),
            lambda: mine.create({"country_code": "DE", "number": "1"}),
            lambda: mine.unlink(),
            lambda: lookup.write({"state": "invalid"}),
            lambda: lookup.with_user(self.client_a).read(["state"]),
            lambda: self.firm_b.with_user(self.broker).action_registry_lookup(),
        ):
            with self.assertRaises(UserError):
                way()
        with self.assertRaises(AccessError):
            self.lookups._check_vat("DE", NUMBER, firm=self.firm_b).with_user(
                self.broker
            ).action_use()
