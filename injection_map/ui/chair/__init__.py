"""The chair page: where are we, where is it, what now."""
