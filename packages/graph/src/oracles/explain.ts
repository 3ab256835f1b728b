// A colour is a number; a reader wants to know what it means. Every colour is put into words by one vertex or tuple that has
// it, with what the round can know of it, first in simple words, then in finer ones. Colours that share the words are added
// up, so that the sentence is true as it stands; the first words with different numbers in the two graphs are the answer.
import { type Colouring, histogram } from './colouring';
import { describeThirds, type LazyWords, type PairTexts } from './describe-thirds';
import { describeKind, describeOutsiders, describeSurroundings, type RelatedGraph } from './describe-tuples';
import {
  classText,
  degreeText,
  describeDegree,
  describeLabel,
  describeNeighbours,
  type Labelling,
  plainLabelText,
} from './describe-vertices';
import { type ExplanationPart, explanationParts } from './explanation-parts';
import { tupleVertices } from './tuple-vertices';
import type { Witness } from './witness';
import { relationMatrix, type WlGraph } from './wl-graph';
import { type WlForm, type WlTest, wlForm } from './wl-test';
import { listed, type Words } from './words';

/** More colours than this are not put into words one by one. */
const MOST_COLOURS = 20_000;

/** Where two graphs part. */
export interface Difference {
  graphs: readonly [WlGraph, WlGraph];
  test: WlTest;
  round: number;
  /** Colours in which the graphs differ, and those of the round before. */
  now: Colouring;
  before: Colouring | undefined;
}

/** One colour, with a vertex or tuple that has it. */
interface ColourClass {
  colour: number;
  countA: number;
  countB: number;
  /** 0 for graph A, 1 for graph B. */
  side: 0 | 1;
  tuple: number;
}

type Describe = (example: ColourClass) => readonly LazyWords[];

/** What two graphs differ in. */
interface ExplainedDifference {
  witness: Witness;
  explanation: string;
  explanationParts: ExplanationPart[];
}

/** Names the colour in which two graphs differ most plainly, and says what it means. */
export function explainDifference(difference: Difference): ExplainedDifference {
  const { graphs, test, round, now } = difference;
  const form = wlForm(test);
  const classes = colourClasses(now);
  const differing = classes.filter(({ countA, countB }) => countA !== countB);
  const [a, b] = graphs;
  /** `named`: the round to which the classes belong that the sentence names. */
  const explained = (colour: ColourClass, statement: string, named: number): ExplainedDifference => {
    const witness = witnessOf(colour, difference, form);
    const explanation = a.nodeCount === b.nodeCount ? `${statement} ${exampleOf(witness)}` : statement;
    return { witness, explanation, explanationParts: explanationParts(explanation, named) };
  };
  if (a.nodeCount !== b.nodeCount) {
    return explained(plainest(differing), `Graph A has ${a.nodeCount} vertices, graph B has ${b.nodeCount}.`, round);
  }
  const levels = classes.length <= MOST_COLOURS ? describers(difference, form) : [];
  for (const describe of levels) {
    const found = plainest(differences(classes, describe));
    if (found) {
      const colour = plainest(found.members.filter(({ countA, countB }) => countA !== countB));
      return explained(colour, sentence(round, found.words, found), round - 1);
    }
  }
  const colour = plainest(differing)!;
  const noun = ['vertex', 'ordered pair of vertices', 'ordered triple of vertices'][form.k - 1];
  const plural = ['vertices', 'ordered pairs of vertices', 'ordered triples of vertices'][form.k - 1];
  const words = { one: `${noun} of class ${colour.colour}`, many: `${plural} of class ${colour.colour}`, orderings: 1 };
  return explained(colour, sentence(round, words, colour), round);
}

/** What it means that a test finds no difference. */
export function explainEquality(test: WlTest, stableRound: number | undefined, classes: number): string {
  const things = { 1: 'vertices', 2: 'pairs', 3: 'triples' }[wlForm(test).k];
  const coloured = `${classes} ${classes === 1 ? 'class' : 'classes'} of ${things}, equally large in both graphs`;
  if (stableRound === undefined) return `Not distinguished so far: ${coloured}. More rounds may find a difference.`;
  const when = stableRound === 0 ? 'after the start colours' : `after round ${stableRound}`;
  return `${test} cannot distinguish the graphs: ${when} nothing changes, with ${coloured}.`;
}

function colourClasses({ colours: [a, b], count }: Colouring): ColourClass[] {
  const [countsA, countsB] = [histogram(a, count), histogram(b, count)];
  const first = new Int32Array(count).fill(-1);
  const side = new Uint8Array(count);
  for (const [s, colours] of [a, b].entries()) {
    for (let t = 0; t < colours.length; t++) {
      if (first[colours[t]] >= 0) continue;
      first[colours[t]] = t;
      side[colours[t]] = s;
    }
  }
  return Array.from({ length: count }, (_, colour) => ({
    colour,
    countA: countsA[colour],
    countB: countsB[colour],
    side: side[colour] === 0 ? 0 : 1,
    tuple: first[colour],
  }));
}

interface Counts {
  countA: number;
  countB: number;
}

/** The clearest difference: what only one graph has, in the shortest words, rather A than B; then the largest. */
function plainest<T extends Counts & { words?: Words }>(candidates: readonly T[]): T {
  const rank = ({ countA, countB, words }: T) => [
    Math.min(countA, countB) === 0 ? 0 : 1,
    words?.many.length ?? 0,
    countB === 0 ? 0 : 1,
    -Math.abs(countA - countB),
  ];
  return candidates.reduce((best, other) => {
    const [left, right] = [rank(best), rank(other)];
    const place = left.findIndex((value, i) => value !== right[i]);
    return place >= 0 && right[place] < left[place] ? other : best;
  }, candidates[0]);
}

interface Statement extends Counts {
  words: Words;
  members: ColourClass[];
}

/** Adds up the colours of which the same can be said, and keeps what can be said of both graphs differently often. */
function differences(classes: readonly ColourClass[], describe: Describe): Statement[] {
  const found = new Map<string, Counts & { words: () => Words; members: ColourClass[] }>();
  for (const example of classes) {
    for (const { key, words } of describe(example)) {
      const statement = found.get(key) ?? { words, countA: 0, countB: 0, members: [] };
      statement.countA += example.countA;
      statement.countB += example.countB;
      statement.members.push(example);
      found.set(key, statement);
    }
  }
  return [...found.values()]
    .filter(({ countA, countB }) => countA !== countB)
    .map((statement) => ({ ...statement, words: statement.words() }));
}

/** A statement in words; none where there are no words. */
function said(words: Words | undefined): LazyWords[] {
  return words ? [{ key: words.many, words: () => words }] : [];
}

function sentence(round: number, { one, many, orderings }: Words, { countA, countB }: Counts): string {
  const say = (count: number) => (count === 0 ? 'none' : count / orderings);
  const first = countA === 0 ? `no ${one}` : `${countA / orderings} ${countA / orderings === 1 ? one : many}`;
  const when = round === 0 ? 'Before the first round' : `After round ${round}`;
  const stop = first.includes(',') ? ';' : ',';
  const second = countA === 0 ? `graph B has ${countB / orderings}` : `graph B has ${say(countB)}`;
  return `${when}, graph A has ${first}${stop} ${second}.`;
}

/** Ways to put colours into words, the simplest first. */
function describers({ graphs, round, before }: Difference, form: WlForm): Describe[] {
  const labelling: Labelling = {
    vertices: new Set(graphs.flatMap(({ labels }) => [...new Set(labels)])).size > 1,
    edges: graphs.some(({ edgeLabels }) => edgeLabels.some((label) => label !== 0)),
  };
  const { k, variant } = form;
  if (k === 1) {
    const graphOf = ({ side }: ColourClass) => graphs[side];
    const sees =
      (text: (graph: WlGraph, vertex: number, side: 0 | 1) => string): Describe =>
      (example) => {
        const graph = graphOf(example);
        return said(describeNeighbours(graph, example.tuple, labelling, (v) => text(graph, v, example.side)));
      };
    if (round === 0) return [(example) => said(describeLabel(graphOf(example), example.tuple, labelling))];
    const levels: Describe[] = [(example) => said(describeDegree(graphOf(example), example.tuple, labelling))];
    if (round === 1) return [...levels, sees((graph, v) => plainLabelText(graph, v, labelling))];
    levels.push(sees((graph, v) => degreeText(graph, v, labelling)));
    if (round === 2 || !before) return levels;
    return [...levels, sees((graph, v, side) => classText(graph, v, before.colours[side][v]))];
  }
  const related: RelatedGraph[] = graphs.map((graph) => ({ graph, relations: relationMatrix(graph) }));
  const of = ({ side, tuple }: ColourClass) => ({
    own: related[side],
    tuple: tupleVertices(tuple, graphs[side].nodeCount, k),
  });
  const levels: Describe[] = [
    (example) => {
      const { own, tuple } = of(example);
      return said(describeKind(own, tuple, labelling));
    },
  ];
  if (round === 0) return levels;
  levels.push((example) => {
    const { own, tuple } = of(example);
    return said(describeSurroundings(own, tuple, form));
  });
  if (variant === 'folklore') {
    levels.push((example) => {
      const { own, tuple } = of(example);
      return said(describeOutsiders(own, tuple));
    });
  }
  if (round < 2 || !before || k !== 2) return levels;
  if (variant === 'oblivious') {
    levels.push((example) => {
      const { own, tuple } = of(example);
      if (tuple[0] !== tuple[1]) return [];
      return said(describeNeighbours(own.graph, tuple[0], labelling, (v) => degreeText(own.graph, v, labelling)));
    });
    return levels;
  }
  const words = (side: number, pair: readonly number[]) => {
    const { one } = describeSurroundings(related[side], pair, form)!;
    return `${/^[aeiou]/.test(one) ? 'an' : 'a'} ${one}`;
  };
  const simple = pairTexts(before, (side, pair) => words(side, pair));
  const finer = pairTexts(before, (side, pair, colour) => `${words(side, pair)} (class ${colour})`);
  for (const known of [simple, finer]) {
    levels.push((example) => {
      const { own, tuple } = of(example);
      return describeThirds(own, tuple, known[example.side]);
    });
  }
  return levels;
}

/** Puts every colour of pairs into words once; a pair and its reverse share theirs. */
function pairTexts(
  { colours, count }: Colouring,
  text: (side: number, pair: readonly number[], colour: number) => string,
): PairTexts[] {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  const ofColour = new Int32Array(count).fill(-1);
  return colours.map((own, side) => {
    const nodeCount = Math.round(Math.sqrt(own.length));
    const of = own.map((colour, index) => {
      const [u, v] = tupleVertices(index, nodeCount, 2);
      const shared = Math.min(colour, own[v * nodeCount + u]);
      if (ofColour[shared] < 0) {
        const found = text(side, [u, v], shared);
        if (!numbers.has(found)) numbers.set(found, texts.push(found) - 1);
        ofColour[shared] = numbers.get(found)!;
      }
      return ofColour[shared];
    });
    return { of, texts };
  });
}

/** The vertices of a witness, in a sentence. */
function exampleOf({ tupleA, tupleB }: Witness): string {
  const parts = [
    { name: 'A', tuple: tupleA },
    { name: 'B', tuple: tupleB },
  ].flatMap(({ name, tuple }) => {
    if (!tuple) return [];
    const vertices = [...new Set(tuple)].sort((a, b) => a - b);
    return `${vertices.length === 1 ? 'vertex' : 'vertices'} ${listed(vertices.map(String))} of graph ${name}`;
  });
  return `For example ${listed(parts)}.`;
}

function witnessOf({ colour, countA, countB }: ColourClass, { graphs, now }: Difference, { k }: WlForm): Witness {
  const [tupleA, tupleB] = now.colours.map((colours, side) => {
    const index = colours.indexOf(colour);
    return index < 0 ? undefined : tupleVertices(index, graphs[side].nodeCount, k);
  });
  return { colour, countA, countB, ...(tupleA && { tupleA }), ...(tupleB && { tupleB }) };
}
