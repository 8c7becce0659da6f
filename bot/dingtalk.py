"""DingTalk (钉钉): the robot of an internal application in HTTP mode.

Answers leave in the HTTP response. The `sessionWebhook` of a callback is never used, whatever its host: the body is
not signed, so the address could be anybody's, and what does not fit the response goes through the outbox anyway.
Private messages are robot messages, not work notices: of those DingTalk drops an equal text to the same person on the
same day and says nothing (S0769).
"""

import hmac
import logging
import re
from collections.abc import Sequence
from datetime import datetime

from bot.config import DingtalkChannel
from bot.dingtalk_client import DingtalkClient
from bot.dingtalk_codes import code_for, failure
from bot.dingtalk_messages import (
    answer_body,
    incoming,
    over_quota,
    read_body,
    robot_message,
    signature,
)
from bot.http import encode_json
from bot.parcels import enclosures
from bot.platform import (
    BODY_LIMIT,
    Answer,
    Capabilities,
    CheckLine,
    Clock,
    Fetched,
    Parcel,
    Received,
    Refused,
    Request,
    Response,
    SendError,
    Sent,
)
from handlers.context import Media
from models.outbox import Content

BATCH = 20

log = logging.getLogger(__name__)


class Dingtalk:
    """One application's robot as a `bot.platform.Platform`. Threads may share it.

    A message of `text_bytes` fits the 15,000 bytes of msgParam even if JSON escapes each of its letters.
    """

    family = "dingtalk"
    capabilities = Capabilities(
        private=True,
        groups=False,
        batch=BATCH,
        text_bytes=7_000,
        pictures=True,
        files=True,
        buttons=True,
        per_minute=900,
        per_member_minute=20,
    )

    def __init__(self, config: DingtalkChannel, clock: Clock) -> None:
        self.channel = config.name
        self.plans = config.plan_ids
        self._config = config
        self._secret = config.client_secret.get_secret_value().strip()
        self._client = DingtalkClient(config, clock)

    def handshake(self, request: Request) -> Response:
        """DingTalk checks no address in HTTP mode."""
        raise NotImplementedError

    def receive(self, request: Request, now: datetime) -> Received:
        """Verifies and reads a robot message (S0718). Refused(403) on signature, time or another robot's code."""
        if len(request.body) > BODY_LIMIT:
            raise Refused(413, "the body is above 1 MiB")
        self._verify(request, now)
        read = read_body(request.body)
        if read is None:
            raise Refused(400, "the body is not a JSON object")
        body, raw = read
        robot = body.get("robotCode")
        if isinstance(robot, str) and robot and robot not in (self._client.robot_code, self._config.client_id.strip()):
            raise Refused(403, "the message is for another robot, look at robot_code")
        if over_quota(body):
            log.warning("channel %s: DingTalk holds messages back, the month's quota is used up (20001)", self.channel)
        message = incoming(self._config, body, request.body, now)
        if message and not message.account and not message.event:
            log.warning("channel %s: no senderStaffId: an outsider, or the robot is not published", self.channel)
        return Received(message, raw)

    def _verify(self, request: Request, now: datetime) -> None:
        timestamp = request.headers.get("timestamp", "")
        if not re.fullmatch(r"[0-9]{1,15}", timestamp):
            raise Refused(403, "the time stamp is missing or no number")
        expected, given = signature(self._secret, timestamp), request.headers.get("sign", "")
        if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
            raise Refused(403, "the signature is missing or wrong, look at client_secret")
        if abs(now.timestamp() - int(timestamp) / 1000) > self._config.time_window:
            raise Refused(403, "the time stamp is outside the window, look at the server's clock")

    def answer(self, received: Received, reply: Content | None, now: datetime) -> Answer:
        """The reply as the JSON body of the response; files and what is too long go out as messages.

        A sender without an account can be answered here only.
        """
        body, follows = answer_body(reply) if reply else ({"msgtype": "empty"}, None)
        rest = ((follows,) if follows else ()) + (enclosures(reply) if reply else ())
        reachable = received.incoming is not None and received.incoming.account != ""
        response = Response(200, encode_json(body).decode(), "application/json; charset=utf-8")
        return Answer(response, rest if reachable else ())

    def send(self, parcel: Parcel) -> Sent:
        """Sends to at most 20 persons with one call; to each alone where DingTalk refuses the batch for one of them."""
        if not 0 < len(parcel.accounts) <= BATCH:
            raise SendError(f"钉钉机器人一次发给 1 至 {BATCH} 人，不能发到群里", "give_up", code="receivers", tell=True)
        key, param = self._message(parcel)
        try:
            return self._client.send(parcel.accounts, key, param)
        except SendError as error:
            fate = code_for(error.code)
            if not fate.personal:
                raise
        if len(parcel.accounts) == 1:
            return Sent({parcel.accounts[0]: fate.text})
        return self._send_one_by_one(parcel.accounts, key, param)

    def _message(self, parcel: Parcel) -> tuple[str, str]:
        if parcel.picture is not None:
            photo = {"photoURL": self._client.picture_id(parcel.picture)}
            return "sampleImageMsg", encode_json(photo).decode()
        if parcel.workbook is not None:
            media_id = self._client.file_id(parcel.workbook.content)
            file = {"mediaId": media_id, "fileName": parcel.workbook.name, "fileType": "xlsx"}
            return "sampleFile", encode_json(file).decode()
        try:
            return robot_message(parcel.content)
        except ValueError:
            raise failure("invalidParameter.msgParam.tooLong") from None

    def _send_one_by_one(self, accounts: Sequence[str], key: str, param: str) -> Sent:
        """DingTalk refused a batch for somebody in it without naming whom; nobody has got anything yet.

        From the first other failure on, the rest is left for later.
        """
        refused: dict[str, str] = {}
        for place, account in enumerate(accounts):
            try:
                sent = self._client.send((account,), key, param)
            except SendError as error:
                fate = code_for(error.code)
                if not fate.personal:
                    return Sent(refused, frozenset(accounts[place:]))
                sent = Sent({account: fate.text})
            if sent.later:
                return Sent(refused, frozenset(accounts[place:]))
            refused |= sent.refused
        return Sent(refused)

    def fetch(self, media: Media) -> Fetched:
        """Downloads what a member sent, up to 20 MB. Codes and links are short-lived: at once or never."""
        return self._client.fetch(media)

    def check(self) -> Sequence[CheckLine]:
        """Tries the Client ID and the secret."""
        return self._client.check()
