# Runs in `odoo shell`. Makes the API key of the user "Sidecar service" and writes key and login
# to the files named in the environment.
import os
from datetime import timedelta
from pathlib import Path

from odoo import fields

USER = "brokersync_oms.user_sidecar_service"
VALID_DAYS = 365

user = env.ref(USER, raise_if_not_found=False)
if user:
    keys = user.env["res.users.apikeys"].with_user(user).sudo()
    expiry = fields.Datetime.now() + timedelta(days=VALID_DAYS)
    keys.search([("user_id", "=", user.id)]).unlink()
    key = keys._generate("rpc", "Matching sidecar", expiry)
    for variable, value in (("KEY_FILE", key), ("LOGIN_FILE", user.login)):
        path = Path(os.environ[variable])
        path.touch(mode=0o600)
        path.write_text(value)
    env.cr.commit()
