import type { Shell } from './flags.ts';

// What is typed is handed over as it is and never evaluated: who presses a key to complete `$(…)` has not run it.

/** What every script begins with. */
const HEAD = '# Written by `completion --install`, which may write it again.';

interface Names {
  /** As it is called. */
  readonly command: string;
  /** The same as a part of a function's name. */
  readonly id: string;
}

const cd = ({ command }: Names): string => `# ${command} cd goes there; a command cannot do that for its shell.
${command}() {
  if [ "\${1-}" = cd ] && [ "$#" -le 2 ]; then
    case "\${2-}" in
      -*) command ${command} "$@" ;;
      *) local instance_directory && instance_directory=$(command ${command} "$@") && builtin cd -- "$instance_directory" ;;
    esac
  else
    command ${command} "$@"
  fi
}
`;

const bash = ({ command, id }: Names): string => `_${id}_complete() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(command ${command} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _${id}_complete ${command}

${cd({ command, id })}`;

const zsh = ({ command, id }: Names): string => `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
_${id}() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(command ${command} complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#candidates )); then
    _describe ${command} candidates
  else
    _files
  fi
}
compdef _${id} ${command}

${cd({ command, id })}`;

const fish = ({ command, id }: Names): string => `function __${id}_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    command ${command} complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c ${command} -n 'not contains -- -- (commandline -opc)' -f
complete -c ${command} -a '(__${id}_complete)'

# ${command} cd goes there; a command cannot do that for its shell.
function ${command}
    if test "$argv[1]" = cd; and test (count $argv) -le 2; and not string match -q -- '-*' "$argv[2]"
        set -l directory (command ${command} $argv); and builtin cd -- $directory
    else
        command ${command} $argv
    end
end
`;

const SCRIPTS: Readonly<Record<Shell, (names: Names) => string>> = { bash, zsh, fish };

/**
 * What a shell reads to complete the command, and to have its `cd` change the directory.
 *
 * @param command as it is called: `ktrdr-env` beside KTRDR's own Python `ktrdr`, whose completion stays as it is
 */
export function scriptOf(shell: Shell, command: string): string {
  return `${HEAD}\n\n${SCRIPTS[shell]({ command, id: command.replaceAll('-', '_') })}`;
}

/** Whether a file is one that was written here, and not the user's own. */
export function isOurs(text: string): boolean {
  return text.startsWith(HEAD);
}
