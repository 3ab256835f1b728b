import { PerceptronsError, random } from '@perceptrons/tensor';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../graph-data';
import texts from './__fixtures__/text-formats.json';
import { parseGraph6, toGraph6 } from './graph6';
import { parseSparse6, toSparse6 } from './sparse6';

// Texts of networkx 3.6.1, written by tooling/reference/graph/text_formats.py.
describe('graph6 and sparse6 of another library', () => {
  it.each(texts)('are written and read alike: $name', ({ nodeCount, edges, graph6, sparse6 }) => {
    const graph = { nodeCount, edges: Int32Array.from(edges) };
    expect(toGraph6(graph)).toBe(graph6);
    expect(toSparse6(graph)).toBe(sparse6);
    expect(toGraph6(parseGraph6(graph6))).toBe(graph6);
    expect(toGraph6(parseSparse6(sparse6))).toBe(graph6);
  });
});

describe('damaged texts', () => {
  it('give a graph or an error of this package, whatever they hold', () => {
    let graphs = 0;
    let errors = 0;
    for (let seed = 0; seed < 3000; seed++) {
      const { graph6, sparse6 } = texts[seed % texts.length];
      const [text, parse] = seed % 2 ? [graph6, parseGraph6] : [sparse6, parseSparse6];
      try {
        checkGraph(parse(damaged(text, seed)));
        graphs++;
      } catch (error) {
        expect(PerceptronsError.isInstance(error), `${text}, seed ${seed}: ${error}`).toBe(true);
        errors++;
      }
    }
    expect(Math.min(graphs, errors)).toBeGreaterThan(100);
  });
});

/** A text with one character changed, dropped or added. */
function damaged(text: string, seed: number): string {
  const [place, kind, code] = random.randintArray(seed, 3, { min: 0, max: 2 ** 20 });
  const at = place % text.length;
  // Mostly characters of the formats, some others.
  const character = String.fromCharCode(58 + (code % 70));
  return text.slice(0, at) + (kind % 3 === 0 ? '' : character) + text.slice(kind % 3 === 1 ? at : at + 1);
}
