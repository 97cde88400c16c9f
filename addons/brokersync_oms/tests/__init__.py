from . import test_order
from . import test_position_math
from . import test_seam
