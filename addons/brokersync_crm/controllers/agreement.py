from werkzeug.exceptions import NotFound

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from .download import download


class Agreement(Controller):
    """The signed agreements of the firms a member of staff may see, as papers."""

    @route("/brokersync/agreement/<int:agreement_id>", type="http", auth="user", readonly=True)
    def agreement(self, agreement_id, **kw):
        # Searched as the user: what the record rules hide does not exist, and 404 tells nothing.
        agreements = request.env["brokersync.agreement"]
        if not agreements.has_access("read"):
            raise NotFound
        return paper(agreements.search([("id", "=", agreement_id)]))


def paper(agreement):
    """Response with the PDF of `agreement`, which the reader may see.

    :raise NotFound: there is none
    """
    if not agreement:
        raise NotFound
    try:
        content = agreement._paper()
    except UserError as error:
        raise NotFound(str(error)) from error
    return download(content, "application/pdf", agreement._paper_name())
