"""Candidates, relations, origins, verdicts: what other articles do to a claim. Pure."""

JUDGE_VERSION = "event-4"
"""Version of the judge's features and rules. Here, because /health names it and should load nothing for that."""
