"""Every figure a second time: an oracle of pandas that knows nothing of the program, and questions put to both."""
