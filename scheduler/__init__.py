"""What happens by the clock: opening periods, chasing, posting. Jobs write outbox rows; nothing here sends."""
