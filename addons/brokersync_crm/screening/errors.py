class ListRefused(ValueError):
    """A file is not the list it should be; nothing of it is used. The text says where and why."""
