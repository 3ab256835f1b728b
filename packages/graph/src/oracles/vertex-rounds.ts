import { type ColourRounds, named } from './colouring';
import { SignatureTable } from './signature-table';
import type { WlGraph } from './wl-graph';

/** Colour refinement (1-WL): a vertex sees its own colour and the colours of its neighbours, with the edges' labels. */
export function vertexRounds(graphs: readonly WlGraph[]): ColourRounds {
  const largestDegree = Math.max(
    ...graphs.map(({ starts }) =>
      starts.reduce((most, start, v) => {
        return v === 0 ? 0 : Math.max(most, start - starts[v - 1]);
      }, 0),
    ),
  );
  const signature = new Int32Array(1 + 2 * largestDegree);
  const seen = new Float64Array(largestDegree);
  return {
    k: 1,
    *start() {
      const table = new SignatureTable();
      const colours = graphs.map(({ labels }) =>
        labels.map((label) => {
          signature[0] = label;
          return table.intern(signature, 1);
        }),
      );
      return named(table, colours);
    },
    *next({ colours, count }) {
      const table = new SignatureTable();
      const refined: Int32Array[] = [];
      for (const [g, { nodeCount, starts, neighbours, edgeLabels }] of graphs.entries()) {
        const own = colours[g];
        const result = new Int32Array(nodeCount);
        for (let v = 0; v < nodeCount; v++) {
          const degree = starts[v + 1] - starts[v];
          for (let i = 0; i < degree; i++) {
            const place = starts[v] + i;
            seen[i] = edgeLabels[place] * count + own[neighbours[place]];
          }
          sortStart(seen, degree);
          signature[0] = own[v];
          for (let i = 0; i < degree; i++) {
            const label = Math.floor(seen[i] / count);
            signature[1 + 2 * i] = label;
            signature[2 + 2 * i] = seen[i] - label * count;
          }
          result[v] = table.intern(signature, 1 + 2 * degree);
        }
        refined.push(result);
        yield refined.length / graphs.length;
      }
      return named(table, refined);
    },
  };
}

/** Sorts the first `length` numbers. Few numbers are sorted faster without a call. */
export function sortStart(values: Float64Array | Int32Array, length: number): void {
  if (length > 32) {
    values.subarray(0, length).sort();
    return;
  }
  for (let i = 1; i < length; i++) {
    const value = values[i];
    let place = i - 1;
    while (place >= 0 && values[place] > value) {
      values[place + 1] = values[place];
      place--;
    }
    values[place + 1] = value;
  }
}
