class Refused(ValueError):
    """A file that is not taken at all; the message says why and what to do instead.

    :param code: short stable word for logs and tests
    """

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
