"""Companies that check identities and names, behind one interface. None is needed to run."""

from .complyadvantage import ComplyAdvantage
from .jumio import Jumio
from .onfido import Onfido

PROVIDERS = {provider.code: provider for provider in (Onfido, Jumio, ComplyAdvantage)}

__all__ = ["PROVIDERS"]
