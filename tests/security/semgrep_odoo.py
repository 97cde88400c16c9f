# Samples for semgrep_odoo.yml, run by `semgrep scan --test`: a rule must find the line below
# "ruleid" and must leave the line below "ok" alone.
import pickle

import requests
from lxml import etree
from markupsafe import Markup

from odoo import fields, http, models
from odoo.http import request


class Desk(http.Controller):
    # ruleid: odoo-csrf-off
    @http.route("/a", auth="user", csrf=False)
    def without_csrf(self):
        return ""

    # ok: odoo-csrf-off
    @http.route("/b", auth="bearer", csrf=False)
    def with_key(self):
        return ""

    # ruleid: odoo-auth-none
    @http.route("/c", auth="none")
    def nobody(self):
        return ""

    # ok: odoo-auth-none
    @http.route("/d/<int:order_id>", auth="user")
    def read(self, order_id):
        # ruleid: odoo-route-sudo-browse
        order = request.env["brokersync.order"].sudo().browse(order_id)
        # ok: odoo-route-sudo-browse
        own = request.env["brokersync.order"].browse(order_id)
        return order, own

    @http.route("/e", auth="user")
    def assign(self, **values):
        # ruleid: odoo-mass-assignment
        request.env["brokersync.order"].create(values)
        # ok: odoo-mass-assignment
        request.env["brokersync.order"].create({"name": values.get("name")})
        # ruleid: odoo-open-redirect
        return request.redirect(values["next"], local=False)

    @http.route("/f", auth="user")
    def back(self):
        # ok: odoo-open-redirect
        return request.redirect("/my")


class Order(models.Model):
    _name = "sample.order"
    # ruleid: odoo-html-unsanitized
    raw = fields.Html(sanitize=False)
    # ok: odoo-html-unsanitized
    note = fields.Html()
    # ruleid: odoo-float-without-digits
    price = fields.Float()
    # ok: odoo-float-without-digits
    exact = fields.Float(digits=(16, 6))
    # ok: odoo-float-without-digits
    shown = fields.Float(related="exact")

    # ruleid: odoo-public-method-sudo-write
    def change(self, values):
        self.sudo().write(values)

    # ok: odoo-public-method-sudo-write
    def _change(self, values):
        self.sudo().write(values)

    def query(self, name, token, other):
        # ruleid: odoo-sql-format
        self.env.cr.execute("SELECT 1 FROM x WHERE name = '%s'" % name)
        # ruleid: odoo-sql-format
        self.env.cr.execute(f"SELECT 1 FROM {name}")
        # ok: odoo-sql-format
        self.env.cr.execute("SELECT 1 FROM x WHERE name = %s", [name])
        # ruleid: odoo-secret-compare
        if token == other:
            # ruleid: odoo-commit
            self.env.cr.commit()
        # ok: odoo-secret-compare
        if name == other:
            # ruleid: odoo-http-no-timeout
            requests.get("http://example.org")
            # ok: odoo-http-no-timeout
            requests.get("http://example.org", timeout=5)
        # ruleid: odoo-markup-format
        bold = Markup(f"<b>{name}</b>")
        # ok: odoo-markup-format
        safe = Markup("<b>%s</b>") % name
        # ruleid: odoo-eval
        value = eval(name)
        # ruleid: odoo-eval
        stored = pickle.loads(name)
        # ruleid: odoo-xml-entities
        tree = etree.fromstring(name)
        # ok: odoo-xml-entities
        strict = etree.fromstring(name, parser=etree.XMLParser(resolve_entities=False))
        return bold, safe, value, stored, tree, strict

    def limited(self):
        # ruleid: odoo-context-decides
        if self.env.context.get("no_limit"):
            return None
        # ok: odoo-context-decides
        if self.env.context.get("no_limit") is Order:
            return None
        return self._count()
