from werkzeug.exceptions import Forbidden, NotFound

from odoo.exceptions import AccessError
from odoo.http import Controller, request, route

from .download import download


class KycDocument(Controller):
    """The one way a KYC file leaves: as a download, never inside a page."""

    @route("/brokersync/kyc/document/<int:document_id>", type="http", auth="user", readonly=True)
    def kyc_document(self, document_id, unscanned=None, **kw):
        # Searched as the user: what the record rules hide does not exist, and 404 tells nothing.
        documents = request.env["brokersync.kyc.document"]
        if not documents.has_access("read"):
            raise NotFound
        return attachment(documents.search([("id", "=", document_id)]), unscanned=bool(unscanned))


def attachment(document, *, unscanned=False):
    """Response with the file of `document`, which the reader may see.

    :raise NotFound: there is no document
    :raise Forbidden: in quarantine, or not scanned and not for this reader
    """
    if not document:
        raise NotFound
    try:
        content = document._content_for(request.env.user, unscanned=unscanned)
    except AccessError as error:
        raise Forbidden(str(error)) from error
    return download(content, document.mimetype, document.name)
