"""Patterns in the movements of money of one client, found by pure functions: movements in, findings out.

Amounts are integers in minor units of one currency. No rule proves anything: a finding is a question for
compliance.
"""

from .movement import Finding, Movement
from .parameters import Parameters
from .rules import RULES

__all__ = ["RULES", "Finding", "Movement", "Parameters"]
