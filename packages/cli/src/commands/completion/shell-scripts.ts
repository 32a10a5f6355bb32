import type { Shell } from './flags.ts';

// What is typed is handed over as it is and never evaluated: who presses a key to complete `$(…)` has not run it.

const CD = `# ktrdr cd goes there; a command cannot do that for its shell.
ktrdr() {
  if [ "$1" = cd ] && [ "$#" -le 2 ]; then
    case "$2" in
      -*) command ktrdr "$@" ;;
      *) local ktrdr_directory && ktrdr_directory=$(command ktrdr "$@") && builtin cd -- "$ktrdr_directory" ;;
    esac
  else
    command ktrdr "$@"
  fi
}
`;

const BASH = `_ktrdr_complete() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <(command ktrdr complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o bashdefault -o default -F _ktrdr_complete ktrdr

${CD}`;

const ZSH = `(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
_ktrdr() {
  local line
  local -a candidates
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(command ktrdr complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#candidates )); then
    _describe ktrdr candidates
  else
    _files
  fi
}
compdef _ktrdr ktrdr

${CD}`;

const FISH = `function __ktrdr_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    command ktrdr complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c ktrdr -n 'not contains -- -- (commandline -opc)' -f
complete -c ktrdr -a '(__ktrdr_complete)'

# ktrdr cd goes there; a command cannot do that for its shell.
function ktrdr
    if test "$argv[1]" = cd; and test (count $argv) -le 2; and not string match -q -- '-*' "$argv[2]"
        set -l directory (command ktrdr $argv); and builtin cd -- $directory
    else
        command ktrdr $argv
    end
end
`;

/** What a shell reads to complete `ktrdr`, and to have `ktrdr cd` change its directory. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
