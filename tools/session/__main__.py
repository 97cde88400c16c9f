"""``python -m tools.session``: a trading session against a running sidecar and Odoo.

Ends with 0 only when every check holds, 1 when one does not or it was stopped before, 2 when the session could not
be held.
"""

import argparse
import asyncio
import os
import signal
import sys

import uvloop

from matching_sidecar.client import ClientError
from tools.errors import Problem
from tools.session.odoo.user import OdooError
from tools.session.places import Places
from tools.session.result import Result
from tools.session.session import Options, Session, SessionError

MOST = 86_400


def main() -> int:
    arguments = _parser().parse_args()
    options = Options(
        seconds=arguments.seconds,
        seed=arguments.seed,
        rate=arguments.rate,
        odoo_orders=arguments.odoo_orders,
        keep_trading=arguments.keep_trading,
    )
    try:
        result = uvloop.run(_run(Places.load(os.environ), options, as_json=arguments.json))
    except (OSError, ValueError, ClientError, OdooError, SessionError, Problem) as error:
        print(f"The session could not be held: {error}", file=sys.stderr)
        return 2
    return 0 if result is not None and result.passed else 1


async def _run(places: Places, options: Options, *, as_json: bool) -> Result | None:
    """Hold the session; a signal ends it early, and cleanly."""
    task = asyncio.ensure_future(_hold(Session(places, options), options, as_json=as_json))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await task


async def _hold(session: Session, options: Options, *, as_json: bool) -> Result | None:
    result: Result | None = None
    await session.open()
    try:
        await session.trade()
        result = await session.conclude()
        print(result.to_json() if as_json else result.to_text(), flush=True)
        if options.keep_trading:
            await session.go_on()
    except asyncio.CancelledError:
        pass  # told to stop
    finally:
        await session.close()
    return result


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tools.session", description=__doc__)
    parser.add_argument("--seconds", type=_positive, default=20.0, metavar="N")
    parser.add_argument("--seed", type=int, default=42, help="same seed, same decisions")
    parser.add_argument("--rate", type=_positive, default=400.0, help="commands a second")
    parser.add_argument(
        "--odoo-orders", type=int, default=16, metavar="N", help="orders entered in Odoo by people"
    )
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object")
    parser.add_argument(
        "--keep-trading", action="store_true", help="go on gently afterwards, until SIGTERM"
    )
    return parser


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0, at most {MOST}")
    return value


if __name__ == "__main__":
    sys.exit(main())
