"""Everything that touches the outside: web server, platforms, the message pipeline and the delivery loop."""
