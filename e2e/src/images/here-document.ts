import { execa } from 'execa';

/** Nothing can run on it: a builder that reads it fails later, and with other words. */
const PROBE = "FROM scratch\nRUN cat << 'EOF'\nprobe\nEOF\n";

/** Whether this Engine's builder reads a here-document with a blank after its `<<`: BuildKit does since 0.22, which came with Engine 28.2. */
export async function readsSpacedHereDocuments(): Promise<boolean> {
  const probe = await execa('docker', ['build', '--quiet', '-'], { input: PROBE, reject: false });
  return !/parse error/.test(probe.stderr);
}

/**
 * A Dockerfile in the shape of KTRDR's newest: two files are copied, a here-document adds to one of them, and the code is mounted
 * later.
 *
 * @param options.spaced whether a blank follows its `<<`, as there
 */
export function newestDockerfile({ from, spaced }: { readonly from: string; readonly spaced: boolean }): string {
  const lines = [
    `FROM ${from}`,
    'COPY pyproject.toml uv.lock ./',
    `RUN cat >> pyproject.toml <<${spaced ? ' ' : ''}'EOF'`,
    '',
    '[tool.example]',
    'built = "for a processor"',
    'EOF',
    'RUN --mount=type=cache,target=/root/.cache/uv cp pyproject.toml /built-of',
    'CMD ["/app/.venv/bin/uvicorn", "ktrdr.api.main:app", "--host", "0.0.0.0", "--port", "8000", "--reload"]',
    'HEALTHCHECK --interval=30s --timeout=10s CMD curl -f http://localhost:8000/api/v1/health',
  ];
  return `${lines.join('\n')}\n`;
}
