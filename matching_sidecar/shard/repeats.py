"""A client order id used again: is it the same command once more, or another one under an old
name?"""

from __future__ import annotations

from ..model.commands import CancelOrder, Command, NewOrder, ReplaceOrder
from ..model.enums import EXEC_CANCELED, EXEC_NEW, EXEC_REJECTED, EXEC_REPLACED, MARKET
from ..model.events import CancelReject, Event


def same_content(command: Command, original: Event) -> bool:
    """Whether ``original``, the first answer to a command with this id, answered the same
    content."""
    if isinstance(original, CancelReject):
        asked_before = ReplaceOrder if original.replace else CancelOrder
        return type(command) is asked_before and command.orig_cl_ord_id == original.orig_cl_ord_id
    kind = original.exec_type
    if isinstance(command, NewOrder):
        return (
            kind in (EXEC_NEW, EXEC_REJECTED)
            and command.symbol == original.symbol
            and command.side == original.side
            and command.ord_type == original.ord_type
            and command.tif == original.tif
            and command.qty == original.qty
            and (command.ord_type == MARKET or command.price == original.price)
        )
    if isinstance(command, CancelOrder):
        return kind == EXEC_CANCELED and command.orig_cl_ord_id == original.orig_cl_ord_id
    if isinstance(command, ReplaceOrder):
        return (
            kind == EXEC_REPLACED
            and command.orig_cl_ord_id == original.orig_cl_ord_id
            and command.symbol == original.symbol
            and max(command.qty, original.cum) == original.qty
            and command.price == original.price
        )
    return False
