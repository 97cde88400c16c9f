"""Write docs/api/openapi-v1.json from a running Odoo: `python3 -m tools.api_document [address]`.

A test compares the copy with what the API says about itself, so that a change of the API shows in a review.
"""

import json
import sys

from tools.errors import Problem
from tools.http import get_json
from tools.settings import REPO

COPY = REPO / "docs" / "api" / "openapi-v1.json"


def main(address: str = "http://127.0.0.1:8069") -> None:
    document = get_json(f"{address}/api/v1/openapi.json", seconds=30)
    if "openapi" not in document:
        raise Problem(f"no API answers at {address}", "Run: ./brokersync up")
    text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
    COPY.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
