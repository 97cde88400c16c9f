"""Every page of the portal on three screens: nothing scrolls sideways, axe finds nothing serious, focus is seen.

The pictures are kept in tests/browser/artefacts.
"""

import pytest

from tests.browser import accessibility

VIEWPORTS = {"phone": (360, 800), "tablet": (768, 1024), "desk": (1440, 900)}
PAGES = (
    "/my",
    "/my/market",
    "/my/orders?filterby=all",
    "/my/orders/new",
    "/my/positions",
    "/my/statements",
    "/my/receipts",
    "/my/alerts",
    "/my/firm",
    "/my/traders",
    "/my/traders/new",
    "/my/profile",
    "/my/security",
    "/my/messages",
    "/my/notifications",
    "/my/notifications/preferences",
    "/my/webhooks",
    "/my/onboarding",
    "/my/privacy",
    "/my/tickets?filterby=all",
    "/new/ticket",
    "/my/help",
    "/my/help/order-types",
    "/my/no-such-page",
)
# A firm that is still being onboarded: the steps of its application.
APPLICATION = (
    "/my",
    "/my/onboarding",
    "/my/onboarding/company",
    "/my/onboarding/owners",
    "/my/onboarding/documents",
    "/my/onboarding/suitability",
    "/my/onboarding/agreements",
)
VISITOR = (
    "/web/login",
    "/web/reset_password",
    "/apply",
    "/brokersync/offline",
    "/no-such-page",
)


def name(path):
    return path.partition("?")[0].strip("/").replace("/", "-") or "root"


def visit(screen, path):
    screen.open(path)
    screen.one("h1, h2, form, main")
    screen.gone(".o_portal_doc_spinner")


def wrong_pages(screen, paths, prefix=""):
    """What is wrong on some pages, in lines; their pictures are kept.

    A page is loaded once, on the phone, and then shown on wider and wider screens.
    """
    wrong = []
    for path in paths:
        screen.size(*VIEWPORTS["phone"])
        visit(screen, path)
        for viewport, size in VIEWPORTS.items():
            screen.size(*size)
            accessibility.settle(screen)
            where = f"{path} on the {viewport}"
            if accessibility.overflow(screen) > 0:
                wrong.append(f"{where} scrolls sideways")
            wrong += [f"{where}: {finding}" for finding in accessibility.findings(screen)]
            accessibility.picture(screen, f"{viewport}-{prefix}{name(path)}")
    return wrong


@pytest.mark.timeout(900)  # some 70 pictures: a minute, on a machine that does nothing else
def test_every_page_fits_and_reads(screen):
    screen.login("client")
    wrong = wrong_pages(screen, PAGES)
    assert not wrong, "\n".join(wrong)


def test_an_applicants_pages_fit_and_read(screen):
    screen.login("applicant")
    wrong = wrong_pages(screen, APPLICATION, "applicant-")
    assert not wrong, "\n".join(wrong)


def test_a_visitors_pages_fit_and_read(screen):
    wrong = wrong_pages(screen, VISITOR)
    assert not wrong, "\n".join(wrong)


def test_who_has_the_keyboard_is_seen(screen):
    screen.login("client")
    unseen = []
    for path in ("/my", "/my/orders/new", "/my/profile", "/my/help", "/new/ticket"):
        visit(screen, path)
        unseen += [f"{path}: {element}" for element in accessibility.unseen_focus(screen, 12)]
    assert not unseen, "\n".join(unseen)
