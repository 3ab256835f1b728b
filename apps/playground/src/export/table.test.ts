import { describe, expect, it } from 'vitest';
import { toCsv, toJson } from './table';

const table = { columns: ['model', 'note, free'], rows: [['Mixer', 'says "yes"'] as string[], ['ViT', 0.5]] };

describe('the table of a figure', () => {
  it('becomes CSV with quotes only where they are needed', () => {
    expect(toCsv(table)).toBe('model,"note, free"\r\nMixer,"says ""yes"""\r\nViT,0.5\r\n');
  });

  it('becomes JSON with one object per row', () => {
    expect(JSON.parse(toJson(table))[1]).toEqual({ model: 'ViT', 'note, free': 0.5 });
  });
});
