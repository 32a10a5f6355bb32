/** A JSON document, or a line of one for each event, with the version of its shape: 1 where it does not say another. */
export function versioned(document: object): object {
  return { schemaVersion: 1, ...document };
}
