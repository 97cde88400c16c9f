"""python-stdnum's CFI check (ISO 10962), made importable inside Odoo.

Odoo wraps the import of `stdnum` in a loader that cannot list data files, so `stdnum.cfi` does not find its table
(odoo/_monkeypatches/__init__.py, `PatchImportHook.find_spec`). Naming the real loader is enough.
"""

from importlib.machinery import SourceFileLoader

import stdnum

stdnum.__spec__.loader = SourceFileLoader("stdnum", stdnum.__file__)

from stdnum.cfi import validate  # noqa: E402, F401  needs the line above
