"""What the bot does with a message: one file per command, `(context, arguments) → reply`, and the router above them."""
