# Runs in `odoo shell`. Verifies the audit log and writes what was found to RESULT_FILE.
import json
import os
from pathlib import Path

env["brokersync.audit"]._cron_chain()
check = env["brokersync.audit.check"]._verify()
result = {
    name: check[name] for name in ("state", "rows", "sequence", "hash", "findings", "anchored")
}
env.cr.commit()
Path(os.environ["RESULT_FILE"]).write_text(json.dumps(result))
