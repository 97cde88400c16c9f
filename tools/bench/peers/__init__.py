"""Other Python-callable order books on the same seeded order flow, each in an environment of its own."""
