from . import test_command
from . import test_order
from . import test_position_math
from . import test_records
from . import test_reference
from . import test_seam
from . import test_token
