"""Reference data: firms, accounts, instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..book.instrument import InstrumentState
from ..model.commands import UpdateReference
from ..model.events import Event
from ..model.reference import AccountRow, FirmRow, InstrumentRow
from ..risk.state import AccountState, FirmState
from . import bulk, spreads

if TYPE_CHECKING:
    from .engine import Engine


def update_reference(engine: Engine, command: UpdateReference, events: list[Event]) -> None:
    """Take over rows that are newer than what is there; an account of an unknown firm makes the
    firm known, inactive."""
    for row in command.rows:
        if isinstance(row, InstrumentRow):
            _define_instrument(engine, row, command.ts, events)
        elif isinstance(row, FirmRow):
            firm = engine.firms.get(row.code)
            if firm is None:
                engine.firms[row.code] = FirmState(row)
            elif row.version > firm.row.version:
                firm.define(row)
        else:
            _define_account(engine, row)
        engine.reference_version = max(engine.reference_version, row.version)
    spreads.link(engine)
    for account in engine.accounts.values():
        account.refresh(engine.killed)


def _define_instrument(engine: Engine, row: InstrumentRow, ts: int, events: list[Event]) -> None:
    instrument = engine.instruments.get(row.code)
    engine.notices.add(row.code)
    spreads.define(engine, row)
    if instrument is None:
        engine.instruments[row.code] = InstrumentState(row)
        return
    old = instrument.row
    if row.version <= old.version:
        return
    if (row.tick_num * old.tick_den, row.lot) != (old.tick_num * row.tick_den, old.lot):
        # Open orders are in old ticks and lots: their owners must enter them anew.
        bulk.cancel_all(engine, bulk.orders_in(engine, row.code), "REFERENCE_CHANGE", ts, events)
        instrument.convert_prices(row)
        instrument.book.forget_changes()
    instrument.define(row)
    # The reference price triggers stops.
    engine.touch(instrument)


def _define_account(engine: Engine, row: AccountRow) -> None:
    firm = engine.firms.get(row.firm)
    if firm is None:
        firm = engine.firms[row.firm] = FirmState(FirmRow(row.firm, 0, active=False))
    account = engine.accounts.get(row.code)
    if account is None:
        engine.accounts[row.code] = AccountState(row, firm, engine.legs)
    elif row.version > account.row.version:
        account.define(row, firm)
        # With another self-trade prevention, orders that wait for their moment may trade now.
        for instrument in engine.instruments.values():
            if instrument.watch is not None:
                engine.touch(instrument)
