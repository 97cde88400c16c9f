"""The Ed25519 key that signs every token Odoo gives out: for the matching sidecar and for the REST API."""

import os
from functools import lru_cache
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from odoo.exceptions import UserError

KEY_FILE_VARIABLE = "BROKERSYNC_TOKEN_KEY_FILE"
ALGORITHM = "Ed25519"  # the only one signed with and the only one accepted


def signing_key(env):
    """The key in the file that `BROKERSYNC_TOKEN_KEY_FILE` names; read again when the file changes.

    :raise UserError: not set, missing or no usable key
    """
    path = os.environ.get(KEY_FILE_VARIABLE)
    if not path:
        raise UserError(
            env._("%s is not set: Odoo has no key to sign tokens with.", KEY_FILE_VARIABLE)
        )
    try:
        return _load_key(path, Path(path).stat().st_mtime_ns)
    except (OSError, ValueError, JoseError) as error:
        raise UserError(
            env._(
                "The signing key %(path)s cannot be used: %(error)s",
                path=path,
                error=type(error).__name__,
            )
        ) from error


@lru_cache(maxsize=2)
def _load_key(path, _modified):
    return OKPKey.import_key(Path(path).read_bytes())
