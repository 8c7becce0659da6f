"""Every command of the bot: adding one is its file and its line here. The order is the order of the help."""

from handlers.binding import BIND
from handlers.burden import BURDEN
from handlers.calendar import CALENDAR
from handlers.changing import AMEND, APPEND, WITHDRAW
from handlers.context import Command
from handlers.deputies import DEPUTY
from handlers.drafts import DRAFTS
from handlers.excusing import EXCUSE
from handlers.helping import HELP
from handlers.journal import JOURNAL
from handlers.leave import LEAVE
from handlers.listing import ROSTER
from handlers.making_up import MAKE_UP
from handlers.mine import MINE
from handlers.missing import MISSING
from handlers.progress import PROGRESS
from handlers.publishing import PUBLISH
from handlers.reminding import REMIND
from handlers.reporting import REPORT
from handlers.reviewing import ADOPT, QUEUE, SEND_BACK
from handlers.standing_in import STAND_IN
from handlers.switching import SWITCH
from handlers.unreachable import UNREACHABLE
from handlers.whole_answer import WHOLE
from handlers.why import WHY
from handlers.zero_reports import ZERO_REPORT

COMMANDS: tuple[Command, ...] = (
    HELP,
    REPORT,
    MINE,
    DRAFTS,
    WHY,
    APPEND,
    AMEND,
    WITHDRAW,
    MAKE_UP,
    ZERO_REPORT,
    STAND_IN,
    LEAVE,
    DEPUTY,
    PUBLISH,
    PROGRESS,
    WHOLE,
    QUEUE,
    ADOPT,
    SEND_BACK,
    MISSING,
    REMIND,
    EXCUSE,
    ROSTER,
    UNREACHABLE,
    JOURNAL,
    BURDEN,
    CALENDAR,
    BIND,
    SWITCH,
)
