"""Steps that run side by side, each when what it needs is done."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from tools.console import console
from tools.run import stop_children


@dataclass(frozen=True)
class Task:
    """A step with its name on the screen. `needs` are names of other tasks."""

    name: str
    work: Callable[[], None]
    needs: Sequence[str] = ()


def run_all(tasks: Sequence[Task]) -> None:
    """Run every task; raises the first error after stopping the others."""
    waiting = list(tasks)
    finished: set[str] = set()
    running: dict[Future[None], str] = {}
    with ThreadPoolExecutor(max_workers=len(tasks) or 1) as pool:
        try:
            while waiting or running:
                for task in [task for task in waiting if finished.issuperset(task.needs)]:
                    waiting.remove(task)
                    running[pool.submit(_show, task)] = task.name
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
                    finished.add(running.pop(future))
        except BaseException:
            stop_children()
            raise


def _show(task: Task) -> None:
    with console.step(task.name):
        task.work()
