"""The web application: a folder for each feature."""
