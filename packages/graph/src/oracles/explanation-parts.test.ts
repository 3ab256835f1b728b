import { describe, expect, it } from 'vitest';
import { explanationParts } from './explanation-parts';

describe('explanationParts', () => {
  it('cuts out the classes and keeps every word', () => {
    const text =
      'After round 3, graph A has 2 vertices that see one vertex of class 4 and one of class 11, graph B has none.';
    const parts = explanationParts(text, 2);
    expect(parts.filter((part) => typeof part !== 'string')).toEqual([
      { text: 'class 4', colour: 4, round: 2 },
      { text: 'class 11', colour: 11, round: 2 },
    ]);
    expect(parts.map((part) => (typeof part === 'string' ? part : part.text)).join('')).toBe(text);
  });

  it('leaves alone what only counts classes', () => {
    expect(explanationParts('nothing changes, with 1 class of vertices', 0)).toHaveLength(1);
  });
});
