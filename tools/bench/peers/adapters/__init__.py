"""One module a book: ``calls(flow)`` turns the order flow into calls, ``lots(result)`` says what one traded.

Every book is given plain values (names, numbers, its own enumerations): making an order object or a command out of
them is part of the call that is timed.
"""
