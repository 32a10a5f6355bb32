import { type ChildProcess, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { hasCode } from '@ktrdr/errors';
import { dockerMissing, engineUnreachable } from './engine-errors.ts';
import { failureInWords } from './failure-in-words.ts';
import type { Way } from './find-endpoint.ts';

/** How long the last words of an ended child are waited for: an ssh of its may hold its streams for minutes. */
const LAST_WORDS_MS = 300;
const KEPT_OF_STDERR = 10_000;

/**
 * A stream to an Engine through `docker system dial-stdio`, which finds it as every `docker` command does, over TLS or ssh. The child ends with the
 * stream, and with this process: it reads the end of its standard input then, however this process ended.
 * Source: github.com/docker/cli, `cli/command/system/dial_stdio.go`
 */
export function dialStream({ args, env }: Extract<Way, { kind: 'dial' }>): Duplex {
  const child = spawn('docker', [...args, 'system', 'dial-stdio'], { env: { ...env }, cwd: '/' });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-KEPT_OF_STDERR);
  });
  const stream = new Duplex({
    read: () => void child.stdout.resume(),
    // A child that takes nothing more says why when it ends.
    write: (chunk, encoding, done) => void child.stdin.write(chunk, encoding, () => done()),
    final: (done) => void child.stdin.end(() => done()),
    destroy(error, done) {
      child.stdin.destroy();
      child.stdout.destroy();
      // It holds nothing that it could tidy up, and may wait for an Engine that hangs.
      child.kill('SIGKILL');
      done(error);
    },
  });
  child.stdout.on('data', (chunk) => {
    if (!stream.push(chunk)) child.stdout.pause();
  });
  child.stdin.on('error', () => {});
  child.once('error', (error) => {
    stream.destroy(hasCode(error, 'ENOENT') ? dockerMissing() : engineUnreachable(`docker: ${error.message}`, error));
  });
  child.once('exit', (code) => {
    const end = (): void => {
      if (stream.destroyed) return;
      if (code === 0) stream.push(null);
      else stream.destroy(failureInWords(stderr) ?? engineUnreachable(stderr.trim() || undefined));
    };
    const waiting = setTimeout(end, LAST_WORDS_MS);
    child.once('close', () => {
      clearTimeout(waiting);
      end();
    });
  });
  return likeSocket(stream, child);
}

/** What an HTTP agent calls of the sockets that it keeps: one that nobody uses must not keep this process alive. */
function likeSocket(stream: Duplex, child: ChildProcess): Duplex {
  const sockets = [child.stdin, child.stdout, child.stderr].filter((one) => one instanceof Socket);
  const each = (what: 'ref' | 'unref') => (): Duplex => {
    for (const one of [child, ...sockets]) one[what]();
    return stream;
  };
  const same = (): Duplex => stream;
  return Object.assign(stream, {
    ref: each('ref'),
    unref: each('unref'),
    setKeepAlive: same,
    setNoDelay: same,
    setTimeout: same,
  });
}
