"""What every provider offers, and what it is asked and answers."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Subject:
    """Who is checked. `reference` is ours and means nothing to anybody else."""

    reference: str
    name: str
    birth_date: date | None = None
    country: str = ""

    @property
    def first_name(self):
        return self.name.rsplit(" ", 1)[0] if " " in self.name else ""

    @property
    def last_name(self):
        return self.name.rsplit(" ", 1)[-1]


@dataclass(frozen=True)
class Outcome:
    """`pending`, `clear`, `consider` (somebody must look) or `rejected`, and the provider's reasons in its words."""

    state: str
    reasons: tuple[str, ...] = ()


class ProviderError(Exception):
    """A call failed.

    :param again: whether it makes sense to try later: time-outs, overload; not a refused key or a wrong request
    """

    def __init__(self, message, *, again):
        super().__init__(message)
        self.again = again


class SignatureError(Exception):
    """A webhook that the provider has not signed, or not now."""


class Provider(ABC):
    """One provider with its keys; `client` is a `providers.http.Client` at its address."""

    code: str
    name: str
    default_url: str

    def __init__(self, client, key, secret=""):
        self.client = client
        self.key = key
        self.secret = secret

    @abstractmethod
    def start(self, subject):
        """Begin a check of `subject` and return the provider's reference of it. Raises ProviderError."""

    @abstractmethod
    def outcome(self, reference):
        """How the check `reference` stands. Raises ProviderError."""

    @abstractmethod
    def webhook(self, headers, body, now):
        """Reference of the check a signed call is about. What it says about the outcome is not believed: it is fetched.

        :param headers: mapping with names in lower case
        :param body: bytes as received
        :param now: seconds since 1970, against calls that are sent again
        :raise SignatureError: not signed by the provider
        :raise ValueError: signed, and about nothing we know
        """
