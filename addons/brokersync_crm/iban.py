"""International bank account numbers (ISO 13616)."""

from importlib.machinery import SourceFileLoader

import stdnum

# Odoo's import hook for stdnum leaves it a loader that does not find the package's data files.
if not hasattr(stdnum.__spec__.loader, "get_resource_reader"):
    stdnum.__spec__.loader = SourceFileLoader("stdnum", stdnum.__file__)

from stdnum.iban import validate

__all__ = ["validate"]
