import { extended, kindOf, type RelatedGraph } from './describe-tuples';
import { counted, type Words } from './words';

/** What is known of the ordered pairs of a graph, as numbers of texts. */
export interface PairTexts {
  /** Number of the text of every pair, [n * n]. */
  readonly of: Int32Array;
  /** Noun phrases with their article, for example `an edge with no common neighbours`. */
  readonly texts: readonly string[];
}

/** A statement that is put into words only when it is needed; equal keys are equal statements. */
export interface LazyWords {
  key: string;
  words: () => Words;
}

/**
 * Known from round 2 of 2-FWL: how many third vertices see what at both ends of a pair. One statement for each combination.
 *
 * @param known what is known of pairs one round earlier.
 */
export function describeThirds(related: RelatedGraph, [u, v]: readonly number[], known: PairTexts): LazyWords[] {
  const { nodeCount } = related.graph;
  const kind = kindOf(related, u === v ? [u] : [u, v]);
  const { of, texts } = known;
  const counts = new Map<number, number>();
  for (let w = 0; w < nodeCount; w++) {
    if (w === u || w === v) continue;
    const first = of[u * nodeCount + w];
    const second = of[w * nodeCount + v];
    const key = first < second ? first * texts.length + second : second * texts.length + first;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([key, count]) => ({
    key: `${kind.one} ${count} ${key}`,
    words() {
      const second = key % texts.length;
      const [one, other] = [texts[(key - second) / texts.length], texts[second]];
      const both = u === v ? 'with it' : 'with each of the two';
      const where = one === other ? `${both}, ${one}` : `with one of the two, ${one}, and with the other, ${other}`;
      const those = counted(count, 'other vertex makes', 'other vertices make');
      return extended(kind, `for which exactly ${those}, ${where}`);
    },
  }));
}
