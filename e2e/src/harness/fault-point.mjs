import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

// Loaded with `node --import` in front of the built command: counts its steps (each child process, each change of a file),
// writes them down, and ends the command at the steps that it was told. The command itself knows nothing of it.

const { steps, kills } = JSON.parse(process.env['KTRDR_FAULTS']);
delete process.env['KTRDR_FAULTS'];

const log = fs.openSync(steps, 'a');
const { writeSync } = fs;
let count = 0;
/** Node's own functions call each other. */
let within = false;

const { cpSync, existsSync, mkdirSync, renameSync, writeFileSync } = fs;

function strike(step, name, moment, child) {
  for (const kill of kills) {
    if (!isAt(kill, step, name) || kill.moment !== moment) continue;
    // Commands that ask several things at once do not always ask them in the same order: this step may have no child now.
    if (kill.target === 'child' && kill.swap === undefined && typeof child?.kill !== 'function') continue;
    // What every run of it meets is no kill.
    if (kill.isPart !== true) writeSync(log, `struck ${step}\n`);
    if (kill.swap !== undefined) inside(() => swap(kill.swap));
    else if (kill.target === 'child') child.kill(kill.signal);
    else process.kill(kill.target === 'group' ? -process.pid : process.pid, kill.signal);
  }
}

/** At a step by its number, or at the first one whose line matches. */
function isAt(kill, step, name) {
  if (kill.line !== undefined && kill.step === undefined && new RegExp(kill.line).test(name)) kill.step = step;
  return kill.step === step;
}

/** Somebody moves a directory away, if it is there, and another one to its place. */
function swap({ path, away, other }) {
  // Where the command makes the directory, theirs is a copy of what it has made.
  if (!existsSync(other)) {
    if (existsSync(path)) cpSync(path, other, { recursive: true });
    else mkdirSync(other);
    writeFileSync(`${other}/work.txt`, 'theirs');
  }
  try {
    renameSync(path, away);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  renameSync(other, path);
}

/** Runs `act` as the next step; `end` tells when it is over. */
function asStep(name, act, end) {
  const step = (count += 1);
  writeSync(log, `${name.replaceAll('\n', ' ')}\n`);
  strike(step, name, 'before');
  const result = inside(act);
  strike(step, name, 'during', result);
  end(result, () => strike(step, name, 'after'));
  return result;
}

function inside(act) {
  within = true;
  try {
    return act();
  } finally {
    within = false;
  }
}

const atOnce = (_, over) => over();
const whenSettled = (promise, over) => void promise.then(over, over);
const whenEnded = (child, over) => void child.once('exit', over);

function patch(
  module,
  name,
  { as = ([path]) => `${name} ${String(path)}`, isStep = () => true, end, wrap = (result) => result },
) {
  const original = module[name];
  module[name] = function (...args) {
    if (within || !isStep(args)) return original.apply(this, args);
    return wrap(
      asStep(as(args), () => original.apply(this, args), end),
      args,
    );
  };
}

const { O_CREAT, O_RDWR, O_WRONLY } = fs.constants;
const writes = ([, flags = 'r']) =>
  typeof flags === 'number' ? (flags & (O_CREAT | O_RDWR | O_WRONLY)) !== 0 : flags !== 'r';

/** What a file that was opened for writing does is a step, too. */
async function watched(opening, [path]) {
  const handle = await opening;
  for (const name of ['writeFile', 'sync', 'chmod', 'truncate'])
    patch(handle, name, { as: () => `${name} ${String(path)}`, end: whenSettled });
  return handle;
}

const changes = ['rename', 'unlink', 'rm', 'rmdir', 'mkdir', 'writeFile', 'chmod', 'copyFile', 'symlink', 'utimes'];
for (const name of changes) {
  patch(fs.promises, name, { end: whenSettled });
  patch(fs, `${name}Sync`, { end: atOnce });
}
patch(fs.promises, 'open', { isStep: writes, end: whenSettled, wrap: watched });
patch(fs, 'openSync', { isStep: writes, end: atOnce });

const line = ([command, args]) => [command, ...(Array.isArray(args) ? args : [])].join(' ');
for (const name of ['spawn', 'execFile']) {
  patch(childProcess, name, { as: (args) => `spawn ${line(args)}`, end: whenEnded });
}
syncBuiltinESMExports();
