"""Small steps every resource takes: find a record as the caller, name countries and people."""

from . import problems
from .problems import Problem
from .schema import Id, Line, Schema


class Person(Schema):
    """A user or partner by name."""

    id: Id
    name: Line


def find(env, model, record_id, what, domain=()):
    """The record, archived or not, if the caller may see it.

    :param what: its name in the answer when there is none
    :raise Problem: there is none, or it is somebody else's: which of the two is not told
    """
    record = (
        env[model]
        .with_context(active_test=False)
        .search([("id", "=", record_id), *domain], limit=1)
    )
    if not record:
        raise problems.not_found(what)
    return record.with_env(env)  # without the context of the search, which the models would go by


def country_id(env, code, pointer):
    """Id of the country with this ISO code; False for None."""
    if code is None:
        return False
    country = env["res.country"].search([("code", "=", code)], limit=1)
    if not country:
        raise Problem(
            422,
            "invalid",
            f"Not valid: {pointer}.",
            errors=[{"pointer": pointer, "code": "country", "detail": "is no country of ISO 3166"}],
        )
    return country.id


def by_code(env, model, code, pointer):
    """Id of the record with this code."""
    record = env[model].search([("code", "=", code)], limit=1)
    if not record:
        known = ", ".join(env[model].search([]).mapped("code"))
        raise Problem(
            422,
            "invalid",
            f"Not valid: {pointer}.",
            errors=[{"pointer": pointer, "code": "code", "detail": f"must be one of {known}"}],
        )
    return record.id


def changed_at(*records):
    """When the last of these records was changed."""
    return max(record.write_date for record in records)
