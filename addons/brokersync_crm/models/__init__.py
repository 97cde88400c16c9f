from . import brokersync_firm_owned
from . import brokersync_firm
from . import brokersync_trader
from . import res_partner
from . import res_users
