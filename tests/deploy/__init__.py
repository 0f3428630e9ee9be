"""How ./run, ./check and ./test behave."""
