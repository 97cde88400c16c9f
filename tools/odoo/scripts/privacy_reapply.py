# Runs in `odoo shell`. Erases again who was erased since the backup; their codes go to RESULT_FILE.
import json
import os
from pathlib import Path

codes = env["brokersync.privacy.request"]._erase_again()
env.cr.commit()
Path(os.environ["RESULT_FILE"]).write_text(json.dumps({"codes": codes}))
