"""The world outside, on loopback: a push service, SendGrid's API and a mail server, all of them strict."""

import base64
import contextlib
import datetime
import json
import os
import re
import socketserver
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02


def browser_keys():
    """A browser's private key and what it tells us: p256dh and auth, base64url."""
    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    auth = os.urandom(16)
    return private, auth, _base64url(point), _base64url(auth)


def _base64url(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _ignore(*args):
    """A caller that hung up is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, headers, answer = self.server.outside.receive(self, body)
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(answer))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args):
        pass


class HttpOutside:
    """A local HTTP server; `answers` are given first, then the normal one."""

    def __init__(self):
        self.answers = []
        self.requests = []

    @contextlib.contextmanager
    def running(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        server.daemon_threads = True
        server.handle_error = _ignore
        server.outside = self
        self.host = f"127.0.0.1:{server.server_port}"
        self.url = f"http://{self.host}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def receive(self, request, body):
        self.requests.append((request.path, dict(request.headers), body))
        if self.answers:
            answer = self.answers.pop(0)
            return (*answer, b"") if len(answer) == 2 else answer
        return self.accept(request, body)


class PushService(HttpOutside):
    """Verifies the sender (RFC 8292), decrypts with the browser's private key (RFC 8291)."""

    def __init__(self):
        super().__init__()
        self.browsers = {}
        self.received = []

    def new_browser(self):
        """What `PushSubscription.toJSON()` gives in a browser that subscribed here."""
        private, auth, p256dh, auth_text = browser_keys()
        path = f"/push/{uuid.uuid4()}"
        self.browsers[path] = (private, auth)
        return {
            "endpoint": self.url + path,
            "expirationTime": None,
            "keys": {"p256dh": p256dh, "auth": auth_text},
        }

    def accept(self, request, body):
        if request.path not in self.browsers:
            return 410, {}, b""
        private, auth = self.browsers[request.path]
        problem = self._problem(request)
        if problem:
            return 400, {}, problem.encode()
        plain = http_ece.decrypt(body, private_key=private, auth_secret=auth, version="aes128gcm")
        headers = {key.lower(): value for key, value in request.headers.items()}
        self.received.append({"path": request.path, "payload": json.loads(plain), "headers": headers})
        return 201, {"Location": f"/message/{uuid.uuid4()}"}, b""

    def _problem(self, request):
        headers = request.headers
        if not Vapid02.verify(headers["Authorization"]):
            return "signature"
        token = re.search(r"t=([^,]+)", headers["Authorization"])[1].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        left = claims["exp"] - datetime.datetime.now(datetime.UTC).timestamp()
        if claims["aud"] != self.url or not 0 < left <= 86_400 or not claims["sub"].startswith("mailto:"):
            return "claims"
        if headers["Content-Encoding"] != "aes128gcm" or int(headers["TTL"]) <= 0:
            return "headers"
        if headers["Urgency"] not in ("very-low", "low", "normal", "high"):
            return "urgency"
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers["Topic"]):
            return "topic"
        return ""


class SendGrid(HttpOutside):
    """Takes what the v3 API takes, refuses what it refuses."""

    FORBIDDEN = {
        "to",
        "from",
        "subject",
        "reply-to",
        "cc",
        "bcc",
        "content-type",
        "dkim-signature",
        "received",
    }

    def __init__(self, key="SG.sample"):
        super().__init__()
        self.key = key
        self.mails = []

    def accept(self, request, body):
        if request.path != "/v3/mail/send":
            return 404, {}, b"{}"
        if request.headers.get("Authorization") != f"Bearer {self.key}":
            return 401, {}, b'{"errors": [{"message": "authorization"}]}'
        if request.headers.get("Content-Type") != "application/json":
            return 415, {}, b"{}"
        mail = json.loads(body)
        problem = self._problem(mail)
        if problem:
            return 400, {}, json.dumps({"errors": [{"message": problem}]}).encode()
        self.mails.append(mail)
        return 202, {"X-Message-Id": f"sg-{len(self.mails)}"}, b""

    def _problem(self, mail):
        if not 1 <= len(mail["personalizations"]) <= 1000:
            return "personalizations"
        for each in mail["personalizations"]:
            if not all("@" in to["email"] for to in each["to"]):
                return "to"
            if self.FORBIDDEN & {name.lower() for name in each.get("headers", {})}:
                return "headers"
            if not all(isinstance(value, str) for value in each.get("custom_args", {}).values()):
                return "custom_args"
        if "@" not in mail["from"]["email"] or not mail["subject"].strip():
            return "from or subject"
        kinds = [part["type"] for part in mail["content"]]
        if kinds not in (["text/plain"], ["text/plain", "text/html"], ["text/html"]):
            return "content"
        return "" if all(part["value"] for part in mail["content"]) else "empty content"


class _SmtpHandler(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server.outside
        self.say("220 localhost ready")
        recipients = []
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            if verb.startswith(("EHLO", "HELO")):
                self.say("250 localhost")
            elif verb.startswith("RCPT") and server.refuse:
                self.say(server.refuse)
            elif verb.startswith("RCPT"):
                recipients.append(re.search(r"<(.+)>", line.decode())[1])
                self.say("250 OK")
            elif verb == "DATA":
                self.say("354 go on")
                content = b""
                while (data := self.rfile.readline()) != b".\r\n":
                    content += data
                server.mails.append((recipients, content))
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")

    def say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class SmtpServer:
    """Just enough of RFC 5321 to take a mail, or to refuse an address with `refuse`."""

    def __init__(self):
        self.mails = []
        self.refuse = ""

    @contextlib.contextmanager
    def running(self):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _SmtpHandler)
        server.daemon_threads = True
        server.handle_error = _ignore
        server.outside = self
        self.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
