import { CodedError } from '@ktrdr/errors';
import type { Instance } from '../core/instance.ts';
import { instanceCommand } from '../core/instance-command.ts';

/** What a command of Compose does with an instance: it looks at what there is, changes that, or makes containers, which takes the secrets. */
export type ComposeEffect = 'looks' | 'changes' | 'makes';

/** Options of `docker compose` that are another instance's to give, with what to do instead. */
const OURS: Readonly<Record<string, string>> = {
  '-p': 'To act on another instance: ktrdr compose --instance <name> -- …',
  '--project-name': 'To act on another instance: ktrdr compose --instance <name> -- …',
  '-f': 'To use other Compose files, now and later: ktrdr up --compose-file <file>',
  '--file': 'To use other Compose files, now and later: ktrdr up --compose-file <file>',
  '--project-directory': 'It is the directory of the instance.',
  '--workdir': 'It is the directory of the instance.',
  // What else it would start nobody has looked at: volumes and names of other instances may be in it.
  '--profile': 'Which profiles an instance runs is decided when it is started: ktrdr up --help',
  '--env-file': 'Put your own values in .env.sandbox, in the directory of the instance.',
};

/** Its other options before the command (2.26 and 2.40), and whether a value follows. */
const OPTIONS: Readonly<Record<string, boolean>> = {
  '--all-resources': false,
  '--ansi': true,
  '--compatibility': false,
  '--dry-run': false,
  '--help': false,
  '-h': false,
  '--insecure-registry': true,
  '--no-ansi': false,
  '--parallel': true,
  '--profile': true,
  '--progress': true,
  '--verbose': false,
  '--version': false,
  '-v': false,
};

const LOOKS = new Set(
  'attach commit config convert cp events exec export help images logs ls port ps publish stats top version viz volumes wait'.split(
    ' ',
  ),
);
const MAKES = new Set('build create run scale up watch'.split(' '));

/**
 * Reads what Compose is to do, as far as it must be known here; a command that is not known here counts as one that changes something.
 *
 * @param words what follows `docker compose`
 * @throws CodedError `USAGE` for what would lead to another project, or loses what a command of ours asks about first
 */
export function composeEffect({ id }: Pick<Instance, 'id'>, words: readonly string[]): ComposeEffect {
  const { at, options } = readOptions(words);
  const command = words[at];
  const rest = words.slice(at + 1);
  if (command === undefined || LOOKS.has(command) || rest[0] === '--help' || rest[0] === '-h') return 'looks';
  const loses = Object.hasOwn(LOSING, command) ? LOSING[command] : undefined;
  const isDry =
    options.some((word) => DRY.test(word)) && !options.some((word) => word.startsWith('--dry-run=') && !DRY.test(word));
  const losing = rest.find((word) => loses?.test(word) && !OFF.test(word));
  if (losing !== undefined && !isDry) throw losesData(id, command, losing);
  if (!MAKES.has(command)) return 'changes';
  const profile = options.find((word) => /^--profile(?:=|$)/.test(word));
  if (profile !== undefined) throw refused(profile, '--profile');
  return 'makes';
}

/**
 * Short options may stand together: `rm -fsv`; old spellings count: `--volume`, `--y`. Source: github.com/docker/compose, `SetNormalizeFunc` in
 * `cmd/compose` (2.26 to 5.5)
 */
const LOSING: Readonly<Record<string, RegExp>> = {
  down: /^(?:-[a-su-z]*v|--volumes?(?:=|$)|--rmi(?:=|$))/i,
  rm: /^(?:-[a-z]*v|--volumes?(?:=|$))/i,
  create: /^(?:-[a-z]*y|--y(?:es)?(?:=|$)|--renew-anon-volumes(?:=|$))/,
  up: /^(?:-[a-su-z]*[Vy]|--y(?:es)?(?:=|$)|--renew-anon-volumes(?:=|$))/,
};
/** Would delete a volume that is not as the file says: "recreate (data will be lost)?". */
const YES = /^(?:-[a-z]*y|--y)/;

/** As pflag reads the value of a switch, which only `=` gives: strconv.ParseBool. */
const DRY = /^--dry-run(?:=(?:1|t|T|true|True|TRUE))?$/;
const OFF = /^(?:--volumes?|--y(?:es)?|--renew-anon-volumes|-[fs]?[vVy])=(?:0|f|F|false|False|FALSE)$/;

function losesData(id: string, command: string, option: string): CodedError {
  const images = `The images of an instance are removed with it: ktrdr destroy ${id}`;
  const volumes = `This command names the volumes and asks first, and removes nobody else's: ${instanceCommand('down', { id })} --volumes`;
  const questions =
    'It would answer yes if Compose asked whether the data of a volume may be lost. Without it, Compose asks.';
  const others = YES.test(option) ? questions : volumes;
  return new CodedError(`compose does not remove anything that cannot be recovered: ${command} ${option}`, {
    code: 'USAGE',
    hint: option.startsWith('--rmi') ? images : others,
  });
}

/** Where the command's own name is, and the options before it, without what is the value of one. */
function readOptions(words: readonly string[]): { readonly at: number; readonly options: readonly string[] } {
  const options: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!word.startsWith('-') || word === '-') return { at: index, options };
    const [name = '', ...value] = word.startsWith('--') ? word.split('=') : [word];
    // What follows a short option without a blank is its value: -pname.
    const isOurs = name.startsWith('--') ? name : name.slice(0, 2);
    if (Object.hasOwn(OURS, isOurs) && !Object.hasOwn(OPTIONS, isOurs)) throw refused(word, isOurs);
    const takesValue = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (takesValue === undefined) throw unknown(word);
    options.push(word);
    if (takesValue && value.length === 0) index += 1;
  }
  return { at: words.length, options };
}

function refused(word: string, name: string): CodedError {
  return new CodedError(
    `compose sets ${name} itself, because it determines the project of this instance. Not used: ${word}`,
    {
      code: 'USAGE',
      hint: OURS[name],
    },
  );
}

function unknown(word: string): CodedError {
  return new CodedError(`Unknown option of docker compose: ${word}`, {
    code: 'USAGE',
    hint: 'Options of a Compose command follow the command: ktrdr compose -- ps --all',
  });
}
