from odoo import SUPERUSER_ID, api, models
from odoo.http import STORED_SESSION_BYTES

SEEN = "brokersync_device_seen"


class ResDeviceLog(models.Model):
    """Each session is looked at once, when it first shows itself: a device nobody has seen, or one session too many."""

    _inherit = "res.device.log"

    @api.model
    def _update_device(self, request):
        super()._update_device(request)
        session = request.session
        if not session.uid or session.get(SEEN) == session.uid or not session.get("_trace"):
            return
        session[SEEN] = session.uid
        trace = session["_trace"][-1]
        if self.env.cr.readonly:
            # As Odoo does above; nothing was written that could be lost.
            self.env.cr.rollback()
        # In a transaction of its own: the session remembers that it was looked at, whatever becomes of this request.
        with self.env.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["res.device.log"]._brokersync_new_session(
                session.uid, session.sid[:STORED_SESSION_BYTES], trace
            )

    @api.model
    def _brokersync_new_session(self, uid, session_identifier, trace):
        """Look at the session that began now. Its own row may not be there yet: `trace` is what Odoo keeps of it."""
        user = self.env["res.users"].browse(uid)
        earlier = self.search(
            [("user_id", "=", uid), ("session_identifier", "!=", session_identifier)],
            order="id desc",
            limit=1000,
        )
        kinds = {(log.platform, log.browser) for log in earlier}
        if earlier and (trace["platform"], trace["browser"]) not in kinds:
            user._brokersync_notify_new_device(trace)
        user._brokersync_limit_sessions(session_identifier)
