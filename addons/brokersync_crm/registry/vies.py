from dataclasses import dataclass
from datetime import date
from pathlib import Path

import requests
from lxml import etree
from urllib3.exceptions import HTTPError
from zeep import Client, Settings
from zeep.exceptions import Error, Fault, XMLParseError
from zeep.plugins import HistoryPlugin
from zeep.transports import Transport

WSDL = Path(__file__).parent / "checkVatService.wsdl"
BINDING = "{urn:ec.europa.eu:taxud:vies:services:checkVat}checkVatBinding"

# No document type, no entities, nothing fetched: an answer that needs them is an attack.
_SAFE = {
    "forbid_dtd": True,
    "forbid_entities": True,
    "forbid_external": True,
    "xml_huge_tree": False,
    "strict": True,
}
MAX_ANSWER = 100_000

# Faults of the service that mean “not now”; all others mean “not so”.
_PASSING = {
    "GLOBAL_MAX_CONCURRENT_REQ",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "MS_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
    "MS_UNAVAILABLE",
    "SERVER_BUSY",
    "SERVICE_UNAVAILABLE",
    "TIMEOUT",
}


class Unavailable(Exception):
    """The register does not answer now; asking again later may help."""


class Refused(Exception):
    """The register, or its answer, cannot be used; asking again will not help."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the register says, and the answer itself as `xml`. Some countries publish neither name nor address."""

    valid: bool
    day: date
    name: str
    address: str
    xml: str


class _Bounded(Transport):
    """Transport that neither follows redirects nor reads more than 100 kB."""

    def post(self, address, message, headers):
        response = self.session.post(
            address,
            data=message,
            headers=headers,
            timeout=self.operation_timeout,
            allow_redirects=False,
            stream=True,
        )
        with response:
            content = response.raw.read(MAX_ANSWER + 1, decode_content=True)
        if len(content) > MAX_ANSWER:
            raise Refused(f"The answer has more than {MAX_ANSWER:,} bytes.")
        if response.is_redirect:
            raise Refused("The register redirects to another address.")
        response._content = content
        return response


def check_vat(endpoint, country, number, *, timeout=10):
    """Ask VIES about a VAT number.

    :param endpoint: address of the service
    :param country: two letters as VIES has them (EL is Greece)
    :param number: without the country
    :param timeout: seconds for the connection and between two bytes
    :return: Answer
    :raise Unavailable: no connection, no answer in time, or the service is busy
    :raise Refused: any other fault, or an answer that is not what the WSDL says
    """
    history = HistoryPlugin(maxlen=1)
    with requests.Session() as session:
        session.trust_env = False
        transport = _Bounded(session=session, timeout=timeout, operation_timeout=timeout)
        client = Client(
            str(WSDL), transport=transport, settings=Settings(**_SAFE), plugins=[history]
        )
        service = client.create_service(BINDING, endpoint)
        try:
            found = service.checkVat(countryCode=country, vatNumber=number)
        except Fault as fault:
            reason = (fault.message or "").strip()[:200]
            raise (Unavailable if reason in _PASSING else Refused)(reason) from fault
        except (requests.RequestException, HTTPError) as error:
            raise Unavailable(type(error).__name__) from error
        except (Error, XMLParseError, etree.XMLSyntaxError, ValueError) as error:
            raise Refused(f"The answer cannot be read: {error}"[:200]) from error
    if (getattr(found, "countryCode", None), getattr(found, "vatNumber", None)) != (
        country,
        number,
    ):
        raise Refused("The answer is not about the number that was asked.")
    return Answer(
        valid=found.valid,
        day=found.requestDate,
        name=_given(found.name),
        address=_given(found.address),
        xml=etree.tostring(history.last_received["envelope"], encoding="unicode"),
    )


def _given(text):
    """Text of the answer; countries that publish nothing write dashes."""
    lines = [" ".join(line.split()) for line in (text or "").splitlines()]
    text = "\n".join(filter(None, lines))
    return "" if set(text) <= {"-"} else text
