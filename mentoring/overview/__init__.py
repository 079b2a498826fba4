"""The figures of the front page, which need several features to be counted."""
