// JSON as the header of a weight file needs it: objects become Maps, so that names such as `__proto__` are harmless, and
// a name that occurs twice in one object is an error, which `JSON.parse` would hide.

/** A parsed JSON value; objects are Maps in file order. */
export type JsonValue = string | number | boolean | null | JsonValue[] | Map<string, JsonValue>;

const maximumDepth = 16;

/**
 * Parses JSON text.
 *
 * @throws SyntaxError with the position for text that is not JSON, is nested deeper than 16, or repeats a name.
 */
export function parseStrictJson(text: string): JsonValue {
  let position = 0;

  function fail(problem: string): never {
    throw new SyntaxError(`${problem} at character ${position}`);
  }

  function skipSpace(): void {
    while (position < text.length && ' \t\n\r'.includes(text[position])) position++;
  }

  function take(symbol: string): boolean {
    skipSpace();
    if (text[position] !== symbol) return false;
    position++;
    return true;
  }

  // Strings, numbers and words are cut out here and left to JSON.parse.
  function scalar(pattern: RegExp): JsonValue {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) fail('unexpected text');
    position += found.length;
    try {
      return JSON.parse(found) as string | number | boolean | null;
    } catch {
      position -= found.length;
      return fail('unexpected text');
    }
  }

  function string(): string {
    skipSpace();
    if (text[position] !== '"') fail('expected a string');
    return scalar(/"[^"\\]*(?:\\.[^"\\]*)*"/y) as string;
  }

  function object(depth: number): Map<string, JsonValue> {
    const result = new Map<string, JsonValue>();
    if (take('}')) return result;
    do {
      const name = string();
      if (result.has(name)) fail(`the name ${JSON.stringify(name)} occurs twice`);
      if (!take(':')) fail('expected ":"');
      result.set(name, value(depth));
    } while (take(','));
    if (!take('}')) fail('expected "," or "}"');
    return result;
  }

  function array(depth: number): JsonValue[] {
    const result: JsonValue[] = [];
    if (take(']')) return result;
    do result.push(value(depth));
    while (take(','));
    if (!take(']')) fail('expected "," or "]"');
    return result;
  }

  function value(depth: number): JsonValue {
    if (depth > maximumDepth) fail('too deeply nested');
    if (take('{')) return object(depth + 1);
    if (take('[')) return array(depth + 1);
    if (text[position] === '"') return string();
    return scalar(/[-+.\w]+/y);
  }

  const result = value(0);
  skipSpace();
  if (position < text.length) fail('text after the end');
  return result;
}
