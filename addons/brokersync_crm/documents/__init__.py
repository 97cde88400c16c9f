"""What can be known of an uploaded file without trusting it, and without a database."""
