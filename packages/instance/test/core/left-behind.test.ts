import { describe, expect, test } from '@jest/globals';
import { describeLeft, isDockerAtWork } from '../../src/core/left-behind.ts';

describe('what is waited for', () => {
  // As Docker 26.1 with Compose 2.26 and buildx 0.13 call themselves and what they start.
  test.each([
    ['docker compose -p ktrdr-prod up --detach', true],
    ['/usr/libexec/docker/cli-plugins/docker-compose compose -p ktrdr-prod up --detach', true],
    ['/home/me/.docker/cli-plugins/docker-buildx bake --file -', true],
    ['com.docker.cli compose up', true],
    ['docker --context other pull --platform linux/amd64 db:1', true],
    ['docker run --rm --pull never app', true],
    ['docker compose -p monitoring up', false],
    ['/usr/libexec/docker/cli-plugins/docker-compose compose -p monitoring up', false],
    ['docker compose --project-name=ktrdr--y logs -f', false],
    ['docker events', false],
    ['docker-credential-secretservice get', false],
    ['/usr/bin/gpg-agent --daemon', false],
    ['ssh: /home/me/.ssh/control [mux]', false],
    ['node /usr/bin/ktrdr local-prod up', false],
    ['', false],
  ])('%s: %s', (line, expected) => {
    expect(isDockerAtWork(line.split(' '), 'ktrdr-prod')).toBe(expected);
  });
});

describe('how it is named', () => {
  const compose = ['compose', '-p', 'ktrdr--a', '--project-directory', '/a b', '-f', '/a b/c.yml', '-f', '-'];
  const command = { pid: 11, args: ['docker', ...compose, '--profile', 'local-prod', 'up', '--detach', 'db'] };
  const plugin = { pid: 12, args: ['/usr/libexec/docker/cli-plugins/docker-compose', ...compose, 'up', '--detach'] };
  const pull = { pid: 13, args: ['docker', '--context', 'other', 'pull', '--platform', 'linux/amd64', 'db:1'] };
  const stop = { pid: 14, args: ['docker', 'container', 'stop', '0a', '0b'] };
  const by = { pid: 10, command: 'ktrdr local-prod up' };
  const left = 'which an earlier "ktrdr local-prod up" left running';

  test.each([
    ['a command with its plugin', [plugin, command], by, `docker compose up (process 11), ${left}`],
    ['a plugin alone', [plugin], by, `docker compose up (process 12), ${left}`],
    ['two commands', [pull, stop], by, `docker pull (process 13), docker container stop (process 14), ${left}`],
    [
      'of whom nothing is written down',
      [pull],
      undefined,
      'docker pull (process 13), which an earlier command left running',
    ],
  ])('%s', (_, children, holder, expected) => {
    expect(describeLeft(children, holder)).toBe(expected);
  });
});
