"""The pipeline of an onboarding: its states, the ways between them, who completes each, and how long each may take."""

STEPS = [
    ("application", "Application"),
    ("identity", "Company data"),
    ("documents", "Documents"),
    ("screening", "Screening"),
    ("risk", "Risk score"),
    ("suitability", "Suitability"),
    ("agreements", "Agreements"),
    ("approval", "Approval"),
]
STATES = [*STEPS, ("approved", "Approved"), ("rejected", "Rejected")]
CLOSED = ("approved", "rejected")

ORDER = tuple(step for step, _name in STEPS)
FOLLOWING = dict(zip(ORDER, (*ORDER[1:], "approved"), strict=True))

# Forward one step at a time, back to any earlier one, out at any time. What was rejected can be taken up again; what
# was approved stays, and is looked at again by a review.
TRANSITIONS = {
    **{step: {FOLLOWING[step], "rejected", *ORDER[:place]} for place, step in enumerate(ORDER)},
    "approved": set(),
    "rejected": {"application"},
}

BROKER = "brokersync_crm.group_broker"
COMPLIANCE = "brokersync_crm.group_compliance_officer"
PREPARE = (BROKER, COMPLIANCE)
REVIEW = (COMPLIANCE,)

# Who may complete a step. Whoever completed one that is prepared does not approve.
COMPLETED_BY = {
    "application": PREPARE,
    "identity": PREPARE,
    "documents": PREPARE,
    "screening": REVIEW,
    "risk": REVIEW,
    "suitability": PREPARE,
    "agreements": PREPARE,
    "approval": REVIEW,
}
PREPARED = tuple(step for step, groups in COMPLETED_BY.items() if groups == PREPARE)
REVIEWED = tuple(step for step, groups in COMPLETED_BY.items() if groups == REVIEW)

# Working time of a step in calendar days; after it the onboarding is overdue.
DAYS = {
    "application": 3,
    "identity": 7,
    "documents": 14,
    "screening": 2,
    "risk": 2,
    "suitability": 7,
    "agreements": 7,
    "approval": 3,
}
