import type { Problem } from './check.ts';

/** One line for a list of problems: the only one, or the services that it is about; empty where none is known. */
export function describeProblems(problems: readonly Problem[]): string {
  const [first] = problems;
  if (problems.length === 1 && first !== undefined)
    return first.service === undefined ? first.reason : `${first.service}: ${first.reason}`;
  const services = [...new Set(problems.flatMap(({ service }) => service ?? []))];
  return services.length === 0 ? (first?.reason ?? '') : `waiting for ${services.join(', ')}`;
}
