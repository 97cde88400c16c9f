"""A shard: engine, journal and event log tied together.

Append, then apply, then answer.
"""
