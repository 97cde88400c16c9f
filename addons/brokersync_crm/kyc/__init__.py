"""Rules of admitting a client that need no database: the pipeline's steps, the risk score, the questionnaire."""
