# Runs in `odoo shell`. Makes the calls in QUESTIONS_FILE, lists of [login, model, method, args, kwargs], and writes the
# milliseconds of each query they make to RESULT_FILE.
import json
import logging
import os
import re
from pathlib import Path

from odoo.service.model import call_kw

WARM = 1  # rounds before the measured one
times = []


class Queries(logging.Handler):
    """Keeps what Odoo's driver says about each query."""

    def emit(self, record):
        if found := re.match(r"\[([\d.]+) ms\]", record.getMessage()):
            times.append(float(found[1]))


questions = json.loads(Path(os.environ["QUESTIONS_FILE"]).read_text())
users = {login: env["res.users"].search([("login", "=", login)]) for login, *_call in questions}
logger = logging.getLogger("odoo.sql_db")
logger.addHandler(Queries())
logger.propagate = False
for round_ in range(WARM + 1):
    logger.setLevel(logging.DEBUG if round_ == WARM else logging.WARNING)
    for login, model, method, args, kwargs in questions:
        env.invalidate_all()
        call_kw(env[model].with_user(users[login]).with_context(lang="en_US"), method, args, kwargs)
logger.setLevel(logging.WARNING)
Path(os.environ["RESULT_FILE"]).write_text(json.dumps(times))
