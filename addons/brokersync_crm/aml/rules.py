from . import dormant, geography, rapid, round_trip, structuring, third_party

RULES = {
    "structuring": structuring.find,
    "rapid": rapid.find,
    "dormant": dormant.find,
    "round_trip": round_trip.find,
    "third_party": third_party.find,
    "geography": geography.find,
}
