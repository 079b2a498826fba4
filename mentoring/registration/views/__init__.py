"""The pages of registration; each view finds, refuses, does, shows."""
