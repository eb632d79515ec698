"""Functions from a corpus to a result."""
