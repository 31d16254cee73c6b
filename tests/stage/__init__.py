"""What screens are tested on: a session that is not there, and clusters filled in by hand."""
