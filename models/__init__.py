"""The store: one file per subject with its tables and, below them, the queries. All SQL of the program stands here."""
