"""Doors: processes that hold the WebSockets of a sidecar, for more clients than one process may have files open.

The sessions stay in the sidecar; a door passes whole messages on, both ways, over one socket pair.
"""
