import { openRegistry } from '../../src/index.ts';

// Until it is killed (or for `rounds`): claims a sandbox, says so, and releases some of them again, saying so before.
const input: { file: string; name: string; slots: { min: number; max: number }; rounds?: number } = JSON.parse(
  process.argv[2] ?? '',
);
const registry = openRegistry({
  ...input,
  localProdId: 'prod',
  localProdSlot: 0,
  command: `claim-and-release ${input.name}`,
  lockWaitMs: 60_000,
});
const say = (line: string) => process.stdout.write(`${line}\n`);

for (let round = 0; round < (input.rounds ?? Infinity); round += 1) {
  const instanceId = `${input.name}-${round}`;
  say(`claiming ${instanceId}`);
  const { slot } = await registry.claim({
    instanceId,
    path: `/clones/${instanceId}`,
    createdAt: '2026-01-01T00:00:00Z',
    isWorktree: true,
    parentRepo: '/clones/main',
  });
  say(`claimed ${instanceId} ${slot}`);
  if (round % 4 !== 0) {
    say(`releasing ${instanceId}`);
    await registry.release(instanceId);
    say(`released ${instanceId}`);
  }
}
