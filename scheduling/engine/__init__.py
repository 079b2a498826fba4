"""0-1 programs over choices: compiling, exact solving, search, bounds, runs. Knows nothing of what choices mean."""
