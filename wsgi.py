"""The web application for any WSGI server: `granian --interface wsgi wsgi:app`; schedule and delivery run elsewhere."""

from commands.serving import set_up_logging, web_app
from manage import open_office

set_up_logging()
app = web_app(open_office())
