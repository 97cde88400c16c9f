from odoo.exceptions import ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .common import OmsCommon


@tagged("post_install", "-at_install")
class TestTicket(OmsCommon, HttpCase):
    """A ticket about an order: the client's own."""

    def setUp(self):
        super().setUp()
        self.order = self.new_order()
        self.order_b = self.new_order(self.client_b, account_id=self.account_b.id)

    def submit(self, **links):
        self.authenticate(self.client_a.login, self.client_a.login)
        form = {
            "csrf_token": Request.csrf_token(self),
            "subject": "About an order",
            "description": "Text",
            "category": str(self.env.ref("brokersync_crm.helpdesk_category_orders").id),
        }
        self.url_open("/submitted/ticket", data=form | links)
        return self.env["helpdesk.ticket"].search([("name", "=", "About an order")])

    def test_form_offers_the_firm_s_orders(self):
        self.authenticate(self.client_a.login, self.client_a.login)
        page = self.url_open(f"/new/ticket?order_id={self.order.id}").text
        self.assertIn(self.order.name, page)
        self.assertNotIn(self.order_b.name, page)

    def test_ticket_names_order_and_instrument(self):
        ticket = self.submit(order_id=str(self.order.id))
        self.assertEqual(ticket.order_id, self.order)
        self.assertEqual(ticket.instrument_id, self.order.instrument_id)
        self.assertIn(self.order.name, self.url_open(f"/my/ticket/{ticket.id}").text)

    def test_order_of_another_firm_is_not_linked(self):
        for order_id in str(self.order_b.id), "x", "9" * 30:
            ticket = self.submit(order_id=order_id)
            self.assertFalse(ticket.order_id)
            ticket.unlink()

    def test_model_refuses_an_order_of_another_firm(self):
        ticket = self.submit()
        with self.assertRaises(ValidationError):
            ticket.order_id = self.order_b
