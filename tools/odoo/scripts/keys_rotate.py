# Runs in `odoo shell`. Seals every encrypted field with the active key and writes how many to RESULT_FILE.
import json
import os
from pathlib import Path

sealed = env["brokersync.data.key"]._rotate(commit=True)
Path(os.environ["RESULT_FILE"]).write_text(json.dumps(sealed))
