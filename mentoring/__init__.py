"""The web application of Mentorplan, one folder for each feature."""
