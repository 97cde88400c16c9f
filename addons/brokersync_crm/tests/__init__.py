from . import test_access
from . import test_firm
from . import test_portal
from . import test_sidecar_service
from . import test_trader
