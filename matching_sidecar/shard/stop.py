"""Ending the process when going on could break a promise."""

import logging
import os
from collections.abc import Callable
from typing import NoReturn

from ..journal.errors import JournalBrokenError

Stop = Callable[[], NoReturn]


def stop_process() -> NoReturn:
    """End the process without another word to anyone: what was not acknowledged did not
    happen."""
    logging.shutdown()
    os._exit(JournalBrokenError.exit_code)
