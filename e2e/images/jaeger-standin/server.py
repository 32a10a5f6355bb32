"""A stand-in for Jaeger: a start page on 16686, and OTLP ports that accept whatever comes and keep none of it."""

import os
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, ThreadingTCPServer


class StartPage(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"<title>Jaeger stand-in</title>"
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, *_):
        """Health probes are not worth a line each."""


class Discard(StreamRequestHandler):
    def handle(self):
        while self.request.recv(65536):
            pass


class Receiver(ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class Server(ThreadingHTTPServer):
    # Like the real one, on IPv6 too: to a health probe "localhost" may mean ::1.
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


# Process 1 has no default action for SIGTERM, so the container would otherwise take ten seconds to stop.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
for port in (4317, 4318):
    threading.Thread(target=Receiver(("", port), Discard).serve_forever, daemon=True).start()
print("Jaeger stand-in listens on 16686, 4317 and 4318")
Server(("", 16686), StartPage).serve_forever()
