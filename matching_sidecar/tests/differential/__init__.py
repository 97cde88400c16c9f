"""Random commands for the engine and the naive book, every event and the book compared."""
