type Block = (name: string, run: () => Promise<void> | void) => void;

/**
 * A block of tests of what not every machine can do. Where `missing` says what this one cannot, they are not run, and are listed with that as their reason.
 *
 * @param block `test` or `describe`
 */
export function wherePossible(block: Block & { readonly skip: Block }, missing: string | undefined): Block {
  return (name, run) => {
    if (missing === undefined) block(name, run);
    else block.skip(`${name} (not run here: ${missing})`, run);
  };
}
