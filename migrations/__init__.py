"""Numbered migrations, applied by `manage.py migrate`; never edited after a release."""
