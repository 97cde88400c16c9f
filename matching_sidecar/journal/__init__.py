"""The ordered log of commands, and snapshots that shorten its replay."""
