import { describe, expect, it } from 'vitest';
import { parseGraphList } from './graph-list';
import { parseGraph6 } from './graph6';
import { parseSparse6 } from './sparse6';

describe('parseGraphList', () => {
  it('reads lines of both formats, headers and empty lines', () => {
    const expected = [parseGraph6('DQc'), parseSparse6(':Fa@x^'), parseGraph6('Bw')];
    expect(parseGraphList('DQc\n:Fa@x^\nBw')).toEqual(expected);
    expect(parseGraphList('>>graph6<<DQc\r\n\r\n:Fa@x^\r\nBw\r\n')).toEqual(expected);
    expect(parseGraphList('>>graph6<<\nDQc\n>>sparse6<<:Fa@x^\nBw\n')).toEqual(expected);
  });

  it('names the line that is damaged', () => {
    expect(() => parseGraphList('DQc\n\nDQ\n')).toThrow('line 3: the graph6 text has 2 characters');
    expect(() => parseGraphList('\n:F x\n')).toThrow('line 2: character 1 of the sparse6 text');
  });

  it('refuses a text without graphs', () => {
    expect(() => parseGraphList('\n \n')).toThrow('The text has 3 characters and no graph');
  });
});
