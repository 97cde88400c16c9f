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
