"""Official documents of the round table, measured from the file."""
