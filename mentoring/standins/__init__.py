"""Who cannot come, who stands in, and asking them."""
