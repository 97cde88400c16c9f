"""What can go wrong between the sidecar and Odoo. None of it loses an event: the link tries again."""

from __future__ import annotations


class LinkError(Exception):
    """Odoo did not do what it was asked; the text says why. Worth trying again."""


class Unreachable(LinkError):
    """No answer: connection refused, lost or timed out. Odoo may have committed all the same."""


class Refused(LinkError):
    """Odoo understood and said no (UserError, ValidationError)."""


class Denied(LinkError):
    """Odoo does not accept the key, or the user lacks the right."""
