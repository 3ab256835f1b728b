// Graphs of a text or a file that become those of the page.
import { toGraph6 } from '@perceptrons/graph';
import { DataError } from '@perceptrons/tensor';
import { replaceGraphs, type Side } from './graphs-store';
import { readGraphs } from './read-graphs';

/** Larger files hold no graph that this page draws. */
const largestBytes = 1e6;

/** How it went. */
export type Taken = { kind: 'done'; note?: string } | { kind: 'refused'; problem: string; asymmetric: boolean };

/**
 * Draws the graphs of a text: one as the side that is given, two as both.
 *
 * @param label what is undone, for example "read a text".
 * @param symmetrize takes an edge where either of its two entries in a matrix is 1.
 */
export function takeText(content: string, side: Side, label: string, symmetrize = false): Taken {
  try {
    const graphs = readGraphs(content, symmetrize);
    const [first, second] = graphs.slice(0, 2).map(toGraph6);
    replaceGraphs(second === undefined ? { [side]: first } : { a: first, b: second }, label);
    return {
      kind: 'done',
      ...(graphs.length > 2 && { note: `${graphs.length} graphs were read; the first two are drawn.` }),
    };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', problem, asymmetric: error instanceof DataError && error.code === 'graph/asymmetric' };
  }
}

export async function takeFile(file: File, side: Side): Promise<Taken> {
  if (file.size > largestBytes) {
    const problem = `${file.name} has ${(file.size / 1e6).toFixed(1)} MB; at most ${largestBytes / 1e6} MB are read.`;
    return { kind: 'refused', problem, asymmetric: false };
  }
  return takeText(await file.text(), side, `open ${file.name}`);
}
