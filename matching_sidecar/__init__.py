"""The matching sidecar: live order books, their journal, and the way in and out of them."""

__version__ = "0.1.0"
