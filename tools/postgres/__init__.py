"""PostgreSQL: the one that is given, the machine's binaries, or the embedded wheel."""
