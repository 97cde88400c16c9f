from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..identity.step_up import step_up
from ..privacy import tombstones

CHATTER = ("brokersync.trader", "res.partner")


class BrokersyncPrivacyRequest(models.Model):
    """Erasure with reasons (GDPR art. 17): erased, replaced by a pseudonym, or kept until a date by a named rule.

    What may be erased is, at once. What must be kept tells of the trader by code. One officer proposes, another one
    decides.
    """

    _inherit = "brokersync.privacy.request"

    def action_propose(self):
        """Show, field by field, what erasure would do."""
        self._step("verified")
        self._check_erasable()
        self._set_lines(self._plan(self.trader_id))
        self.sudo().write({"state": "proposed", "prepared_by_id": self.env.uid})

    @step_up
    def action_erase(self):
        """Do it."""
        self._step("proposed")
        if self.prepared_by_id == self.env.user:
            raise UserError(self.env._("Another officer decides: you proposed this erasure."))
        self._check_erasable()
        address = self.trader_id.sudo().email
        plan = self._erase(self.trader_id)
        self._set_lines(plan)
        self._send_outcome(address)
        self.env["brokersync.audit"]._record(
            "erase",
            self.trader_id,
            after={line["what"]: line["outcome"] for line in plan},
            reason=self.name,
        )
        self._close("done")

    def _send_outcome(self, address):
        """The last mail to the address that was just erased; nothing of it stays once it is sent."""
        if not address:
            return
        body = self.env["ir.qweb"]._render("brokersync_crm.mail_privacy_outcome", {"asked": self})
        self.env["mail.mail"].sudo().create(
            {
                "email_to": address,
                "subject": self.env._("Your privacy request %s", self.name),
                "body_html": body,
                "auto_delete": True,
            }
        )

    def action_back(self):
        """Back to the first officer."""
        self._step("proposed")
        self.sudo().line_ids.unlink()
        self.sudo().write({"state": "verified", "prepared_by_id": False})

    def _check_erasable(self):
        if self.kind != "erase":
            raise UserError(self.env._("This person did not ask for erasure."))
        if reasons := self._erasure_blockers(self.trader_id):
            raise UserError("\n".join(reasons))

    def _set_lines(self, plan):
        self.sudo().line_ids.unlink()
        self.env["brokersync.privacy.line"].sudo().create(
            [{"request_id": self.id, **line} for line in plan]
        )

    # Other parts of BrokerSync extend these two.

    @api.model
    def _erasure_blockers(self, trader):
        """Reasons, as sentences, why nothing of this person can be erased now."""
        return [
            self.env._(
                "A legal hold of %(date)s stands: %(reason)s", date=hold.since, reason=hold.reason
            )
            for hold in self.env["brokersync.legal.hold"]._standing(trader)
        ]

    @api.model
    def _kept_elsewhere(self, trader):
        """Lines on what is kept about this person outside the fields of the register, such as orders by code."""
        return []

    # The work

    @api.model
    def _plan(self, trader):
        """Values of lines: one for each personal field that has a value somewhere."""
        lines = []
        for records in self._records_of(trader):
            for name, kind in records._personal_fields.items():
                holders = records.filtered(name)
                if holders:
                    lines.append(self._line(holders, name, kind))
        return lines + self._kept_elsewhere(trader)

    @api.model
    def _line(self, records, name, kind):
        outcome = {"erase": "erased", "pseudonymise": "pseudonymised", "keep": "kept"}[kind]
        line = {
            "what": f"{records._description}: {records._fields[name]._description_string(self.env)}",
            "records": len(records),
            "outcome": outcome,
        }
        if kind == "keep":
            line["rule"] = records._personal_basis
            line["until"] = self._kept_until(records)
        return line

    @api.model
    def _kept_until(self, records):
        if "keep_until" in records._fields:
            return max(records.mapped("keep_until"))
        return self._days_from_now(records._personal_keep_days)

    @api.model
    def _days_from_now(self, days):
        return fields.Date.today() + timedelta(days=days)

    @api.model
    def _erase(self, trader):
        """Erase this person; harmless when it was done before. Gives the values of lines."""
        trader = trader.sudo().with_context(tracking_disable=True)
        plan = self._plan(trader)
        pseudonym = self.env._("Person %s", trader.code)
        people = [records.with_env(trader.env) for records in self._records_of(trader)]
        trader.action_archive()
        for records in people:
            if records._personal_erase_rows:
                records.unlink()
                continue
            for record in records:
                if values := self._erased_values(record, pseudonym):
                    record.write(values)
        self._erase_chatter([records for records in people if records._name in CHATTER])
        self._leave_tombstone(trader.code)
        return plan

    @api.model
    def _erased_values(self, record, pseudonym):
        values = {}
        for name, kind in record._personal_fields.items():
            if kind == "erase" and record[name]:
                values[name] = False
            elif kind == "pseudonymise" and record[name]:
                # Logins are unique and may be typed: no spaces, one for each user.
                values[name] = f"erased-{record.id}" if name == "login" else pseudonym
        return values

    @api.model
    def _erase_chatter(self, people):
        """Notes and tracked values of the contact and the trader; the log of communications is elsewhere."""
        for records in people:
            of_them = [("model", "=", records._name), ("res_id", "in", records.ids)]
            self.env["mail.message"].sudo().search(of_them).unlink()
            files = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
            self.env["ir.attachment"].sudo().search(files).unlink()

    # Restored backups

    @api.model
    def _leave_tombstone(self, code):
        file = tombstones.path()
        known = self._database()
        if file and code not in tombstones.read(file, *known):
            self.env.cr.postcommit.add(lambda: tombstones.add(file, *known, code))

    @api.model
    def _database(self):
        """Name and number of this database."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid", "")
        return self.env.cr.dbname, uuid

    @api.model
    def _erase_again(self):
        """After a restore: erase those again who were erased since the backup. Gives their codes."""
        again = []
        for code in tombstones.read(tombstones.path(), *self._database()):
            trader = (
                self.env["brokersync.trader"]
                .with_context(active_test=False)
                .search([("code", "=", code)])
            )
            if trader and trader.name != self.env._("Person %s", code):
                # Out of that context: in it, the login that is archived on the way would count as active.
                self._erase(trader.with_context(active_test=True))
                again.append(code)
        return again
