"""The command line, one file per noun; see `manage.py --help`."""

import click

from commands.ask import ask
from commands.check import check
from commands.database import backup, migrate, restore
from commands.deliver import deliver
from commands.demo import demo
from commands.inbox import inbox
from commands.jobs import jobs
from commands.keys import keys
from commands.ledger import ledger
from commands.plans import plans
from commands.roster import roster
from commands.say import say
from commands.serving import run, web, worker

# In the order of the help.
COMMANDS: tuple[click.Command, ...] = (
    run,
    web,
    worker,
    demo,
    check,
    migrate,
    backup,
    restore,
    plans,
    roster,
    ledger,
    jobs,
    inbox,
    ask,
    say,
    deliver,
    keys,
)
