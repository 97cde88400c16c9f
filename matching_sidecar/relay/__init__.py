"""A gateway as a process of its own: clients connect here, their words go to the shard's leader.

It keeps nothing on disk. When the leader changes, it sends again what was not answered, with the
same ids; clients see a pause.
"""
