/** Everything in KTRDR's own Compose files that tells of a backend and its workers, in one program that starts at once and needs no database. */
const PROGRAM = `
import json, os, threading, time, urllib.request, uuid
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

workers = {}
me = {
    "worker_id": uuid.uuid4().hex,
    "worker_type": os.environ.get("WORKER_TYPE"),
    "endpoint_url": os.environ.get("WORKER_PUBLIC_BASE_URL"),
    "status": "available",
}

class Handler(BaseHTTPRequestHandler):
    def reply(self, payload, status=200):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(payload).encode())

    def do_GET(self):
        print("GET", self.path, flush=True)
        time.sleep(float(os.environ.get("SECONDS_TO_ANSWER", "0")))
        if self.path == "/api/v1/workers":
            return self.reply(list(workers.values()))
        if self.path == "/api/v1/health":
            return self.reply({"status": "ok"}, int(os.environ.get("ANSWER", "200")))
        self.reply(me, int(os.environ.get("ANSWER", "200")))

    def do_POST(self):
        one = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        workers[one["worker_id"]] = one
        self.reply(one)

    def log_message(self, *_):
        pass

def register():
    while True:
        try:
            url = os.environ["KTRDR_API_URL"] + "/api/v1/workers/register"
            urllib.request.urlopen(url, json.dumps(me).encode(), timeout=2)
        except OSError as error:
            print("cannot register:", error, flush=True)
        time.sleep(1)

if me["worker_type"]:
    threading.Thread(target=register, daemon=True).start()
Server = HTTPServer if os.environ.get("ONE_AT_A_TIME") else ThreadingHTTPServer
Server(("", int(os.environ["PORT"])), Handler).serve_forever()
`;

/** The environments of a backend and of workers, by the workers' names. */
export interface SmallKtrdr {
  readonly backend?: Readonly<Record<string, string>>;
  readonly workers?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The services of a Compose file: a backend, and workers that register with it, but for what their environments say.
 * `SECONDS_TO_ANSWER`, `ONE_AT_A_TIME` and `ANSWER`, a status, are the backend's.
 *
 * @param image with Python
 */
export function smallKtrdr(image: string, { backend = {}, workers = {} }: SmallKtrdr): Record<string, object> {
  const service = (variable: string, port: number, environment: Readonly<Record<string, string>>): object => ({
    image,
    command: ['/app/.venv/bin/python', '-c', PROGRAM],
    init: true,
    environment: { PORT: String(port), ...environment },
    extra_hosts: ['host.docker.internal:host-gateway'],
    ports: [`\${${variable}:-${port}}:${port}`],
  });
  const worker = (name: string, index: number, different: Readonly<Record<string, string>>): object => {
    const port = 5003 + index;
    return service(`KTRDR_WORKER_PORT_${index + 1}`, port, {
      WORKER_TYPE: 'training',
      WORKER_PUBLIC_BASE_URL: `http://${name}:${port}`,
      KTRDR_API_URL: 'http://backend:8000',
      ...different,
    });
  };
  const all = Object.entries(workers).map(([name, different], index) => [name, worker(name, index, different)]);
  return { backend: service('KTRDR_API_PORT', 8000, backend), ...Object.fromEntries(all) };
}
