"""Measures: what a suite reads off its records. Each gives values a case, and scores over all of them."""
