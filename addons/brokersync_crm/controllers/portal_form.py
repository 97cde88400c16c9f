import json
from hashlib import sha256

from odoo.exceptions import AccessError, UserError
from odoo.http import request


def submit(act, page, url):
    """Do `act`, whole or not at all, and go to `url`.

    What the person can mend is said on the page again: `page(error=text)`. What the user may not do leads home, so that
    nothing tells whether a record of somebody else is there.
    """
    try:
        with request.env.cr.savepoint():
            act()
    except AccessError:
        return request.redirect("/my")
    except UserError as error:
        return page(error=str(error))
    return request.redirect(url)


def once(make):
    """The record that `make()` gives, or the one it gave when this very form was sent before.

    A second click, or a browser that sends again, comes with the same fields and the same token; whoever wants the same
    once more opens the form again, and has another token. Two at a time wait for each other.
    """
    sent = sorted(request.httprequest.form.items(multi=True))
    key = sha256(json.dumps([request.httprequest.path, sent]).encode()).hexdigest()
    keys = request.env["brokersync.api.idempotency"].sudo()
    with request.env.cr.savepoint():  # what failed may be sent again
        if not (claim := keys._claim(request.env.uid, key, key)):
            earlier = keys._earlier(request.env.uid, key)
            return request.env[earlier.model].browse(earlier.res_id)
        record = make()
        claim.write({"model": record._name, "res_id": record.id})
        return record
