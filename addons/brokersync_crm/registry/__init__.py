"""Company registers asked over the network: one small client each, no database."""
