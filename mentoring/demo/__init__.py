"""An invented district in the middle of a term, made from a seed: to try everything without a real person."""
