from contextlib import ExitStack

from odoo import fields, models
from odoo.modules.db import FunctionStatus


def _trigrams(registry, column):
    """Definition of an index for `ilike`, which takes accents off where the database can; none without pg_trgm."""
    if not registry.has_trigram:
        return ""
    indexable = registry.has_unaccent == FunctionStatus.INDEXABLE
    return f"USING gin ({f'unaccent({column})' if indexable else column} gin_trgm_ops)"


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Firms and traders are found by parts of their names and addresses, among a hundred thousand. Indexes of their own:
    # a field has one, and that of the name is another one.
    _name_trigrams = models.Index(lambda registry: _trigrams(registry, "name"))
    _email_trigrams = models.Index(lambda registry: _trigrams(registry, "email"))

    # Names stand on confirmations and in the order records, which are kept under a pseudonym.
    _personal_fields = {
        "name": "pseudonymise",
        "email": "erase",
        "phone": "erase",
        "function": "erase",
        "street": "erase",
        "street2": "erase",
        "zip": "erase",
        "city": "erase",
        "website": "erase",
        "comment": "erase",
        "image_1920": "erase",
        "vat": "keep",
    }
    _personal_basis = (
        "Tax number of a client: records of clients, MiFID II art. 16(6), AMLD art. 40"
    )
    _personal_keep_days = 5 * 365 + 1

    # "Internal notes" of the contact's page. Odoo shows them to the contact over RPC.
    comment = fields.Html(groups="base.group_user")
    brokersync_firm_ids = fields.One2many(
        "brokersync.firm",
        "partner_id",
        string="Firms",
        context={"active_test": False},
        help="The client firm this contact is; at most one.",
    )

    def write(self, vals):
        """Name and address of firms and traders are their contacts': a change of them is on record as theirs."""
        with ExitStack() as changes:
            for name in ("brokersync.firm", "brokersync.trader"):
                model = self.env[name].sudo().with_context(active_test=False)
                names = [
                    field
                    for field in model._audited_fields
                    if field in vals and model._fields[field].inherited
                ]
                if names and (records := model.search([("partner_id", "in", self.ids)])):
                    changes.enter_context(records._audit_changes(names))
            return super().write(vals)
