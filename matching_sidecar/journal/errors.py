"""What can be wrong with a journal, each with the exit code of the process that finds it at
start."""


class JournalError(Exception):
    """The journal cannot be used; the text says where and why."""

    exit_code = 4


class JournalLockedError(JournalError):
    """Another process writes this journal."""

    exit_code = 3


class JournalDamagedError(JournalError):
    """Bytes in the middle are not what was written.

    Nothing is dropped: an operator must decide.
    """


class JournalBrokenError(JournalError):
    """A sync failed: the kernel may have dropped what was written, a second try would report
    success."""

    exit_code = 70


class LostLeadershipError(JournalError):
    """This node must not append (any more)."""
