from . import market
from . import portal
from . import portal_market
from . import token
