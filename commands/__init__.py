"""The command line, one file per noun; see `manage.py --help`."""
