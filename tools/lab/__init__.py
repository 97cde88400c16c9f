"""A sidecar of one's own in a folder: a real process without Odoo, for benchmarks, replays and
fault tests."""
