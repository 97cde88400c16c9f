"""The matching sidecar: live order books, their journal, and the way in and out of them."""

import os

from . import compiled

__version__ = "0.3.0"

compiled.choose(os.environ)
