"""The camp's plan: rows to problem, plan to rows, its desk, its proposal and its lists."""
