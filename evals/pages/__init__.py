"""The HTML report: one file that needs no network. `writing.py` makes it; plots, marked passages and words beside it."""
