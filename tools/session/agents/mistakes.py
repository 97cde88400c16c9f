"""Deliberate mistakes, so that refusals are visible."""

import random

from matching_sidecar.client import New
from tools.session.contract import Contract


def make(command: New, contract: Contract, rng: random.Random) -> str:
    """Spoil a limit order; gives the code it must be refused with."""
    kinds = [_off_tick, _unknown_symbol, _market_day]
    if contract.max_order_qty:
        kinds.append(_too_large)
    if contract.band_pct:
        kinds.append(_out_of_band)
    return rng.choice(kinds)(command, contract)


def _off_tick(command: New, contract: Contract) -> str:
    command.price = _price(command) + contract.price(1) / 2
    return "PRICE_INCREMENT"


def _unknown_symbol(command: New, contract: Contract) -> str:
    command.symbol = f"{contract.product}X99"
    return "UNKNOWN_SYMBOL"


def _market_day(command: New, contract: Contract) -> str:
    del contract
    command.ord_type, command.time_in_force = "market", "day"
    return "UNSUPPORTED"


def _too_large(command: New, contract: Contract) -> str:
    command.order_qty = contract.max_order_qty + contract.lot
    return "ORDER_QTY_LIMIT"


def _out_of_band(command: New, contract: Contract) -> str:
    # Twice the band, since its middle is the last trade and not the fair price.
    share = 1 - 2 * min(contract.band_pct, 40.0) / 100
    command.price = contract.price(max(1, round(contract.ticks(_price(command)) * share)))
    return "PRICE_BAND"


def _price(command: New) -> float:
    assert isinstance(command.price, float)  # noqa: S101
    return command.price
