"""Everyone the session is in Odoo: the service, the risk officer who reads, the broker and the client who trade."""

from tools.session.odoo.books import OdooBooks
from tools.session.odoo.desk import OdooDesk
from tools.session.odoo.user import OdooUser
from tools.session.places import BROKER, CLIENT, RISK_OFFICER, Places
from tools.session.troupe import Account, Market


class OdooSide:
    """Logs in as the service and as the demo users.

    Args:
        shard: of the sidecar, as Odoo knows it.

    Raises:
        OdooError: Odoo does not answer, or the demo users are not there.
        OSError: the service's login or API key cannot be read.
    """

    def __init__(self, places: Places, shard: str) -> None:
        def user(login: str, secret: str) -> OdooUser:
            return OdooUser(places.odoo_url, places.database, login, secret)

        self._service = user(places.service_login.read_text(), places.service_key.read_text())
        self._broker, self._client = user(*BROKER), user(*CLIENT)
        self._shard = shard
        self.books = OdooBooks(user(*RISK_OFFICER), shard)

    def accounts(self) -> list[Account]:
        """Active trading accounts, from the rows the sidecar gets too."""
        rows = self._service.call("brokersync.shard", "reference", self._shard, 0)["rows"]
        return Account.all_of(rows)

    def desk(self, market: Market, seed: int) -> OdooDesk:
        """Where the broker and the client enter orders."""
        return OdooDesk(self._broker, self._client, market, seed)
