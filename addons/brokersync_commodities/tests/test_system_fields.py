from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .tenant_common import TenantCommon

# Any other value of a type; records are looked up.
OTHER = {
    "char": "Other",
    "text": "Other",
    "html": "<p>Other</p>",
    "integer": 7,
    "float": 7.5,
    "monetary": 7.5,
    "date": "2031-01-02",
    "datetime": "2031-01-02 03:04:05",
}
# Odoo's own: who wrote when.
LOG = {"id", "create_uid", "create_date", "write_uid", "write_date"}


@tagged("post_install", "-at_install")
class TestSystemFields(TenantCommon):
    """A field that screens show greyed out is not written over RPC either, by nobody (`brokersync.system.fields`).

    It lives in the topmost addon, from where all models are in the registry. A new model is covered by being there.
    """

    def test_nobody_writes_what_only_the_system_sets(self):
        self.firm_b.broker_ids += self.broker
        users = self.broker, self.risk_officer, self.compliance_officer, self.client_b
        for name, model in self.tables().items():
            for user in users:
                found = model.with_user(user).with_context(active_test=False)
                if found.has_access("read") and found.has_access("write"):
                    record = found.search([], limit=1, order="id desc").with_env(found.env)
                    for field in self.greyed_out(record) if record else ():
                        with self.subTest(f"{name}.{field.name} as {user.login}"):
                            self.assert_stays(record, field)

    def greyed_out(self, record):
        return [
            field
            for field in record._fields.values()
            if field.store and field.readonly and not field.related and field.name not in LOG
        ]

    def assert_stays(self, record, field):
        before = record.sudo()[field.name]
        value = self.other(field, before)
        if value is None:
            return
        try:
            with self.env.cr.savepoint():
                record.write({field.name: value})
                record.flush_recordset()
        except (
            UserError,
            ValueError,
        ):  # also AccessError; ValueError where text cannot even be parsed
            pass
        record.invalidate_recordset()
        self.assertEqual(record.sudo()[field.name], before)

    def other(self, field, before):
        """Another value for a field of this type; None where there is none to give."""
        if field.type == "boolean":
            return not before
        if field.type == "selection":
            return next(
                (key for key, _ in field._description_selection(self.env) if key != before), None
            )
        if field.type == "many2one":
            records = self.env[field.comodel_name].with_context(active_test=False)
            return records.search([("id", "!=", before.id)], limit=1).id or None
        return OTHER.get(field.type)

    def test_a_ticket_stays_with_the_firm_of_its_client(self):
        ticket = self.env["helpdesk.ticket"].create(
            {"name": "Fees", "description": "Which?", "partner_id": self.trader_a.partner_id.id}
        )
        with self.assertRaises(AccessError):
            ticket.with_user(self.broker).firm_id = self.firm_b
        self.assertEqual(ticket.firm_id, self.firm_a)

    def test_no_context_brings_in_what_a_caller_may_not_set(self):
        """`default_<field>` in the context of a call would come in behind the back of `create`."""
        self.env["brokersync.risk.limit.change"].search([("state", "=", "pending")]).unlink()
        kinds = self.env["brokersync.interaction.type"].search([], limit=1)
        outcomes = self.env["brokersync.interaction.outcome"].search([], limit=1)
        filled = {"ord_status": "filled", "cum_qty": 10, "entered_by": "Somebody"}
        self.receipt_a.action_issue()
        issued = {"state": "issued", "lot_id": self.receipt_a.lot_id.id, "issue_date": "2026-01-02"}
        approved = {"state": "approved", "decided_by_id": self.compliance_officer.id}
        for user, name, vals, forged in (
            (
                self.client_a,
                "brokersync.order",
                {
                    "account_id": self.account_a.id,
                    "instrument_id": self.crude.id,
                    "side": "buy",
                    "order_qty": 10,
                    "price": 61.25,
                },
                filled,
            ),
            (
                self.broker,
                "brokersync.warehouse.receipt",
                {
                    "firm_id": self.firm_a.id,
                    "warehouse_id": self.receipt_a.warehouse_id.id,
                    "grade_id": self.receipt_a.grade_id.id,
                    "quantity": 5,
                },
                issued,
            ),
            (
                self.risk_officer,
                "brokersync.risk.limit.change",
                {"limit_id": self.limit_b.id, "max_order_qty": 30, "reason": "Test"},
                approved,
            ),
            (
                self.broker,
                "brokersync.interaction",
                {"firm_id": self.firm_a.id, "type_id": kinds.id, "outcome_id": outcomes.id},
                {"state": "locked", "broker_id": self.risk_officer.id},
            ),
        ):
            context = {f"default_{field}": value for field, value in forged.items()}
            made = self.env[name].with_user(user).with_context(**context).create(vals)
            with self.subTest(name):
                for field, value in forged.items():
                    self.assertNotEqual(
                        made._fields[field].convert_to_write(made[field], made), value
                    )
