import { configError } from '../graph-errors';

/** Size of a tensor of pairs. */
export interface PairSize {
  /** Number of graphs B. */
  graphs: number;
  /** Vertices of the largest graph, N. */
  nodeCount: number;
  /** Numbers for every pair. */
  channels: number;
}

/** Bytes of a float32 tensor [B, N, N, channels]. A training step keeps several such tensors for every block. */
export function pairBytes({ graphs, nodeCount, channels }: PairSize): number {
  return 4 * graphs * nodeCount * nodeCount * channels;
}

/**
 * Checks a batch against a budget of memory.
 *
 * @throws ConfigError `graph/too-large` with the memory that one tensor would take.
 */
export function checkPairBytes(size: PairSize, maxBytes: number, cause: string): void {
  const bytes = pairBytes(size);
  if (bytes <= maxBytes) return;
  const { graphs, nodeCount, channels } = size;
  const most = Math.floor(maxBytes / pairBytes({ ...size, graphs: 1 }));
  const advice =
    most > 0
      ? `Take at most ${most} graphs of this size at a time, or raise maxBytes.`
      : 'One such graph alone is too large: use a smaller graph, fewer channels, or raise maxBytes.';
  throw configError(
    'too-large',
    'graphs',
    `${cause}: ${graphs} x ${nodeCount} x ${nodeCount} pairs of ${channels} numbers take ${readable(bytes)}, more than maxBytes = ${readable(maxBytes)}. ${advice}`,
  );
}

function readable(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.max(0, Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10)));
  const value = bytes / 1024 ** power;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${units[power]}`;
}
