from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

SUBJECT_SIZE = 120
TEXT_SIZE = 10_000


class HelpdeskTicket(models.Model):
    _name = "helpdesk.ticket"
    _inherit = ["helpdesk.ticket", "brokersync.system.fields", "brokersync.clean.text"]
    _system_fields = ("firm_id",)

    firm_id = fields.Many2one(
        "brokersync.firm",
        string="Client firm",
        compute="_compute_firm_id",
        store=True,
        index=True,
        compute_sudo=True,
        ondelete="restrict",
        tracking=True,
    )

    @api.depends("partner_id.commercial_partner_id")
    def _compute_firm_id(self):
        for ticket in self:
            ticket.firm_id = ticket.partner_id.commercial_partner_id.brokersync_firm_ids[:1]

    @api.model
    def _open_from_portal(self, subject, category_id, text, **links):
        """Open a ticket of the current client and return it, in sudo.

        :param category_id: id of a category shown in the portal
        :param links: values of fields that lead to what the ticket is about, already checked to be the client's
        :raise AccessError: the client may not view the firm's data; UserError: a text is missing or too long
        """
        user = self.env.user
        user._brokersync_require("view")
        subject, text = (subject or "").strip(), (text or "").strip()
        if not subject or len(subject) > SUBJECT_SIZE or not subject.isprintable():
            raise UserError(self.env._("Say in one line what it is about."))
        if not text or len(text) > TEXT_SIZE:
            raise UserError(self.env._("Describe it, in at most %s characters.", TEXT_SIZE))
        category = self.env["helpdesk.ticket.category"].search(
            [("id", "=", category_id), ("show_in_portal", "=", True)]
        )
        if not category:
            raise UserError(self.env._("Choose what it is about."))
        return self.sudo().create(
            {
                "name": subject,
                "description": plaintext2html(text),
                "category_id": category.id,
                "partner_id": user.partner_id.id,
                "partner_name": user.name,
                "partner_email": user.email,
                "user_id": False,  # or the help desk assigns it to whoever creates it: the client
                "team_id": self.env.ref("brokersync_crm.helpdesk_team_clients").id,
                "channel_id": self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web").id,
                **links,
            }
        )

    def _close_from_portal(self):
        """The client has what was asked for. Only the own firm's tickets, and only to a stage meant for it."""
        self.ensure_one()
        self.check_access("read")
        stage = self.sudo().team_id._get_applicable_stages().filtered("close_from_portal")[:1]
        if stage and not self.sudo().closed:
            self.sudo().stage_id = stage
