"""The reference: a bare wechatpy echo application. It decrypts, parses, replies and encrypts; it stores nothing."""

from typing import Any

from flask import Flask, Response, request
from wechatpy.enterprise import create_reply, parse_message
from wechatpy.enterprise.crypto import WeChatCrypto

TOKEN, AES_KEY, CORP_ID = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"


def create_app() -> Flask:
    """The application, with one callback address."""
    app, crypto = Flask(__name__), WeChatCrypto(TOKEN, AES_KEY, CORP_ID)

    @app.post("/callback/app")
    def callback() -> Response:
        query: Any = request.args
        signature, timestamp, nonce = query["msg_signature"], query["timestamp"], query["nonce"]
        message = parse_message(crypto.decrypt_message(request.get_data(), signature, timestamp, nonce))
        return Response(crypto.encrypt_message(create_reply(message.content, message).render(), nonce, timestamp))

    return app


app = create_app()
