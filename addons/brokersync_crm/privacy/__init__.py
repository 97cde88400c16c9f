"""Rules of privacy that need no database."""
