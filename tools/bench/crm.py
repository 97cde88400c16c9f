"""How long the web client waits for lists, searches and the dashboard: a real Odoo with ten thousand firms, a hundred
thousand traders, a million interactions and a million messages."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tools import settings
from tools.bench.figures import Figure, percentile
from tools.bench.web_client import Question, WebClient
from tools.odoo import program
from tools.settings import Settings
from tools.sidecar import server as sidecar
from tools.testing.private_stack import private_stack

ROWS: Final = {
    "firms": 10_000,
    "traders": 100_000,
    "interactions": 1_000_000,
    "communications": 1_000_000,
}
GOAL: Final = 500.0
ROUNDS: Final = 20
WARM: Final = 2
"""Rounds before the measured ones: Odoo fills its caches, PostgreSQL reads its pages."""
SAMPLE: Final = 5
"""Every fifth question is asked again when single queries are timed."""
USERS: Final = {"broker": "broker with 200 firms", "compliance": "compliance, all firms"}
"""Demo logins, whose passwords are their logins."""


def measure(folder: Path, scale: float) -> list[Figure]:
    """Fill a database of its own, then ask as a broker and as compliance."""
    rows = {name: max(1, int(count * scale)) for name, count in ROWS.items()}
    with private_stack(settings.load(), folder / "crm", "bench") as stack:
        sidecar.service(stack).stop()
        seconds = fill(stack, stack.odoo_conf, folder / "crm_rows.log", rows)
        made = Figure(name="CRM, rows made", value=sum(rows.values()) / seconds, unit="rows/s")
        waits, asked = ask(stack, rows)
        return [made, *waits, *query_times(stack, stack.odoo_conf, folder, asked)]


def fill(stack: Settings, conf: Path, log: Path, rows: dict[str, int]) -> float:
    """Make the rows; how many seconds it took."""
    started = time.perf_counter()
    program.script(stack, conf, "crm_rows", log, {"ROWS": json.dumps(rows)})
    return time.perf_counter() - started


def ask(stack: Settings, rows: dict[str, int]) -> tuple[list[Figure], list[Question]]:
    """The 95th percentile of every call of the web client by user, and what was asked."""
    figures, asked = [], []
    for login, words in USERS.items():
        client = WebClient(stack, login)
        chance = random.Random(login)  # noqa: S311  the same questions in every run
        for name, call in screens(client, rows, chance).items():
            times = [_timed(call) for _ in range(WARM + ROUNDS)][WARM:]
            figures.append(
                Figure(
                    name=f"CRM, {name}, {words}, p95",
                    value=percentile(sorted(times), 0.95) * 1e3,
                    unit="ms",
                    goal=GOAL,
                )
            )
        asked += client.asked
        client.close()
    return figures, asked


def query_times(stack: Settings, conf: Path, folder: Path, asked: list[Question]) -> list[Figure]:
    """How long each query of these questions takes in the database, round trip included."""
    questions, result = folder / "questions.json", folder / "query_times.json"
    questions.write_text(json.dumps(asked[::SAMPLE]))
    files = {"QUESTIONS_FILE": str(questions), "RESULT_FILE": str(result)}
    program.script(stack, conf, "query_times", folder / "query_times.log", files)
    times = sorted(json.loads(result.read_text()))
    return [
        Figure(name="CRM, a query, average", value=sum(times) / len(times), unit="ms", goal=10.0),
        Figure(name="CRM, a query, p99", value=percentile(times, 0.99), unit="ms", goal=50.0),
    ]


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def screens(
    client: WebClient, rows: dict[str, int], chance: random.Random
) -> dict[str, Callable[[], object]]:
    """What a person does, as the calls the web client makes of it; each round asks for something else."""
    firm = client.read_list("brokersync.firm")
    trader = client.read_list("brokersync.trader")
    interaction = client.read_list("brokersync.interaction")
    message = client.read_list("brokersync.communication")
    form = client.form("brokersync.firm")
    firms = [row["id"] for row in firm([])["records"]]
    inbox = [row["id"] for row in client.inbox([])["records"]]

    def number(what: str) -> str:
        return str(chance.randrange(rows[what]))

    def named(model: str, what: str) -> Callable[[], object]:
        return lambda: client.call(model, "name_search", [number(what)], {"limit": 8})

    return {
        "list of firms": lambda: firm([]),
        "list of traders": lambda: trader([]),
        "list of interactions": lambda: interaction([]),
        "communication log": lambda: message([]),
        "inbox": lambda: client.inbox([]),
        "thread of messages": lambda: message([["conversation_id", "=", chance.choice(inbox)]]),
        "inbox, search": lambda: client.inbox([["search_text", "ilike", number("traders")]]),
        "firms by name": lambda: firm([["name", "ilike", number("firms")]]),
        "firms of a status": lambda: firm([["account_status", "=", "active"]]),
        "interactions by their notes": lambda: interaction(
            [["notes", "ilike", f"reference R{number('interactions')}"]]
        ),
        "interactions by a common word": lambda: interaction([["notes", "ilike", "copper spread"]]),
        "interactions of a firm": lambda: interaction([["firm_id", "=", chance.choice(firms)]]),
        "firm picked by name": named("brokersync.firm", "firms"),
        "trader picked by name": named("brokersync.trader", "traders"),
        "form of a firm": lambda: form(chance.choice(firms)),
        "dashboard": lambda: client.call("brokersync.dashboard", "load", []),
    }
