import type { WlGraph } from './wl-graph';
import { listed, numberWord, tally, type Words } from './words';

/** What descriptions may use of the two graphs. */
export interface Labelling {
  /** Vertices have different labels. */
  vertices: boolean;
  /** Edges have different labels. */
  edges: boolean;
}

/** Degree of a vertex. */
export function degreeOf({ starts }: WlGraph, vertex: number): number {
  return starts[vertex + 1] - starts[vertex];
}

/** `with label 2 `, or nothing. */
function labelText({ labels }: WlGraph, vertex: number, { vertices }: Labelling): string {
  return vertices ? `with label ${labels[vertex]} ` : '';
}

/** What start colours say. */
export function describeLabel(graph: WlGraph, vertex: number, labelling: Labelling): Words {
  const text = labelText(graph, vertex, labelling).trimEnd();
  const after = text && ` ${text}`;
  return { one: `vertex${after}`, many: `vertices${after}`, orderings: 1 };
}

/** Known from round 1: the degree. */
export function describeDegree(graph: WlGraph, vertex: number, labelling: Labelling): Words {
  const after = `${labelText(graph, vertex, labelling)}of degree ${degreeOf(graph, vertex)}`;
  return { one: `vertex ${after}`, many: `vertices ${after}`, orderings: 1 };
}

/**
 * What a vertex sees.
 *
 * @param neighbourText says of a neighbour what is known of it one round earlier, for example `of degree 3`.
 */
export function describeNeighbours(
  graph: WlGraph,
  vertex: number,
  labelling: Labelling,
  neighbourText: (neighbour: number) => string,
): Words {
  const { one, many } = describeDegree(graph, vertex, labelling);
  const { starts, neighbours, edgeLabels } = graph;
  const texts: string[] = [];
  for (let i = starts[vertex]; i < starts[vertex + 1]; i++) {
    texts.push(neighbourText(neighbours[i]) + (labelling.edges ? ` by an edge with label ${edgeLabels[i]}` : ''));
  }
  if (texts.length === 0) return { one, many, orderings: 1 };
  const parts = [...tally(texts)].map(([text, count], place) => {
    const noun = place > 0 ? '' : count === 1 ? ' vertex' : ' vertices';
    return `${numberWord(count)}${noun} ${text}`.trimEnd();
  });
  return { one: `${one} next to ${listed(parts)}`, many: `${many} next to ${listed(parts)}`, orderings: 1 };
}

/** `of degree 3`, with the label where there are labels. */
export function degreeText(graph: WlGraph, vertex: number, labelling: Labelling): string {
  return `${labelText(graph, vertex, labelling)}of degree ${degreeOf(graph, vertex)}`;
}

/** `with label 1`, or nothing. */
export function plainLabelText(graph: WlGraph, vertex: number, labelling: Labelling): string {
  return labelText(graph, vertex, labelling).trimEnd();
}

/** `of class 4 (degree 3, neighbours of degrees 2 and 3)`. */
export function classText(graph: WlGraph, vertex: number, colour: number): string {
  const { starts, neighbours } = graph;
  const degrees: number[] = [];
  for (let i = starts[vertex]; i < starts[vertex + 1]; i++) degrees.push(degreeOf(graph, neighbours[i]));
  degrees.sort((a, b) => a - b);
  const around =
    degrees.length === 0
      ? ''
      : `, ${degrees.length === 1 ? 'neighbour of degree' : 'neighbours of degrees'} ${listed(degrees.map(String))}`;
  return `of class ${colour} (degree ${degrees.length}${around})`;
}
