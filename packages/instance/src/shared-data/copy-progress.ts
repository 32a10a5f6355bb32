/** How far a copy has come. */
export interface CopyProgress {
  /** Files and links, those of an earlier run too. */
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Undefined while too little is done to tell. */
  readonly secondsLeft: number | undefined;
}

export interface ProgressOptions {
  readonly totalFiles: number;
  readonly totalBytes: number;
  /** Copied before, by a run that was ended. */
  readonly done: { readonly files: number; readonly bytes: number };
  readonly onProgress: (progress: CopyProgress) => void;
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number;
}

/** Counts what is copied, and tells of it now and then. */
export interface ProgressCounter {
  addBytes(bytes: number): void;
  addFile(): void;
  /** How far it is now. */
  current(): CopyProgress;
}

const TELL_EVERY_MS = 200;
const TELL_TIME_AFTER_MS = 1000;
/** What a file takes beside its bytes, in bytes: opening, closing, and its directory entry. */
const FILE_IN_BYTES = 20_000;

export function createProgressCounter(options: ProgressOptions): ProgressCounter {
  const { totalFiles, totalBytes, done, onProgress, now = () => performance.now() } = options;
  const begun = now();
  let { files, bytes } = done;
  let told = begun;

  function secondsLeft(): number | undefined {
    const passed = now() - begun;
    const copied = weightOf(files - done.files, bytes - done.bytes);
    if (passed < TELL_TIME_AFTER_MS || copied <= 0) return undefined;
    const left = Math.max(0, weightOf(totalFiles - files, totalBytes - bytes));
    return Math.ceil(((left / copied) * passed) / 1000);
  }

  const current = (): CopyProgress => ({ files, totalFiles, bytes, totalBytes, secondsLeft: secondsLeft() });

  function tell(): void {
    if (now() - told < TELL_EVERY_MS) return;
    told = now();
    onProgress(current());
  }

  return {
    addBytes(more) {
      bytes += more;
      tell();
    },
    addFile() {
      files += 1;
      tell();
    },
    current,
  };
}

function weightOf(files: number, bytes: number): number {
  return files * FILE_IN_BYTES + bytes;
}
