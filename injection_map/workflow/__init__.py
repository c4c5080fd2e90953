"""What the user does, from a command to what is safely kept. No Qt, no SQL."""
