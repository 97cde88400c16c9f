"""The one exception a person is meant to read."""


class Problem(Exception):
    """Something is wrong with the machine, the settings or a part; `mend` says what to do."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message}\n  {self.mend}" if self.mend else self.message
