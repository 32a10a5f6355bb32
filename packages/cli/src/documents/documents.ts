import type * as z from 'zod/mini';
import { destroyedLocalProdDocument, destroyedSandboxDocument } from './destroy-documents.ts';
import { doctorDocument } from './doctor-document.ts';
import { eventDocument } from './event-document.ts';
import {
  createdDocument,
  instanceDocument,
  severalDocument,
  startedDocument,
  stoppedDocument,
} from './instance-document.ts';
import { hostLogLineDocument, hostServicesDocument } from './host-documents.ts';
import { listDocument } from './list-document.ts';
import { setupCheckDocument, setupDocument } from './setup-documents.ts';
import { recordsDocument, reportDocument } from './records-document.ts';
import { settingsDocument } from './settings-document.ts';
import { errorDocument, logLineDocument, mcpConfigDocument, sharedDocument } from './small-documents.ts';
import { statusDocument } from './status-document.ts';
import { capturedDocument, logLinesDocument } from './tool-documents.ts';
import {
  agentsDocument,
  completionDocument,
  directoryDocument,
  openedDocument,
  variablesDocument,
} from './use-documents.ts';
import { waitDocument, whyDocument } from './why-document.ts';

/** A JSON document as programs get it. */
export interface PublishedDocument {
  /** Of its schema's file, `<name>.schema.json`. */
  readonly name: string;
  /** The commands that print it, without the program's name. */
  readonly commands: readonly string[];
  /** When it is printed, as a sentence. */
  readonly text: string;
  readonly schema: z.ZodMiniType;
}

/** Every JSON document that the commands print. What programs rely on is generated from this list; no command loads it. */
export const DOCUMENTS: readonly PublishedDocument[] = [
  {
    name: 'instance',
    commands: ['local-prod init', 'local-prod up', 'sandbox init', 'sandbox up', 'up', 'restart'],
    text: 'An instance that was registered or started.',
    schema: instanceDocument,
  },
  {
    name: 'created',
    commands: ['sandbox create'],
    text: 'A sandbox that was created, and its branch.',
    schema: createdDocument,
  },
  {
    name: 'started',
    commands: ['start'],
    text: 'A sandbox that was started, and whether it was created first.',
    schema: startedDocument,
  },
  {
    name: 'stopped',
    commands: ['local-prod down', 'sandbox down', 'down'],
    text: 'An instance that was stopped.',
    schema: stoppedDocument,
  },
  {
    name: 'several',
    commands: ['up --all', 'down --all'],
    text: 'What happened to each of several instances.',
    schema: severalDocument,
  },
  {
    name: 'status',
    commands: ['local-prod status', 'sandbox status', 'status'],
    text: 'The state of an instance, service by service.',
    schema: statusDocument,
  },
  { name: 'list', commands: ['sandbox list', 'list'], text: 'Every instance on this machine.', schema: listDocument },
  {
    name: 'destroyed-sandbox',
    commands: ['sandbox destroy', 'destroy', 'done'],
    text: 'What was removed with a sandbox, or would be.',
    schema: destroyedSandboxDocument,
  },
  {
    name: 'destroyed-local-prod',
    commands: ['local-prod destroy', 'destroy local-prod'],
    text: 'What was removed with local-prod, or would be.',
    schema: destroyedLocalProdDocument,
  },
  { name: 'shared', commands: ['sandbox init-shared'], text: 'The shared data.', schema: sharedDocument },
  {
    name: 'log-line',
    commands: ['local-prod logs', 'sandbox logs', 'logs'],
    text: 'A line that a container wrote. Each line is one document.',
    schema: logLineDocument,
  },
  {
    name: 'host-services',
    commands: ['local-prod host start', 'local-prod host stop', 'local-prod host status'],
    text: "The state of local-prod's services that run outside Docker.",
    schema: hostServicesDocument,
  },
  {
    name: 'host-log-line',
    commands: ['local-prod host logs'],
    text: 'A line that such a service wrote. Each line is one document.',
    schema: hostLogLineDocument,
  },
  {
    name: 'why',
    commands: ['why'],
    text: 'What is wrong with an instance, and what follows from it.',
    schema: whyDocument,
  },
  {
    name: 'wait',
    commands: ['wait'],
    text: 'Whether the state was reached, and what is wrong with the instance if it was not.',
    schema: waitDocument,
  },
  {
    name: 'records',
    commands: ['records'],
    text: 'The records of failed starts and of the problems that `why` found.',
    schema: recordsDocument,
  },
  {
    name: 'report',
    commands: ['report'],
    text: 'A bug report that was written, and its contents.',
    schema: reportDocument,
  },
  {
    name: 'variables',
    commands: ['env'],
    text: 'The variables that programs on this machine need to reach an instance. `--format json` prints the same.',
    schema: variablesDocument,
  },
  { name: 'opened', commands: ['open'], text: 'A page of an instance.', schema: openedDocument },
  { name: 'directory', commands: ['cd'], text: 'Where an instance is.', schema: directoryDocument },
  {
    name: 'completion',
    commands: ['completion --install', 'completion --uninstall'],
    text: 'Where a shell finds the completion.',
    schema: completionDocument,
  },
  {
    name: 'agents',
    commands: ['agents install', 'agents uninstall'],
    text: 'Where Claude Code finds its settings and the skill.',
    schema: agentsDocument,
  },
  {
    name: 'captured',
    commands: [],
    text: 'The output of a command in a container, from the `exec` tool of `ktrdr mcp`.',
    schema: capturedDocument,
  },
  {
    name: 'log-lines',
    commands: [],
    text: 'The last log lines of the containers of an instance, from the `logs` tool of `ktrdr mcp`.',
    schema: logLinesDocument,
  },
  {
    name: 'settings',
    commands: ['config'],
    text: "The user's settings, or one of them.",
    schema: settingsDocument,
  },
  { name: 'doctor', commands: ['doctor'], text: 'What was checked on this machine.', schema: doctorDocument },
  {
    name: 'mcp-config',
    commands: ['local-prod mcp-config'],
    text: "How an assistant reaches local-prod's MCP server. Without `--json`, the same without `schemaVersion`, ready to paste.",
    schema: mcpConfigDocument,
  },
  { name: 'setup', commands: ['setup'], text: 'What setup did. `ktrdr-setup` prints the same.', schema: setupDocument },
  {
    name: 'setup-check',
    commands: ['setup --check-only'],
    text: 'What setup needs, and what is installed. `ktrdr-setup` prints the same.',
    schema: setupCheckDocument,
  },
  {
    name: 'event',
    commands: [],
    text: 'A progress event, from commands that are given `--events` or `--events-file`. Each line is one document.',
    schema: eventDocument,
  },
  {
    name: 'error',
    commands: [],
    text: 'What went wrong; it replaces any other document.',
    schema: errorDocument,
  },
];
