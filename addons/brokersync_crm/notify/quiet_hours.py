"""Quiet hours by the wall clock of the receiver."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 24 * 60  # minutes


def end_of_quiet(moment, zone, start, end):
    """When the quiet hours that `moment` lies in end, or None when it lies in none.

    :param moment: aware datetime
    :param zone: name of the receiver's time zone, such as `Europe/Oslo`
    :param start, end: minutes after midnight of the receiver's wall clock; over midnight when `end` is
        earlier, never quiet when both are the same
    :return: aware datetime in UTC, later than `moment`. Where the clock skips `end`, the moment it is
        put forward to; where it shows `end` twice, the first time still ahead.
    """
    local = moment.astimezone(ZoneInfo(zone))
    now = local.hour * 60 + local.minute
    quiet = start <= now < end if start <= end else now >= start or now < end
    if not quiet:
        return None
    days = 1 if start > end and now >= start else 0
    wall = datetime.combine(local.date() + timedelta(days=days), datetime.min.time(), local.tzinfo)
    wall = wall.replace(hour=end // 60, minute=end % 60)
    for fold in (0, 1):
        ends = wall.replace(fold=fold).astimezone(UTC)
        if ends > moment:
            return ends
    return None
