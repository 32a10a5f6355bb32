import { type CopyProgress } from '@ktrdr/instance';
import { formatBytes } from '@ktrdr/instance/internal';
import { formatElapsed } from './format-elapsed.ts';

/** `1.2 GB of 3.4 GB, 1200 of 20000 files, 12 s left` */
export function formatCopyProgress({ files, totalFiles, bytes, totalBytes, secondsLeft }: CopyProgress): string {
  const left = secondsLeft === undefined ? '' : `, ${formatLeft(secondsLeft)} left`;
  return `${formatBytes(bytes)} of ${formatBytes(totalBytes)}, ${files} of ${totalFiles} files${left}`;
}

function formatLeft(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : formatElapsed(seconds * 1000);
}
