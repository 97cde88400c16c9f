import re

_POSTCODE = re.compile(r"((?:[A-Z]{1,2}-)?\d{3,6}(?: ?[A-Z]{2})?) (\S.*)")


def split(address):
    """Street, zip and city of a registered address of several lines; what cannot be told apart is street.

    The last line that begins with a postcode gives zip and city.
    """
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    for index in range(len(lines) - 1, 0, -1):
        if match := _POSTCODE.fullmatch(lines[index][:200]):
            return {"street": ", ".join(lines[:index]), "zip": match[1], "city": match[2]}
    return {"street": ", ".join(lines)}
