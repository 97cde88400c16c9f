"""Invented people and firms: what a matcher should leave alone."""

import random

_FIRST = (
    "Anna Lars Ingrid Pedro Maria Jean Claire Hans Petra Marco Giulia Sofia Nikos Elena John Mary Robert Linda "
    "Susan Ahmed Fatima Karim Layla Omar Wei Mei Hiroshi Yuki Rajesh Priya Kofi Ama Chidi Ngozi Ivan Olga Dmitri "
    "Tatiana Jan Katarzyna Istvan Ilona Mehmet Ayse Carlos Lucia Joao Beatriz Tomas Eva Min Ji Thi Linh"
)
_LAST = (
    "Jansen Lindqvist Halvorsen Garcia Fernandez Dubois Moreau Schneider Weber Rossi Bianchi Papadopoulos Smith "
    "Johnson Brown Taylor Williams Hassan Benali Haddad Nasser Zhang Wang Tanaka Sato Sharma Patel Mensah Okafor "
    "Adeyemi Ivanov Petrova Kuznetsov Nowak Kowalska Nagy Kovacs Yilmaz Demir Lopez Martinez Silva Santos Novak "
    "Svoboda Kim Park Nguyen Tran Murphy Kelly Andersen Virtanen Tamm"
)
_PLACES = (
    "Nordic Baltic Alpine Atlantic Pacific Rhine Danube Iberian Adriatic Celtic Hanseatic Meridian Northern Southern "
    "Coastal Prairie Highland Lakeside Golden Silver Blue Green Global United First Royal Cape Delta Summit Pioneer"
)
_TRADES = (
    "Grain Metals Energy Fuels Cocoa Coffee Sugar Cotton Shipping Logistics Commodities Agri Timber Minerals Steel "
    "Copper Gas Power Foods Trading"
)
_FORMS = "Ltd LLC GmbH AG SA BV AS SARL Inc Oy"


def innocents(count, seed=7):
    """Two lists, people and firms, of `count` names each; the same ones for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample
    people = {f"{first} {last}" for first in _FIRST.split() for last in _LAST.split()}
    firms = {
        f"{place} {trade} {form}"
        for place in _PLACES.split()
        for trade in _TRADES.split()
        for form in _FORMS.split()
    }
    return rng.sample(sorted(people), count), rng.sample(sorted(firms), count)
