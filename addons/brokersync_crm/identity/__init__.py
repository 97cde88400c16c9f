"""Rules about logins and passwords that need no database."""
