"""What open screens are told: which orders changed, collected per firm."""

MAX_IDS = 200  # beyond it, "many changed" says as much


def merge_notice(notice, rows):
    """Add applied events to `{firm id: {"orders": [order ids] or None for many, "traded": bool}}`.

    Firm ids may be text, as JSON keys are; they come out as ints. The argument is left alone.
    """
    orders = {
        int(firm): None if part["orders"] is None else set(part["orders"])
        for firm, part in notice.items()
    }
    traded = {int(firm) for firm, part in notice.items() if part["traded"]}
    for row in rows:
        firm = row["firm_id"]
        changed = orders.setdefault(firm, set())
        if changed is not None and row["order"]:
            changed.add(row["order"])
        if row.get("exec_type") == "trade":
            traded.add(firm)
    return {
        firm: {
            "orders": None if changed is None or len(changed) > MAX_IDS else sorted(changed),
            "traded": firm in traded,
        }
        for firm, changed in orders.items()
    }
