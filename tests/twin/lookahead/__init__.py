"""The rule `lookahead` once more in slow, plain Python (docs/model/lookahead.md)."""
