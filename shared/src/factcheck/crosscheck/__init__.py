"""Candidates, relations, origins, verdicts: what other articles do to a claim. Pure."""

RULES_VERSION = "rules-1"
"""`RuleJudge.version`, once more here: /health names it and should load nothing for that."""
