from odoo.tests import tagged

from .golden import assert_golden
from .tenant_common import TenantCommon

OPERATIONS = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestAccessMatrix(TenantCommon):
    """Every model × operation × group × own or another's firm, as a table that is kept: `golden/access.txt`.

    A line reads: model, group, then the first letters of what is allowed. For a model with firms it says so twice: in
    general, and on a record of a firm that is not the user's. Nothing is allowed where there is no line.
    """

    def users(self):
        return {
            "trader": self.client_a,
            "broker": self.broker,
            "risk": self.risk_officer,
            "compliance": self.compliance_officer,
            "administrator": self.administrator,
            "staff": self.internal_user,
            "sidecar": self.sidecar_user,
        }

    def allowed(self, records, user):
        mine = records.with_user(user)
        return "".join(name[0] for name in OPERATIONS if mine.has_access(name)) or "-"

    def test_matrix(self):
        lines = []
        for name, model in self.tables().items():
            hidden = None
            if "firm_id" in model._fields:
                hidden = model.search([("firm_id", "=", self.firm_b.id)], limit=1)
                self.assertTrue(hidden, name)
            elif name == "brokersync.firm":
                hidden = self.firm_b
            for group, user in self.users().items():
                general = self.allowed(model, user)
                if general == "-":
                    continue
                others = "" if hidden is None else f" others={self.allowed(hidden, user)}"
                lines.append(f"{name} {group} {general}{others}")
        assert_golden(self, "access.txt", sorted(lines))
