"""What leaves the program: the record as JSON, CSV, text and PDF. Everything comes from the record's events."""
