from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class BrokersyncCommon(TransactionCase):
    """One user per group, two active firms with a trader each.

    Other addons build their fixtures on it.     `broker` is assigned to `firm_a`; nobody is assigned to `firm_b`.
    `client_a` and `client_b` are the portal users of     `trader_a` and `trader_b`.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        # Test users' passwords are their logins; the policy has tests of its own.
        for policy in "auth_password_policy.minlength", "brokersync.password_score":
            cls.env["ir.config_parameter"].set_param(policy, 0)
        # `HttpCase.authenticate` makes sessions that do not know when they began: each would be too old.
        cls.env["res.groups"].search([("lock_timeout", ">", 0)]).lock_timeout = 0
        cls.broker = cls._new_staff("bs_broker", "group_broker")
        cls.risk_officer = cls._new_staff("bs_risk", "group_risk_officer")
        cls.compliance_officer = cls._new_staff("bs_compliance", "group_compliance_officer")
        cls.administrator = cls._new_staff("bs_administrator", "group_administrator")
        cls.sidecar_user = cls._new_staff("bs_sidecar", "group_sidecar_service")
        cls.internal_user = new_test_user(cls.env, "bs_internal", groups="base.group_user")

        cls.firm_a = cls._new_firm("TEST-A", "Alpha Grain", broker_ids=cls.broker.ids)
        cls.firm_b = cls._new_firm("TEST-B", "Beta Metals")
        cls.trader_a, cls.client_a = cls._new_trader(cls.firm_a, "TEST-A-1", "Anna Alpha")
        cls.trader_b, cls.client_b = cls._new_trader(cls.firm_b, "TEST-B-1", "Bruno Beta")

    @classmethod
    def _new_staff(cls, login, group):
        return new_test_user(cls.env, login, groups=f"brokersync_crm.{group}")

    @classmethod
    def _new_firm(cls, code, name, broker_ids=(), **values):
        return cls.env["brokersync.firm"].create(
            {
                "code": code,
                "name": name,
                "account_status": "active",
                "broker_ids": [Command.set(broker_ids)],
                **values,
            }
        )

    @classmethod
    def _new_trader(cls, firm, code, name, **values):
        """Return the trader and the portal user, whose login and password are the code in lower case."""
        login = code.lower()
        trader = cls.env["brokersync.trader"].create(
            {
                "firm_id": firm.id,
                "code": code,
                "name": name,
                "email": f"{login}@{firm.code.lower()}.example",
                **values,
            }
        )
        user = cls.env["res.users"].create(
            {
                "login": login,
                "password": login,
                "partner_id": trader.partner_id.id,
                "group_ids": [Command.set(cls.env.ref("brokersync_crm.group_trader").ids)],
            }
        )
        return trader, user
