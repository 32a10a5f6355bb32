import { describe, expect, test } from '@jest/globals';
import { createStyle } from '@ktrdr/terminal';
import { formatPrerequisites } from '../src/prerequisites/format-prerequisites.ts';
import { installHint } from '../src/prerequisites/install-hint.ts';
import { type Answer, judge } from '../src/prerequisites/judge.ts';
import { isComplete, type Prerequisite, type Problem, type Tool } from '../src/prerequisites/prerequisite.ts';
import { prerequisitesMissing } from '../src/prerequisites/prerequisites-missing.ts';
import { detectSystem, type System } from '../src/prerequisites/system.ts';

const debian: System = { family: 'debian', name: 'Debian GNU/Linux 12 (bookworm)', id: 'debian', wsl: false };
const ubuntu: System = { family: 'debian', name: 'Ubuntu 24.04.1 LTS', id: 'ubuntu', wsl: false };
const fedora: System = { family: 'fedora', name: 'Fedora Linux 42', id: 'fedora', wsl: false };
const arch: System = { family: 'linux', name: 'Arch Linux', id: 'arch', wsl: false };
const macos: System = { family: 'macos', name: 'macOS', wsl: false };
const wsl: System = { ...ubuntu, name: 'Ubuntu 24.04.1 LTS in WSL', wsl: true };
const elsewhere: System = { ...debian, dockerHost: 'tcp://127.0.0.1:9' };

// As the systems have them.
const OS_RELEASE = {
  debian: 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nID=debian\n',
  ubuntu: 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nNAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n',
  mint: 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\nPRETTY_NAME="Linux Mint 22"\n',
  fedora: "NAME='Fedora Linux'\nID=fedora\nPRETTY_NAME='Fedora Linux 42'\n",
  rocky: 'NAME="Rocky Linux"\nID="rocky"\nID_LIKE="rhel centos fedora"\nPRETTY_NAME="Rocky Linux 9.4"\n',
  arch: 'NAME="Arch Linux"\nPRETTY_NAME="Arch Linux"\nID=arch\n',
};
const LINUX = 'Linux version 6.1.0-25-amd64 (debian-kernel@lists.debian.org)';
const WSL2 = 'Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)';

describe('detectSystem', () => {
  test.each<[string, Parameters<typeof detectSystem>[0], Partial<System>]>([
    ['macOS', { platform: 'darwin' }, macos],
    ['Debian', { platform: 'linux', osRelease: OS_RELEASE.debian, procVersion: LINUX }, debian],
    ['Ubuntu', { platform: 'linux', osRelease: OS_RELEASE.ubuntu, procVersion: LINUX }, ubuntu],
    [
      'one that is like Ubuntu',
      { platform: 'linux', osRelease: OS_RELEASE.mint },
      { family: 'debian', id: 'linuxmint' },
    ],
    ['Fedora', { platform: 'linux', osRelease: OS_RELEASE.fedora, procVersion: LINUX }, fedora],
    ['one that is like Fedora', { platform: 'linux', osRelease: OS_RELEASE.rocky }, { family: 'fedora', id: 'rocky' }],
    ['another Linux', { platform: 'linux', osRelease: OS_RELEASE.arch, procVersion: LINUX }, arch],
    ['Ubuntu in WSL2', { platform: 'linux', osRelease: OS_RELEASE.ubuntu, procVersion: WSL2 }, wsl],
    [
      'one with DOCKER_HOST',
      { platform: 'linux', dockerHost: 'tcp://127.0.0.1:9' },
      { dockerHost: 'tcp://127.0.0.1:9' },
    ],
    ['a Linux that says nothing', { platform: 'linux' }, { family: 'linux', name: 'Linux', wsl: false }],
  ])('%s', (_, facts, expected) => {
    expect(detectSystem(facts)).toMatchObject(expected);
  });
});

describe('installHint', () => {
  test.each<[System, Tool, Problem, RegExp]>([
    [macos, 'git', 'missing', /xcode-select --install/],
    [macos, 'docker', 'missing', /brew install --cask docker-desktop/],
    [macos, 'engine', 'not-running', /open -a Docker/],
    [macos, 'uv', 'missing', /brew install uv/],
    [macos, 'op', 'missing', /brew install 1password-cli/],
    [debian, 'git', 'missing', /sudo apt-get install git/],
    [debian, 'docker', 'missing', /engine\/install\/debian\//],
    [debian, 'engine', 'not-running', /sudo systemctl start docker/],
    [debian, 'engine', 'forbidden', /usermod -aG docker/],
    [debian, 'compose', 'missing', /apt-get install docker-compose-plugin/],
    [debian, 'compose', 'too-old', /apt-get install docker-compose-plugin/],
    [debian, 'uv', 'missing', /curl .*astral\.sh\/uv\/install\.sh/],
    [debian, 'op', 'missing', /developer\.1password\.com/],
    [ubuntu, 'docker', 'missing', /engine\/install\/ubuntu\//],
    [fedora, 'git', 'missing', /sudo dnf install git/],
    [fedora, 'docker', 'missing', /engine\/install\/fedora\//],
    [fedora, 'compose', 'missing', /dnf install docker-compose-plugin/],
    [arch, 'git', 'missing', /git-scm\.com/],
    [arch, 'docker', 'missing', /docs\.docker\.com\/engine\/install\/$/],
    [wsl, 'git', 'missing', /sudo apt-get install git/],
    [wsl, 'docker', 'missing', /Docker Desktop on Windows.*WSL integration/],
    [wsl, 'compose', 'missing', /Docker Desktop on Windows/],
    [wsl, 'engine', 'not-running', /start Docker Desktop on Windows/],
    [wsl, 'uv', 'missing', /curl .*astral/],
    [elsewhere, 'engine', 'not-running', /^DOCKER_HOST points to tcp:.*unset DOCKER_HOST$/],
    [elsewhere, 'engine', 'forbidden', /usermod -aG docker/],
    [arch, 'git', 'failed', /reinstall it/],
  ])('on %o: %s %s', (system, tool, problem, expected) => {
    expect(installHint(tool, problem, system)).toMatch(expected);
  });
});

const answer = (given: Partial<Answer>): Answer => ({
  exitCode: 0,
  stdout: '',
  stderr: '',
  missing: false,
  timedOut: false,
  ...given,
});

describe('judge', () => {
  const CANNOT_CONNECT =
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';

  test.each<[string, Tool, Partial<Answer>, Partial<Prerequisite>]>([
    ['git', 'git', { stdout: 'git version 2.39.5 (Apple Git-154)\n' }, { version: '2.39.5', problem: undefined }],
    ['docker', 'docker', { stdout: 'Docker version 28.2.2, build e6534b4\n' }, { version: '28.2.2' }],
    ["Debian's Engine", 'engine', { stdout: '26.1.5+dfsg1\n' }, { version: '26.1.5+dfsg1' }],
    ['Compose', 'compose', { stdout: 'v2.26.1-4\n' }, { version: '2.26.1-4', problem: undefined }],
    ['uv', 'uv', { stdout: 'uv 0.9.11 (8d8aabb88 2025-11-20)\n' }, { version: '0.9.11' }],
    ['op', 'op', { stdout: '2.32.1\n' }, { version: '2.32.1', required: false }],
    ['no uv', 'uv', { missing: true, exitCode: undefined }, { problem: 'missing', required: true }],
    ['no op', 'op', { missing: true, exitCode: undefined }, { problem: 'missing', required: false }],
    ['no docker, so no Engine', 'engine', { missing: true, exitCode: undefined }, { problem: 'missing' }],
    [
      'an Engine that does not run',
      'engine',
      { exitCode: 1, stdout: '\n', stderr: CANNOT_CONNECT },
      { problem: 'not-running' },
    ],
    ['an Engine that does not answer', 'engine', { exitCode: undefined, timedOut: true }, { problem: 'not-running' }],
    [
      'an Engine of others',
      'engine',
      { exitCode: 1, stderr: 'permission denied while trying to connect to the Docker daemon socket\n' },
      { problem: 'forbidden' },
    ],
    ['docker without Compose', 'compose', { exitCode: 125, stderr: 'unknown flag: --short\n' }, { problem: 'missing' }],
    [
      'docker that may not read its own configuration, and finds no plugin',
      'compose',
      {
        exitCode: 125,
        stderr:
          'WARNING: Error loading config file: open /home/me/.docker/config.json: permission denied\nunknown flag: --short\n',
      },
      {
        problem: 'failed',
        detail: 'WARNING: Error loading config file: open /home/me/.docker/config.json: permission denied',
      },
    ],
    ['git 2.32', 'git', { stdout: 'git version 2.32.1 (Apple Git-133)\n' }, { version: '2.32.1', problem: 'too-old' }],
    ['Compose 1', 'compose', { stdout: '1.29.2\n' }, { version: '1.29.2', problem: 'too-old' }],
    [
      'a broken git',
      'git',
      { exitCode: 127, stderr: 'bad library\nmore\n' },
      { problem: 'failed', detail: 'bad library' },
    ],
    ['a silent one', 'git', { exitCode: 1 }, { problem: 'failed', detail: 'it exited with 1 and said nothing' }],
    [
      'a killed one',
      'uv',
      { exitCode: undefined },
      { problem: 'failed', detail: 'a signal ended it, and it said nothing' },
    ],
  ])('%s', (_, tool, given, expected) => {
    expect(judge(tool, answer(given))).toMatchObject(expected);
  });
});

const there = (tool: Tool, more: Partial<Prerequisite> = {}): Prerequisite => ({
  tool,
  name: tool,
  required: true,
  version: '1.2.3',
  ...more,
});
const advised = there('op', { required: false, version: undefined, problem: 'missing' });

test('what is only advised does not keep setup from going on', () => {
  expect(isComplete([there('git'), advised])).toBe(true);
  expect(isComplete([there('git', { problem: 'missing' }), advised])).toBe(false);
});

describe('the list', () => {
  const list = [there('git'), there('uv', { version: undefined, problem: 'missing' }), advised];

  test('says what is there, what is missing, and how to get it', () => {
    const style = createStyle({ env: {}, isTerminal: false, noColor: false });
    expect(formatPrerequisites(list, { system: debian, style })).toEqual([
      'Prerequisites on Debian GNU/Linux 12 (bookworm)',
      '  ✓ git  1.2.3',
      '  ✗ uv   not found',
      '      curl -LsSf https://astral.sh/uv/install.sh | sh',
      '  ! op   not found (recommended, not required)',
      '      https://developer.1password.com/docs/cli/get-started',
    ]);
  });

  test('is coloured on a terminal: green, red, yellow', () => {
    const style = createStyle({ env: {}, isTerminal: true, noColor: false });
    const text = formatPrerequisites(list, { system: debian, style }).join('\n');
    for (const color of ['\u001B[32m✓', '\u001B[31m✗', '\u001B[33m!']) expect(text).toContain(color);
  });

  test('becomes the error of what is required and missing, and of nothing else', () => {
    expect(prerequisitesMissing(list, fedora)).toMatchObject({
      code: 'PREREQUISITES_MISSING',
      message: 'Some prerequisites are missing: uv',
      hint: expect.stringMatching(/uv: curl/),
    });
  });
});
