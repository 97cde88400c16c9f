from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .test_interaction import InteractionCommon

UNREADABLE = {
    "NUL": "a\x00b",
    "escape": "a\x1b[31mb",
    "surrogate": "a\ud800b",
    "right-to-left override": "a\u202eb",
}


@tagged("post_install", "-at_install")
class TestInteractionBadInput(InteractionCommon):
    """FAULTS 50, 53, 59, 63 for what brokers write."""

    def test_unreadable_text(self):
        records = {
            "subject": lambda text: self.log(subject=text),
            "notes": lambda text: self.log(notes=text),
            "name": lambda text: self.call.write({"name": text}),
        }
        for field, write in records.items():
            for what, text in UNREADABLE.items():
                with (
                    self.subTest(f"{field}: {what}"),
                    self.assertRaisesRegex(ValidationError, rf"\({field}\)"),
                ):
                    write(text)

    def test_text_is_kept_in_one_form(self):
        self.assertEqual(self.log(subject="Cafe\u0301 🌾").subject, "Café 🌾")

    def test_text_that_is_too_long_or_none(self):
        for field, value in {"subject": "x" * 201, "notes": "x" * 200_001}.items():
            with self.subTest(field), self.assertRaisesRegex(ValidationError, rf"\({field}\)"):
                self.log(**{field: value})
        for value in 7, True, ["x"], {"x": 1}:
            with self.subTest(value), self.assertRaisesRegex(ValidationError, r"\(subject\)"):
                self.log(subject=value)

    def test_an_import_is_checked_like_the_form(self):
        """A colleague's name in the broker's column, a state, a firm of somebody else."""
        interactions = self.env["brokersync.interaction"].with_user(self.broker)
        head = ["trader_id/.id", "outcome_id/.id"]
        row = [str(self.trader_a.id), str(self.closed.id)]
        for name, value in {
            "state": "locked",
            "broker_id/.id": str(self.administrator.id),
            "locked_at": "2026-01-01 00:00:00",
        }.items():
            with self.subTest(name):
                answer = interactions.load([*head, name], [[*row, value]])
                self.assertFalse(answer["ids"])
                self.assertIn("not yours to set", answer["messages"][0]["message"])
        self.assertFalse(interactions.load(head, [[str(self.trader_b.id), row[1]]])["ids"])
        self.assertTrue(interactions.load(head, [row])["ids"])


@tagged("post_install", "-at_install")
class TestInteractionCommands(InteractionCommon, HttpCase):
    """Over HTTP, where Odoo runs x2many commands as the user who is logged in."""

    def write(self, command):
        """Write a trader's list of interactions; gives the name of the error, or None."""
        params = {
            "model": "brokersync.trader",
            "method": "write",
            "args": [[self.trader_a.id], {"interaction_ids": [command]}],
            "kwargs": {},
        }
        url = "/web/dataset/call_kw/brokersync.trader/write"
        answer = self.url_open(url, json={"params": params}).json()
        self.env.invalidate_all()
        return answer["error"]["data"]["name"] if "error" in answer else None

    def test_no_way_in_through_the_trader(self):
        """An interaction of another firm cannot be taken over, changed or deleted by way of one's own trader."""
        foreign = self.log(self.administrator, trader_id=self.trader_b.id, subject="Theirs")
        self.authenticate("bs_broker", "bs_broker")
        for command in (
            [4, foreign.id, 0],
            [1, foreign.id, {"subject": "x"}],
            [2, foreign.id, 0],
            [0, 0, {"outcome_id": self.closed.id, "state": "locked"}],
        ):
            with self.subTest(command):
                self.assertEqual(self.write(command), "odoo.exceptions.AccessError")
        self.assertEqual((foreign.trader_id, foreign.subject), (self.trader_b, "Theirs"))
        self.assertIsNone(self.write([0, 0, {"outcome_id": self.closed.id}]))
