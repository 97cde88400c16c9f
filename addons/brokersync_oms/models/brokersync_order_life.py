from odoo import models
from odoo.tools import SQL

from ..const import NEXT_STATUS


class BrokersyncOrder(models.Model):
    """The life of an order, as the database itself watches over it: which status follows which, and what is left."""

    _inherit = "brokersync.order"

    _quantities = models.Constraint(
        "CHECK (leaves_qty >= 0 AND cum_qty >= 0 AND COALESCE(cum_qty, 0) + COALESCE(leaves_qty, 0) <= order_qty)",
        "Filled and open quantity cannot exceed the ordered quantity.",
    )
    _terminal_is_closed = models.Constraint(
        "CHECK (leaves_qty = 0 OR ord_status NOT IN ('filled', 'canceled', 'rejected', 'expired'))",
        "An order that has ended has nothing open.",
    )

    def init(self):
        """Status changes the state machine does not know are refused by the database itself."""
        pairs = [f"{old}>{new}" for old, successors in NEXT_STATUS.items() for new in successors]
        self.env.cr.execute(
            SQL(
                """
            CREATE OR REPLACE FUNCTION brokersync_order_transition() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF NOT (OLD.ord_status || '>' || NEW.ord_status = ANY (TG_ARGV[0]::text[])) THEN
                    RAISE EXCEPTION 'Order %% is %% and cannot become %%.', OLD.name, OLD.ord_status, NEW.ord_status
                        USING ERRCODE = 'check_violation', TABLE = 'brokersync_order';
                END IF;
                RETURN NEW;
            END $$;
            DROP TRIGGER IF EXISTS brokersync_order_transition ON brokersync_order;
            CREATE TRIGGER brokersync_order_transition BEFORE UPDATE OF ord_status ON brokersync_order
                FOR EACH ROW WHEN (OLD.ord_status IS DISTINCT FROM NEW.ord_status)
                EXECUTE FUNCTION brokersync_order_transition(%s)
            """,
                "{" + ",".join(pairs) + "}",
            )
        )
