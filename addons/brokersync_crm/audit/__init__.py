"""The hash chain of the audit log, without a database: what a row's seal is, and whether a chain is whole."""
