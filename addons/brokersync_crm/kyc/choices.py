"""What can be chosen about a client, and who may see why it is a risk."""

CLIENT_KIND = [
    ("company", "Company"),
    ("fund", "Fund or trust"),
    ("public", "Public body"),
    ("individual", "Sole trader"),
]

EXPECTED_VOLUME = [
    ("under_1m", "Under 1 million USD a year"),
    ("1m_10m", "1 to 10 million USD a year"),
    ("10m_100m", "10 to 100 million USD a year"),
    ("over_100m", "Over 100 million USD a year"),
]

RISK_BANDS = [("low", "Low"), ("medium", "Medium"), ("high", "High")]

# Brokers see how high a risk is and not why: they talk to the client, and must not tip off.
OVERSIGHT = "brokersync_crm.group_risk_officer,brokersync_crm.group_compliance_officer"
STAFF = f"brokersync_crm.group_broker,{OVERSIGHT}"
