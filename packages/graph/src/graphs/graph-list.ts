import type { GraphData } from '../graph-data';
import { dataError } from '../graph-errors';
import { parseGraph6 } from './graph6';
import { parseSparse6 } from './sparse6';

/**
 * Reads several graphs, one a line, in graph6 or sparse6 (lines that start with a colon). The headers `>>graph6<<` and
 * `>>sparse6<<` may stand alone or before a graph; empty lines are passed over.
 *
 * @throws DataError those of `parseGraph6` and `parseSparse6`, which name the line from 1; `graph/empty-list` without
 * any graph.
 */
export function parseGraphList(text: string): GraphData[] {
  const graphs: GraphData[] = [];
  text.split('\n').forEach((line, index) => {
    const body = line.trim().replace(/^>>(graph6|sparse6)<</, '');
    if (body === '') return;
    const name = `line ${index + 1}`;
    graphs.push(body[0] === ':' ? parseSparse6(body, name) : parseGraph6(body, name));
  });
  if (graphs.length > 0) return graphs;
  throw dataError(
    'empty-list',
    `The text has ${text.length} characters and no graph. Give one graph6 or sparse6 text a line.`,
  );
}
