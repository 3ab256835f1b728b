import { describe, expect, it } from 'vitest';
import { classOf } from './dropped-files';

describe('classOf', () => {
  it('takes the innermost folder', () => {
    expect(classOf('things/shoes/17.png')).toBe('shoes');
    expect(classOf('shoes/17.png')).toBe('shoes');
  });

  it('knows no class for a loose file', () => {
    expect(classOf('17.png')).toBeUndefined();
  });
});
