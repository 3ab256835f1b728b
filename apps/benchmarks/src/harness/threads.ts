// CPU time of single threads, which only Linux tells.
import { readdirSync, readFileSync } from 'node:fs';

const folder = '/proc/self/task';
const NANOSECONDS_PER_MS = 1e6;

/** CPU milliseconds of each thread of this process so far; undefined where the system does not tell. */
export function threadTimes(): Map<string, number> | undefined {
  if (process.platform !== 'linux') return undefined;
  const times = new Map<string, number>();
  for (const thread of readdirSync(folder)) {
    try {
      const [onCpu] = readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ');
      times.set(thread, Number(onCpu) / NANOSECONDS_PER_MS);
    } catch {
      // The thread has ended since the folder was listed, or the system counts no such times.
    }
  }
  return times.size > 0 ? times : undefined;
}

/** CPU milliseconds that the busiest thread has used since `start`. */
export function busiestSince(start: ReadonlyMap<string, number> | undefined): number | undefined {
  const now = start && threadTimes();
  if (!now) return undefined;
  return Math.max(...[...now].map(([thread, time]) => time - (start.get(thread) ?? 0)));
}
