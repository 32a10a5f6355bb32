"""A stand-in for Grafana: the health path, a start page, and nothing else."""

import json
import os
import signal
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGES = {
    "/": ("text/html", "<title>Grafana stand-in</title>"),
    "/api/health": ("application/json", json.dumps({"database": "ok", "version": "stand-in"})),
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        page = PAGES.get(self.path)
        if page is None:
            self.send_error(404)
            return
        content_type, body = page
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body.encode())

    do_HEAD = do_GET

    def log_message(self, *_):
        """Health probes are not worth a line each."""


class Server(ThreadingHTTPServer):
    # Like the real one, on IPv6 too: to a health probe "localhost" may mean ::1.
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()


# Process 1 has no default action for SIGTERM, so the container would otherwise take ten seconds to stop.
signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
print("Grafana stand-in listens on 3000")
Server(("", 3000), Handler).serve_forever()
