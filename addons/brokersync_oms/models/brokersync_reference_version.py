from odoo import models

from ..big_integer import BigInteger


class BrokersyncReferenceVersion(models.Model):
    """The one counter of reference data changes.

    Whoever takes a number holds the row until commit, so numbers become visible in their order: a reader that has seen
    version N has seen everything below it.
    """

    _name = "brokersync.reference.version"
    _description = "Counter of reference data changes"
    _allow_sudo_commands = False

    last = BigInteger(required=True, readonly=True, default=0)

    def _take(self, count):
        """The first of `count` fresh version numbers."""
        self.env.cr.execute(
            "UPDATE brokersync_reference_version SET last = last + %s RETURNING last",
            [count],
        )
        [(last,)] = self.env.cr.fetchall()
        return last - count + 1

    def _current(self):
        self.env.cr.execute("SELECT last FROM brokersync_reference_version")
        [(last,)] = self.env.cr.fetchall()
        return last
