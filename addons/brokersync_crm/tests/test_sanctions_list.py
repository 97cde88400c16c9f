from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import BrokersyncCommon
from .screening_common import TABLE, excerpt, load_table, new_list


@tagged("post_install", "-at_install")
class TestSanctionsList(BrokersyncCommon):
    def names(self):
        entries = self.env["brokersync.sanctions.entry"].search([("list_code", "=", "TEST")])
        return set(entries.name_ids.mapped("name"))

    def test_official_files_come_into_force(self):
        ofac = new_list(
            self.env, excerpt("sdn.csv", "alt.csv", "add.csv"), name="T-OFAC", source="ofac"
        )
        un = new_list(self.env, excerpt("un.xml"), name="T-UN", source="un")
        for version, entries in ((ofac, 15), (un, 6)):
            version.with_user(self.compliance_officer).action_import()
            self.assertEqual(version.state, "queued")
            version._import()
            self.assertEqual((version.state, version.entry_count), ("active", entries))
            self.assertEqual(len(version.sha256), 64)
        stamp = self.env["brokersync.sanctions.list"]._stamp()
        self.assertIn(f"T-OFAC:{ofac.id}", stamp)

    def test_a_wrong_file_changes_nothing(self):
        load_table(self.env)
        before = self.names()
        for content, said in (
            (b"id,name\n9,Somebody New\n8,", "Line 3"),
            (b"\x89PNG\r\n", "UTF-8"),
            (b"id,name\n9,Somebody New\n", "would be removed"),
        ):
            wrong = new_list(self.env, {"list.csv": content})
            wrong._import()
            self.assertEqual(wrong.state, "refused")
            self.assertIn(said, wrong.message)
            self.assertEqual(self.names(), before)
        self.assertTrue(
            self.env["brokersync.sanctions.list"].search_count(
                [("name", "=", "TEST"), ("state", "=", "active")]
            )
        )

    def test_a_new_version_shows_what_changed(self):
        first = load_table(self.env)
        text = TABLE.replace("The Accountant", "The Bookkeeper").replace(
            "V1,Blue Zephyr", "V2,Red Zephyr"
        )
        second = load_table(self.env, text, allow_removals=True)
        self.assertEqual((first.state, second.state), ("superseded", "active"))
        changes = self.env["brokersync.sanctions.change"].search([("list_id", "=", second.id)])
        self.assertEqual(sorted(changes.mapped("kind")), ["added", "changed", "removed"])
        changed = changes.filtered(lambda change: change.kind == "changed")
        self.assertIn("The Accountant", changed.before)
        self.assertIn("The Bookkeeper", changed.after)
        removed = changes.filtered(lambda change: change.kind == "removed").entry_id
        self.assertFalse(removed.active)
        self.assertNotIn("Blue Zephyr", self.names())

    def test_an_entry_that_comes_back_is_listed_again(self):
        load_table(self.env)
        load_table(self.env, TABLE.replace("V1,", "V2,"), allow_removals=True)
        third = load_table(self.env, allow_removals=True)
        self.assertEqual((third.changed_count, third.removed_count, third.added_count), (1, 1, 0))
        self.assertIn("Blue Zephyr", self.names())

    def test_the_same_file_again_changes_nothing(self):
        load_table(self.env)
        again = load_table(self.env)
        self.assertEqual(
            (again.added_count, again.changed_count, again.removed_count, again.state),
            (0, 0, 0, "active"),
        )

    def test_the_job_reads_what_is_queued(self):
        version = new_list(self.env, {"list.csv": TABLE.encode()})
        version.action_import()
        with self.enter_registry_test_mode():
            self.env.ref("brokersync_crm.cron_sanctions_import").method_direct_trigger()
        self.assertEqual(version.state, "active")

    def test_a_version_in_force_stays_as_it_is(self):
        version = load_table(self.env).with_user(self.compliance_officer)
        for change in ({"version": "2"}, {"state": "draft"}, {"attachment_ids": [(5,)]}):
            with self.assertRaises(UserError):
                version.write(change)
        with self.assertRaises(UserError):
            version.unlink()
        with self.assertRaises(AccessError):
            version.create({"name": "X", "state": "active"})

    def test_only_compliance_reads_lists(self):
        version = load_table(self.env)
        entry = self.env["brokersync.sanctions.entry"].search([], limit=1)
        self.assertTrue(version.with_user(self.compliance_officer).read(["name"]))
        self.assertTrue(entry.with_user(self.compliance_officer).read(["name"]))
        for user in self.broker, self.risk_officer, self.client_a, self.sidecar_user:
            for record in version, entry, entry.name_ids[:1]:
                with self.subTest(user.login), self.assertRaises(AccessError):
                    record.with_user(user).read(["name"])
        with self.assertRaises(AccessError):
            entry.with_user(self.compliance_officer).write({"name": "Somebody else"})
