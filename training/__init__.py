"""Train the annotator anew: `python -m training` (or `make model`); see `training.__main__`."""
