"""The words of a question and how they go together: which intent, which figure, which filters."""
