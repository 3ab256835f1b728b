// What graph6 and sparse6 share: characters of six bits each, and the number of vertices in front.
// Source: B. McKay, "Description of graph6, sparse6 and digraph6 encodings" (formats.txt of nauty).

import { dataError } from '../graph-errors';

/** Largest number of vertices of the form with 18 bits: beyond it the first of the three characters would be `~` again. */
export const largestNodeCount = 258047;

const headers = { graph6: '>>graph6<<', sparse6: '>>sparse6<<' } as const;

/** Name of one of the two formats. */
export type GraphFormat = keyof typeof headers;

/** Text without white space at the ends and without the optional header of its format. */
export function withoutHeader(text: string, format: GraphFormat): string {
  const trimmed = text.trim();
  return trimmed.startsWith(headers[format]) ? trimmed.slice(headers[format].length).trimStart() : trimmed;
}

/** The bits of every character, six each. `position` of errors counts characters from 0. */
export function sixBits(text: string, format: GraphFormat, name: string): Uint8Array {
  const result = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const bits = text.charCodeAt(i) - 63;
    if (bits < 0 || bits > 63) {
      throw dataError(
        format,
        `${name}: character ${i} of the ${format} text is ${JSON.stringify(text[i])}. The format uses the characters from ? to ~ only; give one graph without spaces, or several lines to parseGraphList.`,
      );
    }
    result[i] = bits;
  }
  return result;
}

/** Reads the number of vertices. @returns It, and the number of characters that it takes. */
export function readNodeCount(
  bits: Uint8Array,
  format: GraphFormat,
  name: string,
): { nodeCount: number; length: number } {
  if (bits.length === 0) {
    throw dataError(format, `${name}: the ${format} text is empty. It starts with the number of vertices.`);
  }
  if (bits[0] < 63) return checkedCount(bits[0], 1, format, name);
  if (bits[1] === 63) {
    throw dataError(
      format,
      `${name}: the ${format} text starts with ~~, a graph of more than ${largestNodeCount} vertices. At most ${largestNodeCount} are read.`,
    );
  }
  if (bits.length < 4) {
    throw dataError(
      format,
      `${name}: the ${format} text ends after ${bits.length} of the 4 characters of its number of vertices. The line is cut off.`,
    );
  }
  return checkedCount((bits[1] << 12) | (bits[2] << 6) | bits[3], 4, format, name);
}

function checkedCount(nodeCount: number, length: number, format: GraphFormat, name: string) {
  if (nodeCount > 0) return { nodeCount, length };
  throw dataError('empty', `${name}: the ${format} text holds a graph without vertices. A graph has at least 1.`);
}

/** The characters for a number of vertices, as six bits each. */
export function writeNodeCount(nodeCount: number, format: GraphFormat): number[] {
  if (nodeCount > largestNodeCount) {
    throw dataError(
      format,
      `The graph has ${nodeCount} vertices. At most ${largestNodeCount} are written as ${format}.`,
    );
  }
  return nodeCount < 63 ? [nodeCount] : [63, nodeCount >> 12, (nodeCount >> 6) & 63, nodeCount & 63];
}

/** Text of six-bit characters. */
export function sixBitText(bits: Uint8Array): string {
  return new TextDecoder().decode(bits.map((value) => value + 63));
}
