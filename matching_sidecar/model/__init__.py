"""Typed commands, events, reference data and enumerations.

Prices are ticks, quantities lots, times nanoseconds UTC.
"""
