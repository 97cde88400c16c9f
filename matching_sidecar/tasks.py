"""Ending a task."""

import asyncio
from typing import Any, Final

AGAIN_SECONDS: Final = 0.1


async def end(task: asyncio.Task[Any] | None) -> None:
    """Cancel a task and wait until it is done.

    More than once if need be: before Python 3.12 ``asyncio.wait_for`` swallows a cancellation
    that comes together with what it waits for.
    """
    while task is not None and not task.done():
        task.cancel()
        await asyncio.wait([task], timeout=AGAIN_SECONDS)
