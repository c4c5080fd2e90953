"""What is true: frozen data and pure functions. Standard library only."""
