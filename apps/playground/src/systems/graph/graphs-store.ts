// The two graphs on the page, how they got there, and the way back. They outlive the page, and the address holds them.
import { parseGraph6, toGraph6 } from '@perceptrons/graph';
import { createStore } from '../../engine/store';
import { type Drawing, type DrawnPair, edgesOf, mostVertices, relabelled, toGraph } from './drawing';
import { savedDrawings, visitStorage } from './drawings-storage';
import { commit, type History, redo, startHistory, undo } from './history';
import { layOut } from './layout';
import { firstPair, type PairText } from './pairs';

export const sides = ['a', 'b'] as const;
export type Side = (typeof sides)[number];
/** What the pointer does: move vertices, or draw vertices and edges. */
export type Tool = 'move' | 'draw';

export type { DrawnPair };

interface GraphsState {
  history: History<DrawnPair>;
  tool: Tool;
  /** What is wrong with the graphs of the address, or with those that were dropped or pasted. */
  problem?: string;
}

function drawn(text: string): Drawing {
  const graph = parseGraph6(text);
  if (graph.nodeCount > mostVertices) {
    throw new Error(`The graph has ${graph.nodeCount} vertices; this page draws up to ${mostVertices}.`);
  }
  return layOut(graph.nodeCount, edgesOf(graph));
}

export const drawnPair = ({ a, b }: PairText): DrawnPair => ({ a: drawn(a), b: drawn(b) });
export const textOf = (drawing: Drawing): string => toGraph6(toGraph(drawing));

/** The graphs of an address; undefined where it names none. */
function fromAddress(query: string, present: PairText): PairText | undefined {
  const parameters = new URLSearchParams(query);
  const [a, b] = sides.map((side) => parameters.get(side) || undefined);
  return a || b ? { a: a ?? present.a, b: b ?? present.b } : undefined;
}

/** The query of the address with two graphs in it; the first pair is left out. */
export function queryWithPair(query: string, pair: PairText): string {
  const parameters = new URLSearchParams(query);
  for (const side of sides) {
    if (pair.a === firstPair.a && pair.b === firstPair.b) parameters.delete(side);
    else parameters.set(side, pair[side]);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function begin(query: string): GraphsState {
  const asked = fromAddress(query, firstPair);
  const saved = savedDrawings(visitStorage());
  // An address that names no graphs asks for those that were left last.
  if (saved && (!asked || (textOf(saved.present.a) === asked.a && textOf(saved.present.b) === asked.b))) {
    return { history: saved, tool: 'move' };
  }
  try {
    return { history: startHistory(drawnPair(asked ?? firstPair)), tool: 'move' };
  } catch (error) {
    return { history: startHistory(drawnPair(firstPair)), tool: 'move', problem: addressProblem(error) };
  }
}

const addressProblem = (error: unknown) =>
  `The address holds a graph that cannot be read. ${error instanceof Error ? error.message : String(error)}`;

export const graphsStore = createStore<GraphsState>(begin(globalThis.location?.search ?? ''));

const change = (next: (history: History<DrawnPair>) => History<DrawnPair>) =>
  graphsStore.set(({ history }) => ({ history: next(history) }));

/** Draws something in one graph. */
export const edit = (side: Side, drawing: Drawing, label: string, kind?: string): void =>
  change((history) =>
    drawing === history.present[side]
      ? history
      : commit(history, { ...history.present, [side]: drawing }, label, kind && `${side} ${kind}`),
  );

/** Puts other graphs in their place; a missing one stays. */
export function replaceGraphs(pair: Partial<PairText>, label: string): void {
  change((history) => {
    const drawings = Object.fromEntries(
      sides.flatMap((side) => (pair[side] === undefined ? [] : [[side, drawn(pair[side])]])),
    );
    return commit(history, { ...history.present, ...drawings }, label);
  });
  graphsStore.set({ problem: undefined });
}

/** Numbers in an order that nobody can foresee. The seeded draws of the packages would bring TensorFlow.js to the page. */
function shuffled(count: number): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  const draws = crypto.getRandomValues(new Uint32Array(count));
  for (let place = count - 1; place > 0; place--) {
    const other = draws[place] % (place + 1);
    [order[place], order[other]] = [order[other], order[place]];
  }
  return order;
}

/** Gives all vertices other numbers, drawn anew with every call. */
export const relabelAtRandom = (): void =>
  change((history) => {
    const [a, b] = sides.map((side) => {
      const drawing = history.present[side];
      return relabelled(drawing, shuffled(drawing.positions.length));
    });
    return commit(history, { a, b }, 'relabel both graphs');
  });

/** Lays both graphs out anew. */
export const arrange = (): void =>
  change((history) => {
    const [a, b] = sides.map((side) => {
      const { positions, edges } = history.present[side];
      return layOut(positions.length, edges);
    });
    return commit(history, { a, b }, 'arrange both graphs', 'arrange');
  });

export const undoEdit = (): void => change(undo);
export const redoEdit = (): void => change(redo);
export const setTool = (tool: Tool): void => graphsStore.set({ tool });
export const showProblem = (problem: string | undefined): void => graphsStore.set({ problem });
export const dismissProblem = (): void => showProblem(undefined);

/** Shows the graphs of an address, where it names other ones than are shown. */
export function followAddress(query: string): void {
  const { a, b } = graphsStore.get().history.present;
  const present = { a: textOf(a), b: textOf(b) };
  const asked = fromAddress(query, present);
  if (!asked || (asked.a === present.a && asked.b === present.b) || graphsStore.get().problem) return;
  try {
    replaceGraphs(asked, 'open the address');
  } catch (error) {
    graphsStore.set({ problem: addressProblem(error) });
  }
}
