// Progress of a run on standard error: one line that is rewritten on a terminal, plain lines elsewhere.

/** State of the part at work. */
export interface PartProgress {
  step: number;
  totalSteps: number;
  loss: number;
  examplesPerSecond: number;
  /** Of this part. */
  secondsLeft: number;
}

/** Follows a run. */
export interface Progress {
  plan(parts: ReadonlyArray<{ name: string; group: string }>): void;
  startPart(name: string): void;
  /** The part was done by an earlier run. */
  skipPart(name: string): void;
  endPart(name: string): void;
  update(event: PartProgress): void;
  message(text: string): void;
  close(): void;
}

/** Where progress goes: standard error, or a collector in tests. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** A terminal line is rewritten at most ten times a second. */
const REWRITE_MILLISECONDS = 100;
/** Elsewhere a line is printed at most every ten seconds. */
const LINE_MILLISECONDS = 10_000;

/** Progress on a stream. `now` in milliseconds is a parameter for the tests. */
export function createProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  const terminal = stream.isTTY === true;
  let parts: ReadonlyArray<{ name: string; group: string }> = [];
  const done = new Set<string>();
  const groupSeconds = new Map<string, number>();
  let current: { name: string; started: number; shareDone?: number } | undefined;
  let lastShown = 0;
  let lineShown = false;

  const clear = () => {
    if (lineShown) stream.write('\r\x1b[2K');
    lineShown = false;
  };
  const message = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  const place = (name: string) => {
    const index = parts.findIndex((part) => part.name === name);
    return index < 0 ? name : `[${index + 1}/${parts.length}] ${name}`;
  };

  /** Seconds for the parts after this one, as far as parts of their group or any other have shown. */
  const secondsAfter = (): number | undefined => {
    const known = [...groupSeconds.values()];
    const waiting = parts.filter(({ name }) => name !== current?.name && !done.has(name));
    if (waiting.length === 0) return 0;
    if (known.length === 0) return undefined;
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return waiting.reduce((sum, { group }) => sum + (groupSeconds.get(group) ?? mean), 0);
  };

  return {
    plan(all) {
      parts = all;
    },
    startPart(name) {
      current = { name, started: now() };
      lastShown = now();
      if (!terminal) message(`${place(name)}: started`);
    },
    skipPart(name) {
      done.add(name);
      message(`${place(name)}: taken from the record`);
    },
    endPart(name) {
      const seconds = (now() - (current?.started ?? now())) / 1000;
      const group = parts.find((part) => part.name === name)?.group ?? name;
      // A resumed part did only the rest of its steps now.
      groupSeconds.set(group, seconds / (1 - (current?.shareDone ?? 0)));
      done.add(name);
      message(`${place(name)}: done in ${formatSeconds(seconds)}`);
      current = undefined;
    },
    update(event) {
      if (current !== undefined) current.shareDone ??= Math.max(0, event.step - 1) / event.totalSteps;
      if (now() - lastShown < (terminal ? REWRITE_MILLISECONDS : LINE_MILLISECONDS)) return;
      lastShown = now();
      const share = event.totalSteps > 0 ? event.step / event.totalSteps : 0;
      const after = secondsAfter();
      const left = [
        `left ${formatSeconds(event.secondsLeft)}`,
        ...(after === undefined || after === 0 ? [] : [`in all ${formatSeconds(event.secondsLeft + after)}`]),
      ].join(', ');
      const figures = `${Math.floor(100 * share)}% step ${event.step}/${event.totalSteps} loss ${event.loss.toFixed(3)} ${Math.round(event.examplesPerSecond)}/s ${left}`;
      const name = place(current?.name ?? '');
      if (!terminal) {
        message(`${name}: ${figures}`);
        return;
      }
      const room = Math.max(0, (stream.columns ?? 80) - name.length - figures.length - 4);
      const width = Math.min(20, room);
      const filled = Math.round(width * share);
      const bar = width < 5 ? '' : ` ${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
      clear();
      stream.write(`${name}${bar} ${figures}`.slice(0, (stream.columns ?? 80) - 1));
      lineShown = true;
    },
    message,
    close: clear,
  };
}

/** 75 as `1:15`, 3700 as `1:01:40`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}
