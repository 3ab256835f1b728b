// Graphs as people write them down: graph6, sparse6, a list of edges, an adjacency matrix.
import { type GraphData, graphFromAdjacency, graphFromEdges, parseGraphList } from '@perceptrons/graph';
import { DataError } from '@perceptrons/tensor';
import { mostVertices } from './drawing';

/** At most this many characters are read; a graph of the largest size has far fewer. */
const longestText = 200_000;

/**
 * Reads graphs from a text: lines of graph6 or sparse6, an adjacency matrix (JSON, or rows of 0 and 1), or a list
 * of edges. A list of edges is any text of pairs of numbers ("0 1", "0-1, 1-2", "(0, 1)"); a line with a single number is a
 * vertex without edges. An edge may stand twice. A list without a 0 counts from 1.
 *
 * @param symmetrize takes an edge where either of its two entries in a matrix is 1.
 * @throws DataError that says what was expected; those of the package for its formats.
 */
export function readGraphs(text: string, symmetrize = false): GraphData[] {
  const content = text.trim();
  if (content === '')
    throw refused('empty', 'There is no text. Give graph6, sparse6, a list of edges or an adjacency matrix.');
  if (content.length > longestText) {
    throw refused('too-long', `The text has ${content.length} characters; at most ${longestText} are read.`);
  }
  const graphs = read(content, symmetrize);
  for (const { nodeCount } of graphs.slice(0, 2)) {
    if (nodeCount > mostVertices) {
      throw refused(
        'too-many',
        `The graph has ${nodeCount.toLocaleString('en')} vertices; this page draws up to ${mostVertices}. The package reads and compares larger ones.`,
      );
    }
  }
  return graphs;
}

function read(content: string, symmetrize: boolean): GraphData[] {
  if (content.startsWith('[')) return [fromJson(content, symmetrize)];
  if (/^[\d\s,;()<>–-]+$/.test(content)) return [fromNumbers(content, symmetrize)];
  // All printable characters from ? on are graph6; other text is none of the formats.
  if (/^[:?-~\s]+$/.test(content.replace(/>>(graph6|sparse6)<</g, ''))) return parseGraphList(content);
  throw refused(
    'format',
    `The text begins with "${content.slice(0, 24)}", which is neither graph6 nor sparse6 nor pairs of numbers. Write an edge as two vertex numbers, one edge a line.`,
  );
}

function fromJson(content: string, symmetrize: boolean): GraphData {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw refused('json', `The text begins with [ and is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  const rows = value as number[][];
  const numbers = Array.isArray(value) && rows.every((row) => Array.isArray(row) && row.every(Number.isInteger));
  if (!numbers || rows.length === 0) {
    throw refused(
      'json',
      'The JSON is no list of rows of whole numbers: give an adjacency matrix, or [from, to] for every edge.',
    );
  }
  return isMatrix(rows) ? graphFromAdjacency(rows, { symmetrize }) : fromPairs(rows);
}

const isMatrix = (rows: readonly (readonly number[])[]): boolean =>
  rows.every((row) => row.length === rows.length && row.every((entry) => entry === 0 || entry === 1));

function fromNumbers(content: string, symmetrize: boolean): GraphData {
  const rows = content
    .split(/[\n;]/)
    .map((line) => (line.match(/\d+/g) ?? []).map(Number))
    .filter((row) => row.length > 0);
  if (rows.length > 1 && isMatrix(rows)) return graphFromAdjacency(rows, { symmetrize });
  const pairs = rows.flatMap((row, line) => {
    if (row.length === 1) return [row];
    if (row.length % 2 !== 0) {
      throw refused('pairs', `Line ${line + 1} has ${row.length} numbers. An edge has two vertices.`);
    }
    return Array.from({ length: row.length / 2 }, (_, index) => row.slice(2 * index, 2 * index + 2));
  });
  return fromPairs(pairs);
}

/** From pairs, and single vertices. */
function fromPairs(rows: readonly (readonly number[])[]): GraphData {
  const least = Math.min(...rows.flat());
  const shift = least === 1 ? 1 : 0;
  const edges = new Map<string, [number, number]>();
  rows.forEach((row, index) => {
    if (row.length < 1 || row.length > 2) {
      throw refused('pairs', `Row ${index + 1} has ${row.length} numbers. An edge has two vertices.`);
    }
    if (row.length === 1) return;
    const [u, v] = [Math.min(...row) - shift, Math.max(...row) - shift];
    edges.set(`${u} ${v}`, [u, v]);
  });
  // Only a vertex without edges needs the count.
  const alone = rows.some((row) => row.length === 1);
  return graphFromEdges([...edges.values()], alone ? { nodeCount: Math.max(...rows.flat()) - shift + 1 } : {});
}

function refused(problem: string, message: string): DataError {
  return new DataError({ code: `playground/graph-${problem}`, message });
}
