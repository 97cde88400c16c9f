from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import OmsCommon, SidecarEnvironment


@tagged("post_install", "-at_install")
class TestReference(SidecarEnvironment, OmsCommon):
    """Reference data down: rows as the protocol says, numbered in the order of commits."""

    def setUp(self):
        super().setUp()
        self.sidecar.requests.clear()
        for records in (
            self.firm_a | self.firm_b,
            self.account_a | self.account_b,
            self.crude | self.corn,
        ):
            records._reference_touch()
        self.cr.flush()  # what a commit does first
        self.cr.postcommit.clear()

    def rows_since(self, version):
        return self.seam.reference("T1", version)["rows"]

    def version(self):
        return self.seam.reference("T1", 0)["version"]

    def assert_row(self, row, expected):
        """Higher addons add limits to the rows."""
        self.assertEqual({**row, **expected}, row)

    def test_rows_of_every_kind(self):
        rows = {(row["kind"], row["code"]): row for row in self.rows_since(0)}
        self.assert_row(
            rows["firm", "TEST-A"],
            {
                "kind": "firm",
                "code": "TEST-A",
                "active": True,
                "version": self.firm_a.reference_version,
            },
        )
        self.assert_row(
            rows["account", "TEST-A-01"],
            {
                "kind": "account",
                "code": "TEST-A-01",
                "firm": "TEST-A",
                "active": True,
                "products": ["*"],
                "currency": "USD",
                "house": False,
                "version": self.account_a.reference_version,
            },
        )
        self.assert_row(
            rows["instrument", "TZC"],
            {
                "kind": "instrument",
                "code": "TZC",
                "product": "TZC",
                "active": True,
                "tick_num": 1,
                "tick_den": 4,
                "lot": 1,
                "max_order_qty": 0,
                "multiplier": 50.0,
                "currency": "USD",
                "band_pct": 10.0,
                "negative_price": False,
                "version": self.corn.reference_version,
            },
        )

    def test_how_an_instrument_trades_is_told(self):
        self.corn.write(
            {
                "calendar": "CMEGlobex_Grains",
                "pre_open_minutes": 15,
                "limit_pct": 7.0,
                "halt_pct": 2.5,
                "halt_seconds": 60,
                "last_trading_day": "2027-03-12",
            }
        )
        self.cr.flush()
        row = self._row("TZC")
        self.assertEqual(
            {key: row[key] for key in ("calendar", "pre_open_minutes", "limit_pct", "halt_pct")},
            {
                "calendar": "CMEGlobex_Grains",
                "pre_open_minutes": 15,
                "limit_pct": 7.0,
                "halt_pct": 2.5,
            },
        )
        self.assertEqual((row["halt_seconds"], row["expiry"]), (60, "2027-03-12"))

    def test_a_spread_names_its_legs(self):
        far = self.corn.copy({"symbol": "TZCK", "contract_month": "202705"})
        spread = self.corn.copy(
            {"symbol": "TZC-TZCK", "near_leg_id": self.corn.id, "far_leg_id": far.id}
        )
        self.cr.flush()
        self.assertEqual(self._row("TZC-TZCK")["legs"], [["TZC", 1], ["TZCK", -1]])
        with self.assertRaisesRegex(ValidationError, "two different outright contracts"):
            spread.far_leg_id = self.corn
        with self.assertRaisesRegex(ValidationError, "same tick"):
            spread.far_leg_id = self.crude

    def _row(self, code):
        return next(row for row in self.rows_since(0) if row["code"] == code)

    def test_versions_rise_without_repeating(self):
        versions = [row["version"] for row in self.rows_since(0)]
        self.assertEqual(versions, sorted(set(versions)))
        self.assertEqual(versions[-1], self.version())

    def test_a_change_of_the_row_takes_a_new_version(self):
        before = self.version()
        self.account_a.stp = "cancel_newest"
        self.crude.status = "halted"
        self.firm_b.action_suspend()
        self.cr.flush()
        rows = self.rows_since(before)
        self.assertEqual([row["version"] for row in rows], [before + 1, before + 2, before + 3])
        self.assertEqual({row["code"] for row in rows}, {"TEST-A-01", "TCL", "TEST-B"})
        by_code = {row["code"]: row for row in rows}
        self.assertEqual(by_code["TEST-A-01"]["stp"], "cancel_newest")
        self.assertFalse(by_code["TCL"]["active"] or by_code["TEST-B"]["active"])

    def test_other_changes_take_none(self):
        before = self.version()
        self.account_a.name = "Another name"
        self.firm_a.city = "Oslo"
        self.account_a.products = self.account_a.products
        self.cr.flush()
        self.assertEqual(self.version(), before)

    def test_archived_records_become_inactive(self):
        before = self.version()
        self.crude.action_archive()
        self.cr.flush()
        [row] = self.rows_since(before)
        self.assertFalse(row["active"])

    def test_what_the_sidecar_knows_keeps_its_name_and_stays(self):
        for record, key in (self.crude, "symbol"), (self.account_a, "code"), (self.firm_a, "code"):
            with self.assertRaisesRegex(UserError, "keeps it"):
                record[key] = "NEW"
            with self.assertRaisesRegex(UserError, "cannot be deleted"):
                record.unlink()

    def test_the_version_cannot_be_set(self):
        for vals in {"reference_version": 1}, {"reference_row": {}}:
            with self.assertRaises(AccessError):
                self.crude.with_user(self.administrator).write(vals)

    def test_the_answer_tells_the_reference_version(self):
        self.account_a.products = "CL"
        self.cr.flush()
        answer = self.seam.apply_events("T1", 1, "[]")
        self.assertEqual(answer["reference_version"], self.version())

    def test_the_sidecar_is_told_after_commit(self):
        self.account_a.products = "NG"
        self.cr.flush()
        self.cr.postcommit.run()
        [(path, body, _token)] = self.sidecar.requests
        self.assertEqual((path, body), ("/v1/reference/refresh", {}))

    def test_a_sidecar_that_is_away_does_no_harm(self):
        self.sidecar.will_answer(503, {"code": "NOT_READY"})
        self.account_a.products = "NG"
        self.cr.flush()
        self.cr.postcommit.run()
        self.assertEqual(len(self.sidecar.requests), 1)

    def test_administrators_keep_reference_data_others_read_it(self):
        self.crude.with_user(self.administrator).status = "halted"
        for user in self.broker, self.client_a, self.compliance_officer:
            self.assertEqual(self.crude.with_user(user).status, "halted")
            with self.assertRaises(AccessError):
                self.crude.with_user(user).status = "active"

    def test_client_sees_the_own_accounts_only(self):
        accounts = self.env["brokersync.account"].with_user(self.client_a)
        self.assertEqual(accounts.search([]), self.account_a)
        with self.assertRaises(AccessError):
            self.account_b.with_user(self.client_a).read(["name"])

    def test_identifiers_are_checked(self):
        self.crude.write({"cfi": "FCEPSX", "isin": "US0378331005"})
        self.venue.mic = "XNYT"
        for record, vals in (
            (self.crude, {"cfi": "ZZZZZZ"}),
            (self.crude, {"isin": "US0378331006"}),
            (self.venue, {"mic": "xny"}),
            (self.crude, {"contract_month": "202713"}),
            (self.crude, {"product": "c l"}),
            (self.account_a, {"products": "CL;NG"}),
            (self.account_a, {"products": ","}),
            (self.crude, {"tick_num": 1, "tick_den": 3}),
            (self.corn, {"settlement": "cash", "first_notice_day": "2027-01-01"}),
        ):
            with self.subTest(vals), self.assertRaises(ValidationError), self.cr.savepoint():
                record.write(vals)

    def test_tick_size_and_decimals(self):
        found = {}
        for num, den in (1, 100), (1, 4), (1, 2000), (5, 1), (1, 1), (25, 100):
            instrument = self._new_instrument(f"T{num}-{den}", "T", tick_num=num, tick_den=den)
            found[num, den] = instrument.tick_size, instrument.price_decimals
        self.assertEqual(
            found,
            {
                (1, 100): (0.01, 2),
                (1, 4): (0.25, 2),
                (1, 2000): (0.0005, 4),
                (5, 1): (5, 0),
                (1, 1): (1, 0),
                (25, 100): (0.25, 2),
            },
        )

    def test_an_account_stays_with_its_firm(self):
        with self.assertRaisesRegex(UserError, "stays with its firm"):
            self.account_a.firm_id = self.firm_b
