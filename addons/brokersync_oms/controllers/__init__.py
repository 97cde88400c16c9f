from . import portal
from . import token
