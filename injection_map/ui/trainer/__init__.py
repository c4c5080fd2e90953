"""The trainer: demonstrate, practise, examine."""
