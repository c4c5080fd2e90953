"""The trainer: to demonstrate, to practise, to examine."""
