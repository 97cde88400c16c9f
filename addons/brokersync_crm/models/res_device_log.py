from odoo import SUPERUSER_ID, api, models
from odoo.http import STORED_SESSION_BYTES

SEEN = "brokersync_device_seen"


class ResDeviceLog(models.Model):
    """Each session is looked at once, when it first shows itself: a device nobody has seen, or one session too
    many."""

    _inherit = "res.device.log"

    @api.model
    def _update_device(self, request):
        super()._update_device(request)
        session = request.session
        if not session.uid or session.get(SEEN) == session.uid:
            return
        session[SEEN] = session.uid
        # The request may be a reading one, with a transaction that cannot write: like Odoo, end it and take another.
        if self.env.cr.readonly:
            self.env.cr.rollback()
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["res.device.log"]._brokersync_new_session(
                session.uid, session.sid[:STORED_SESSION_BYTES]
            )

    @api.model
    def _brokersync_new_session(self, uid, session_identifier):
        user = self.env["res.users"].browse(uid)
        logs = self.search([("user_id", "=", uid)], order="id desc", limit=1000)
        current = logs.filtered(lambda log: log.session_identifier == session_identifier)[:1]
        earlier = logs.filtered(lambda log: log.session_identifier != session_identifier)
        if current and earlier and not self._brokersync_knows(earlier, current):
            user._brokersync_notify_new_device(current)
        user._brokersync_limit_sessions(session_identifier)

    def _brokersync_knows(self, earlier, current):
        def kind(log):
            return (log.platform, log.browser, log.device_type, log.country)

        return kind(current) in {kind(log) for log in earlier}
