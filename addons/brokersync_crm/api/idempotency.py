"""A POST that is repeated with the same `Idempotency-Key` makes one record, however often the network fails."""

from typing import Annotated

from fastapi import Header

from .call import current_call
from .problems import Problem

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description="A new random text for each thing to be made; sent again with each repetition. "
        "Remembered for 24 hours.",
    ),
]


def once(env, key, make):
    """The record `make()` gives, or the one it gave when this key came before.

    :raise Problem: the key came before with another request
    """
    if key is None:
        return make()
    call = current_call.get()
    keys = env["brokersync.api.idempotency"].sudo()
    if not (claim := keys._claim(env.uid, key, call.fingerprint)):
        earlier = keys._earlier(env.uid, key)
        if earlier.fingerprint != call.fingerprint:
            raise Problem(
                422, "idempotency_key_reused", "This Idempotency-Key came with another request."
            )
        call.headers["Idempotency-Replayed"] = "true"
        return env[earlier.model].browse(earlier.res_id)
    record = make()
    claim.write({"model": record._name, "res_id": record.id})
    return record
