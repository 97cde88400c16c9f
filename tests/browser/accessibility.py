"""What axe-core finds wrong on the page that is shown, and how a page fits its screen."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.browser.screen import Screen

ARTEFACTS = Path(__file__).parent / "artefacts"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = """
const [root, without, standards, done] = arguments;
axe.run({ include: root, exclude: without }, { runOnly: standards, resultTypes: ["violations"] }).then(
    (results) => done(results.violations),
    (error) => done([{ id: "axe", impact: "critical", nodes: [], help: `${error}` }])
);
"""
SETTLED = """
const done = arguments[0];
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const ends = (animation) => animation.effect.getComputedTiming().endTime !== Infinity;
frame()
    .then(frame)
    .then(() => Promise.allSettled(document.getAnimations().filter(ends).map(({ finished }) => finished)))
    .then(() => done());
"""
FOCUS = """
const { activeElement } = document;
const style = getComputedStyle(activeElement);
const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
return [activeElement.tagName, ring || style.boxShadow !== "none", activeElement.outerHTML.slice(0, 160)];
"""
HEIGHT = """
const height = document.querySelector("#wrapwrap")?.scrollHeight ?? 0;
return [innerWidth, Math.min(3 * innerHeight, Math.max(innerHeight, height))];
"""
TAB = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


@cache
def script() -> str:
    """axe-core as a package on disk brings it: nothing is fetched."""
    spec = importlib.util.find_spec("axe_playwright_python")
    assert spec is not None, "install requirements/browser.txt (./brokersync test does)"
    assert spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text()


def findings(screen: Screen, root: str = "body", without: Sequence[str] = ()) -> list[str]:
    """Serious and critical findings below an element, one line each: rule, element, what to do."""
    driver = screen.driver
    driver.execute_script(script())
    violations: list[dict[str, Any]] = driver.execute_async_script(
        RUN, root, list(without), STANDARDS
    )
    return [
        f"{found['id']} ({found['impact']}): {node['html'][:160]} – {node['failureSummary'][:300]}"
        for found in violations
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"] or [{"html": "", "failureSummary": found["help"]}]
    ]


def overflow(screen: Screen) -> int:
    """Pixels by which the page is wider than the screen."""
    return screen.driver.execute_script(
        "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def settle(screen: Screen) -> None:
    """Wait until the page is laid out for its size and nothing moves or fades any more."""
    screen.driver.execute_async_script(SETTLED)


def unseen_focus(screen: Screen, steps: int) -> list[str]:
    """Press Tab; elements on which nobody sees that they have the keyboard."""
    unseen = []
    for _ in range(steps):
        for kind in ("keyDown", "keyUp"):
            screen.driver.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, **TAB})
        tag, seen, element = screen.driver.execute_script(FOCUS)
        if not seen and tag != "BODY":
            unseen.append(element)
    return unseen


def picture(screen: Screen, name: str) -> None:
    """Keep the whole page, up to three screens of it, as ARTEFACTS/name.png."""
    ARTEFACTS.mkdir(exist_ok=True)
    screen.size(*screen.driver.execute_script(HEIGHT))
    screen.driver.save_screenshot(str(ARTEFACTS / f"{name}.png"))
