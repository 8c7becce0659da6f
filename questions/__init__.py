"""A question in Chinese → a `Query`. Pure: no database and no clock of its own; what it cannot explain it refuses."""
