"""Reference data, sessions, kill switches, mass cancels."""

from __future__ import annotations

from fractions import Fraction

from matching_sidecar.model import enums
from matching_sidecar.model.commands import MassCancel, SetKillSwitch, SetSession, UpdateReference
from matching_sidecar.model.reference import AccountRow, FirmRow, InstrumentRow

from . import phases, rounds, stops
from .market import Account, Instrument, Market


def update_reference(market: Market, command: UpdateReference) -> None:
    changed = []
    for row in command.rows:
        if isinstance(row, FirmRow):
            market.firms[row.code] = newer(market.firms.get(row.code), row)
        elif isinstance(row, AccountRow):
            account = market.accounts.setdefault(row.code, Account(row))
            account.row = newer(account.row, row)
        else:
            changed += define(market, row)
    rounds.order_done(market)
    for instrument in sorted(changed, key=lambda found: found.row.code):
        stops.look_at_reference(market, instrument)


def newer(old, row):
    return row if old is None or row.version > old.version else old


def define(market: Market, row: InstrumentRow) -> list[Instrument]:
    """Take over an instrument; those whose reference price changed.

    Another tick or lot cancels the orders.
    """
    instrument = market.instruments.setdefault(row.code, Instrument(row))
    old, before = instrument.row, instrument.reference
    if newer(old, row) is old:
        return []
    tick, old_tick = Fraction(row.tick_num, row.tick_den), Fraction(old.tick_num, old.tick_den)
    if (tick, row.lot) != (old_tick, old.lot):
        for order in phases.of(market, instrument):
            market.end(order, "REFERENCE_CHANGE")
        if instrument.last is not None:
            instrument.last = round(instrument.last * old_tick / tick)
    instrument.row = row
    return [instrument] if instrument.reference != before else []


def set_session(market: Market, command: SetSession) -> None:
    for instrument in market.instruments.values():
        if command.symbol not in ("*", instrument.row.code):
            continue
        instrument.trade_date = command.trade_date or instrument.trade_date
        if instrument.phase != command.status:
            phases.change(market, instrument, command.status)
    all_closed = command.symbol == "*" or command.trade_date > market.closed_date
    if command.status == enums.CLOSED and all_closed:
        market.closed_date = max(market.closed_date, command.trade_date)
        forget_old_ids(market)
    rounds.order_done(market)


def forget_old_ids(market: Market) -> None:
    """Ids are kept until the end of the next session, those of open orders longer."""
    for account in market.accounts.values():
        used = {i for o in market.orders if o.account == account.row.code for i in o.ids}
        account.ids = {
            name: session
            for name, session in account.ids.items()
            if session == market.session or name in used
        }
    market.session += 1


def set_kill_switch(market: Market, command: SetKillSwitch) -> None:
    known = {"all": {""}, "firm": market.firms, "account": market.accounts}[command.scope]
    scope = (command.scope, "" if command.scope == "all" else command.code)
    if scope[1] not in known:
        return
    if not command.on:
        market.killed.discard(scope)
        return
    market.killed.add(scope)
    known_first = list(market.accounts)
    for order in sorted(market.orders, key=lambda found: known_first.index(found.account)):
        firm = market.accounts[order.account].row.firm
        if scope in (("all", ""), ("firm", firm), ("account", order.account)):
            market.end(order, "KILL_SWITCH")
    rounds.order_done(market)


def mass_cancel(market: Market, command: MassCancel) -> None:
    for order in list(market.orders):
        firm = market.accounts[order.account].row.firm
        wanted = (
            (not command.accounts or order.account in command.accounts)
            and command.firm in ("", firm)
            and command.symbol in ("", order.symbol)
            and command.side in (0, order.side)
            and command.entered_by in ("", order.entered_by)
        )
        if wanted:
            market.end(order, command.code)
    rounds.order_done(market)
