"""The lessons, one folder each: experiment*.py <- figure*.py <- explorers.py, and exercises.py beside them."""
