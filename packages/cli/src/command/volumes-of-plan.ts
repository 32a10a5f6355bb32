import { quoteArgument } from '@ktrdr/errors';
import type { DestroyPlan } from '@ktrdr/instance';

type Volumes = Pick<DestroyPlan, 'volumes' | 'staying'>;
type PlannedVolumes = Pick<DestroyPlan, 'volumes' | 'takenOver' | 'standingFor' | 'staying'>;

/** What a plan says of volumes, line by line. */
export function describeVolumes(plan: PlannedVolumes): string[] {
  return [
    `  volumes:    ${plan.volumes.join(', ') || 'none'}`,
    ...takenOverLine(plan),
    ...standingForLines(plan),
    ...stayingLine(plan),
  ];
}

/** Those of the volumes that go which were there before the instance; no line where there are none. */
export function takenOverLine({ takenOver }: Pick<PlannedVolumes, 'takenOver'>): string[] {
  return takenOver.length === 0
    ? []
    : [`  of these, taken over from an earlier instance or another registry: ${takenOver.join(', ')}`];
}

/** A line for each of the volumes that go which stands for something else: what is in that is not removed. */
export function standingForLines({ standingFor }: Pick<PlannedVolumes, 'standingFor'>): string[] {
  return standingFor.map((one) => `  of these, ${whatStays(one)}`);
}

/** That what is in such a volume does not go with it. */
export function whatStays({ name, device }: DestroyPlan['standingFor'][number]): string {
  return `${name} stands for ${device}, whose contents stay`;
}

/** The volumes that a plan leaves; no line where there are none. */
export function stayingLine({ staying }: Pick<Volumes, 'staying'>): string[] {
  return staying.length === 0 ? [] : [`  volumes that stay: ${staying.join(', ')}`];
}

/** What a destroy has removed of Docker's things; volumes by name where others stay. */
export function whatIsGone({ volumes, staying, networksLeft }: Volumes & Pick<DestroyPlan, 'networksLeft'>): string {
  if (networksLeft.length > 0) {
    const gone =
      staying.length === 0 ? ' and volumes' : volumes.length === 0 ? '' : ` and volumes ${volumes.join(', ')}`;
    return `its containers${gone} are gone, and ${networksLeft.length === 1 ? 'network' : 'networks'} ${networksLeft.join(', ')} stay${networksLeft.length === 1 ? 's' : ''}`;
  }
  if (staying.length === 0) return 'its containers, networks and volumes are gone';
  if (volumes.length === 0) return 'its containers and networks are gone';
  return `its containers, its networks and volumes ${volumes.join(', ')} are gone`;
}

/** The volumes that are left, and how its own go. Others may hold what somebody else uses: no command is given that removes them. */
export function describeStaying({
  kept,
  staying,
  replaced,
  standingFor,
}: Pick<DestroyPlan, 'kept' | 'staying' | 'replaced' | 'standingFor'>): string[] {
  const others = staying.filter((name) => !kept.includes(name) && !replaced.includes(name));
  const own = `  Volumes that stay: ${kept.join(', ')}. To remove them and their data: docker volume rm ${kept.map(quoteArgument).join(' ')}`;
  const notOwn = `  Volumes that stay: ${others.join(', ')} (not created for it)`;
  return [
    ...(kept.length === 0 ? [] : [own]),
    ...(others.length === 0 ? [] : [notOwn]),
    ...(replaced.length === 0 ? [] : [`  Note: ${describeReplaced(replaced)}`]),
    ...standingFor.map((one) => `  ${whatStays(one)}`),
  ];
}

/** Volumes that have taken the name of one that went while the command ran. */
export function describeReplaced(names: readonly string[]): string {
  const were = names.length === 1 ? 'was replaced by another volume' : 'were replaced by other volumes';
  return `${names.join(', ')} ${were} while the command ran, and ${names.length === 1 ? 'that one stays' : 'those stay'}`;
}
