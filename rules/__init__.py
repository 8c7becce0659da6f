"""Pure rules: periods, deadlines, chasing, targets, recognition. No database, no network, no clock of their own."""
