import type { Problem, Tool } from './prerequisite.ts';
import type { System } from './system.ts';

type Hints = Readonly<Record<System['family'], string>>;

const UV = 'curl -LsSf https://astral.sh/uv/install.sh | sh';
const OP = 'https://developer.1password.com/docs/cli/get-started';
const DOCKER_DESKTOP_IN_WSL =
  'install Docker Desktop on Windows (https://docs.docker.com/desktop/features/wsl/) and turn on Settings > Resources > WSL integration';

const INSTALL: Readonly<Record<Tool, Hints>> = {
  git: {
    macos: 'xcode-select --install',
    debian: 'sudo apt-get install git',
    fedora: 'sudo dnf install git',
    linux: 'https://git-scm.com/downloads/linux',
  },
  docker: {
    macos: 'brew install --cask docker-desktop, or https://docs.docker.com/desktop/setup/install/mac-install/',
    debian: 'https://docs.docker.com/engine/install/debian/',
    fedora: 'https://docs.docker.com/engine/install/fedora/',
    linux: 'https://docs.docker.com/engine/install/',
  },
  engine: {
    macos: 'open -a Docker',
    debian: 'sudo systemctl start docker',
    fedora: 'sudo systemctl start docker',
    linux: 'sudo systemctl start docker',
  },
  compose: {
    macos: 'it comes with Docker Desktop: update that, or brew install docker-compose',
    debian: "sudo apt-get install docker-compose-plugin (from Docker's own packages)",
    fedora: "sudo dnf install docker-compose-plugin (from Docker's own packages)",
    linux: 'https://docs.docker.com/compose/install/linux/',
  },
  uv: { macos: 'brew install uv', debian: UV, fedora: UV, linux: UV },
  op: { macos: 'brew install 1password-cli', debian: OP, fedora: OP, linux: OP },
};

/** What mends a problem on a system: a command, or where it is written. */
export function installHint(tool: Tool, problem: Problem, system: System): string {
  if (problem === 'failed') return 'fix what it says, or reinstall it';
  if (tool === 'engine') {
    if (problem === 'missing') return 'it comes with docker';
    if (problem === 'forbidden') return 'sudo usermod -aG docker $USER, then log in again';
    if (system.dockerHost !== undefined)
      return `DOCKER_HOST points to ${system.dockerHost}: start the Engine there, or use this machine's: unset DOCKER_HOST`;
    if (system.wsl) return 'start Docker Desktop on Windows, with its WSL integration on';
  }
  if (system.wsl && (tool === 'docker' || tool === 'compose')) return DOCKER_DESKTOP_IN_WSL;
  if (tool === 'docker' && system.id === 'ubuntu') return 'https://docs.docker.com/engine/install/ubuntu/';
  return INSTALL[tool][system.family];
}
