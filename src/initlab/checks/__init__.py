"""Is this model well initialized? A linter: snapshot, rules, findings, fixes."""
