"""The REST API under `/api/v1`: what happens to a request, from its first byte to the answer.

`dispatcher` is the gate every request passes (body, caller, rate); `routers` hold the resources; `problems` turns every
error into `application/problem+json`. The models stay thin behind them and decide who may do what.
"""

from . import dispatcher
