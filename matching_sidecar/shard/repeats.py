"""A client order id used again: is it the same command once more, or another one under an old
name?"""

from __future__ import annotations

from typing import Final

from ..model.commands import CancelOrder, Command, NewGroup, NewOrder, ReplaceOrder
from ..model.enums import (
    EXEC_CANCELED,
    EXEC_NEW,
    EXEC_REJECTED,
    EXEC_REPLACED,
    LIMIT,
    MARKET_TO_LIMIT,
    STOP_LIMIT,
)
from ..model.events import CancelReject, Event, Execution

_PRICED: Final = (LIMIT, STOP_LIMIT)


def cl_ord_id(command: Command) -> str:
    """The id by which a client's command is known; a group's is its first order's."""
    if isinstance(command, NewGroup):
        return command.orders[0].cl_ord_id
    if isinstance(command, NewOrder | CancelOrder | ReplaceOrder):
        return command.cl_ord_id
    return ""


def same_content(command: Command, original: Event) -> bool:
    """Whether ``original``, the first answer to a command with this id, answered the same
    content."""
    if isinstance(original, CancelReject):
        asked_before = ReplaceOrder if original.replace else CancelOrder
        return type(command) is asked_before and command.orig_cl_ord_id == original.orig_cl_ord_id
    kind = original.exec_type
    if isinstance(command, NewGroup):
        return command.list_id == original.list_id and _same_order(command.orders[0], original)
    if isinstance(command, NewOrder):
        return not original.list_id and _same_order(command, original)
    if isinstance(command, CancelOrder):
        return kind == EXEC_CANCELED and command.orig_cl_ord_id == original.orig_cl_ord_id
    if isinstance(command, ReplaceOrder):
        return (
            kind == EXEC_REPLACED
            and command.orig_cl_ord_id == original.orig_cl_ord_id
            and command.symbol == original.symbol
            and max(command.qty, original.cum) == original.qty
            and (
                command.price == original.price
                or original.ord_type not in (*_PRICED, MARKET_TO_LIMIT)
            )
            and command.stop_price in (None, original.stop_price)
        )
    return False


def _same_order(command: NewOrder, original: Execution) -> bool:
    return (
        original.exec_type in (EXEC_NEW, EXEC_REJECTED)
        and command.symbol == original.symbol
        and command.side == original.side
        and command.ord_type == original.ord_type
        and command.tif == original.tif
        and command.qty == original.qty
        and (command.price == original.price or command.ord_type not in _PRICED)
        and command.terms == original.terms
    )
