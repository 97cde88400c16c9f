from functools import cache

from babel import Locale

# As the publishers write them, where it is not the common English name.
OTHER_NAMES = {
    "afghanistan": "AF",
    "bosnia and herzegovina": "BA",
    "burma": "MM",
    "congo, democratic republic of the": "CD",
    "congo, republic of the": "CG",
    "cote d ivoire": "CI",
    "czech republic": "CZ",
    "democratic people's republic of korea": "KP",
    "democratic republic of the congo": "CD",
    "hong kong": "HK",
    "iran (islamic republic of)": "IR",
    "islamic republic of iran": "IR",
    "ivory coast": "CI",
    "korea, north": "KP",
    "korea, south": "KR",
    "lao people's democratic republic": "LA",
    "libyan arab jamahiriya": "LY",
    "macau": "MO",
    "moldova": "MD",
    "palestinian": "PS",
    "republic of korea": "KR",
    "russian federation": "RU",
    "state of palestine": "PS",
    "syrian arab republic": "SY",
    "the gambia": "GM",
    "the netherlands": "NL",
    "turkey": "TR",
    "united kingdom of great britain and northern ireland": "GB",
    "united republic of tanzania": "TZ",
    "united states of america": "US",
    "viet nam": "VN",
    "west bank": "PS",
}


@cache
def _codes():
    territories = Locale("en").territories
    codes = {name.lower(): code for code, name in territories.items() if len(code) == 2}
    return codes | OTHER_NAMES


def code_of(name):
    """ISO 3166 alpha-2 code of a country as lists write it, or None: an unknown country is no evidence either way."""
    name = " ".join(name.split()).rstrip(".")
    if len(name) == 2 and name.isupper():
        return name
    return _codes().get(name.lower().replace("’", "'"))


def codes_of(names):
    """Codes of those names that are known, each once, in order."""
    return tuple(dict.fromkeys(code for name in names if name and (code := code_of(name))))
