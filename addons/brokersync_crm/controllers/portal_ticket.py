from pathlib import PurePath

from odoo.addons.helpdesk_mgmt.controllers.main import HelpdeskTicketController
from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import pager
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from .portal_form import once

FILES = 5
FILE_SIZE = 10 * 2**20  # bytes
FILE_TYPES = {".pdf", ".png", ".jpg", ".jpeg", ".txt", ".csv", ".xlsx", ".docx"}


class TicketPortal(CustomerPortalHelpdesk):
    """The help desk in our frame. A ticket is read as the user, with a login: links with a token open nothing."""

    @route()
    def portal_my_tickets(self, page=1, filterby="open", **kw):
        filters = {
            "open": {"label": request.env._("Open"), "domain": [("closed", "=", False)]},
            "closed": {"label": request.env._("Closed"), "domain": [("closed", "=", True)]},
            "all": {"label": request.env._("All"), "domain": []},
        }
        filterby = filterby if filterby in filters else "open"
        domain = filters[filterby]["domain"]
        tickets = request.env["helpdesk.ticket"]
        pages = pager(
            url="/my/tickets",
            url_args={"filterby": filterby},
            page=page,
            step=self._items_per_page,
            total=tickets.search_count(domain),
        )
        return request.render(
            "brokersync_crm.portal_my_tickets",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "tickets",
                "default_url": "/my/tickets",
                "searchbar_filters": filters,
                "filterby": filterby,
                "pager": pages,
                "tickets": tickets.search(
                    domain,
                    order="create_date desc, id desc",
                    limit=self._items_per_page,
                    offset=pages["offset"],
                ),
            },
        )

    @route(auth="user")
    def portal_my_ticket(self, ticket_id, access_token=None, **kw):
        ticket = self._ticket(ticket_id)
        if not ticket:
            return request.redirect("/my/tickets")
        return request.render(
            "brokersync_crm.portal_my_ticket",
            self._get_page_view_values(
                ticket, None, {"page_name": "ticket", "ticket": ticket}, "my_tickets_history", False
            ),
        )

    @route("/my/ticket/<int:ticket_id>/file/<int:file_id>", type="http", auth="user", website=True)
    def my_ticket_file(self, ticket_id, file_id):
        """A file of a ticket, always as a download: what clients send is never shown as a page of this site."""
        ticket = self._ticket(ticket_id)
        file = ticket and ticket.sudo().attachment_ids.filtered(lambda file: file.id == file_id)
        if not file:
            raise request.not_found()
        return request.env["ir.binary"]._get_stream_from(file).get_response(as_attachment=True)

    def _ticket(self, ticket_id):
        """The ticket if the user may see it, else nothing, whether it exists or not."""
        ticket = request.env["helpdesk.ticket"].browse(ticket_id)
        try:
            ticket.check_access("read")
            ticket.name  # noqa: B018  a missing record shows only when it is read
        except (AccessError, MissingError):
            return None
        return ticket


class TicketFormPortal(HelpdeskTicketController):
    # No CustomerPortal here: a class with both parents would bring all its routes a second time, without our changes.
    @route()
    def create_new_ticket(self, **kw):
        return self._ticket_form(kw)

    @route(methods=["POST"])
    def submit_ticket(self, **form):
        try:
            with request.env.cr.savepoint():
                ticket = once(lambda: self._open_ticket(form))
        except UserError as error:
            return self._ticket_form(form, error=str(error))
        return request.redirect(f"/my/ticket/{ticket.id}")

    def _open_ticket(self, form):
        category = form.get("category") or ""
        ticket = request.env["helpdesk.ticket"]._open_from_portal(
            form.get("subject"),
            int(category) if category.isdecimal() and len(category) < 10 else 0,
            form.get("description"),
            **self._ticket_links(form),
        )
        self._attach(ticket)
        return ticket

    @route(methods=["POST"])
    def support_ticket_close(self, ticket_id="", **kw):
        # The addon this page comes from would close anybody's ticket.
        ticket = request.env["helpdesk.ticket"].search(
            [("id", "=", int(ticket_id) if ticket_id.isdecimal() and len(ticket_id) < 10 else 0)]
        )
        if not ticket:
            return request.redirect("/my/tickets")
        ticket._close_from_portal()
        return request.redirect(f"/my/ticket/{ticket.id}")

    def _ticket_links(self, form):
        """Hook: values of fields that lead from the ticket to what it is about, found as the user."""
        return {}

    def _ticket_form_values(self, form):
        """Hook: values the form's template needs beyond those of the base."""
        return {
            "categories": request.env["helpdesk.ticket.category"].search(
                [("show_in_portal", "=", True)]
            ),
            "file_types": ",".join(sorted(FILE_TYPES)),
        }

    def _ticket_form(self, form, **values):
        return request.render(
            "brokersync_crm.portal_ticket_new",
            {
                "page_name": "ticket_new",
                "form": form,
                **self._ticket_form_values(form),
                **values,
            },
        )

    def _attach(self, ticket):
        files = [file for file in request.httprequest.files.getlist("attachment") if file.filename]
        if len(files) > FILES:
            raise UserError(request.env._("At most %s files.", FILES))
        for file in files:
            name = PurePath(file.filename.replace("\\", "/")).name
            if PurePath(name).suffix.lower() not in FILE_TYPES:
                raise UserError(request.env._("“%s”: this kind of file is not taken.", name))
            data = file.stream.read(FILE_SIZE + 1)
            if len(data) > FILE_SIZE:
                raise UserError(
                    request.env._("“%(name)s” has more than %(size)s MB.", name=name, size=10)
                )
            ticket.env["ir.attachment"].create(
                {"name": name, "raw": data, "res_model": ticket._name, "res_id": ticket.id}
            )
