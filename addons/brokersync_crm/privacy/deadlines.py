"""When a person's request must be answered."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

REGIMES = [("gdpr", "GDPR"), ("ccpa", "CCPA")]


def due(regime: str, received: date, *, extended: bool = False) -> date:
    """GDPR art. 12(3): one month, two more when extended. CCPA § 1798.130(a)(2): 45 days, 45 more when extended."""
    if regime == "gdpr":
        return received + relativedelta(months=3 if extended else 1)
    return received + timedelta(days=90 if extended else 45)
