from odoo import models


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        """Everyone listens to the firms he or she may see. The server adds these channels; a browser can only name text
        channels, so it cannot ask for another firm's. Staff who see everything listen through their group."""
        channels = super()._build_bus_channel_list(channels)
        user = self.env.user
        if user.has_group("brokersync_crm.group_trader"):
            channels.extend(user.brokersync_trader_id.filtered("can_view").firm_id)
        elif user.has_group("brokersync_crm.group_broker") and not user._brokersync_sees_all():
            channels.extend(self.env["brokersync.firm"].search(user._brokersync_firm_domain("id")))
        return channels
