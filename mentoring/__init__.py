"""The web application: a folder for each feature."""

__version__ = "0.1.0"
