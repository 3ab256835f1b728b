import { compareGraphs, type GraphData } from '@perceptrons/graph';

/** What 1-WL leaves of a set of graphs. */
export interface CountingBound {
  /** Class of every graph: graphs of one class are not distinguished by 1-WL. */
  classes: number[];
  /** The least mean absolute error of any function that is constant on every class: the medians. */
  leastError: number;
  /** Pairs of graphs of one class with different targets. */
  twins: number;
  /** How many of these are distinguished by 2-FWL. */
  distinguished: number;
}

/**
 * How well any network bounded by 1-WL can at best predict one target of each graph.
 *
 * @param targets One number for each graph.
 */
export function countingBound(graphs: readonly GraphData[], targets: readonly number[]): CountingBound {
  const first: number[] = [];
  const classes = graphs.map((graph, index) => {
    const known = first.findIndex((other) => !compareGraphs(graphs[other], graph, { test: '1-WL' }).distinguished);
    return known >= 0 ? known : first.push(index) - 1;
  });
  let total = 0;
  let twins = 0;
  let distinguished = 0;
  first.forEach((_, own) => {
    const members = [...graphs.keys()].filter((index) => classes[index] === own);
    const sorted = members.map((index) => targets[index]).sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1];
    total += sorted.reduce((sum, value) => sum + Math.abs(value - median), 0);
    // Each graph with the next one of its class.
    members.slice(1).forEach((index, place) => {
      if (targets[index] === targets[members[place]]) return;
      twins++;
      if (compareGraphs(graphs[members[place]], graphs[index], { test: '2-FWL' }).distinguished) distinguished++;
    });
  });
  return { classes, leastError: total / graphs.length, twins, distinguished };
}
