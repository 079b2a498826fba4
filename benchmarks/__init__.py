"""This engine side by side with its peers: the same files, budget, machine and checker. ``python -m benchmarks``."""
