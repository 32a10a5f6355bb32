import type { RegistryDocument } from './registry-document.ts';

/** The text of the registry file: JSON, indented by two spaces, for people to read. */
export function serializeRegistry(document: RegistryDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
