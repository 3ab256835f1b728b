import { describe, expect, it } from 'vitest';
import { compareOutput } from './compare-output';
import { extractExamples } from './extract-example';

describe('compareOutput', () => {
  it('accepts equal text, whatever its white space', () => {
    expect(compareOutput('a   b\n\nc \n', 'a b\nc')).toBeUndefined();
  });

  it('compares numbers to the digits the README prints', () => {
    expect(compareOutput('loss 0.85', 'loss 0.8512')).toBeUndefined();
    expect(compareOutput('loss 0.85', 'loss 0.86')).toBe('- loss 0.85\n+ loss 0.86');
    expect(compareOutput('p 1.2e-3', 'p 1.23e-3')).toBeUndefined();
    expect(compareOutput('p -1.5', 'p 1.5')).toBe('- p -1.5\n+ p 1.5');
  });

  it('wants whole numbers to be equal', () => {
    expect(compareOutput('111549 parameters', '111549 parameters')).toBeUndefined();
    expect(compareOutput('111549 parameters', '111550 parameters')).toContain('+ 111550 parameters');
  });

  it('shows missing and surplus lines', () => {
    expect(compareOutput('a\nb', 'a')).toBe('  a\n- b');
    expect(compareOutput('a', 'a\nb')).toBe('  a\n+ b');
  });
});

describe('extractExamples', () => {
  const program = "```ts\nconsole.log('x');\n```\n";

  it('takes the first ts block and every other one that a text block follows', () => {
    const markdown = `# T\n\n\`\`\`sh\nnpm i\n\`\`\`\n${program}\nprints\n\n\`\`\`text\nx\n\`\`\`\n\`\`\`ts\nother\n\`\`\`\n`;
    const first = { program: "console.log('x');\n", output: 'x\n' };
    expect(extractExamples(markdown, 'README.md')).toEqual([first]);
    const further = `${markdown}${program}\`\`\`text\ny\n\`\`\`\n`;
    expect(extractExamples(further, 'README.md')).toEqual([first, { ...first, output: 'y\n' }]);
  });

  it('names the file and what is missing', () => {
    expect(() => extractExamples('```sh\nls\n```\n', 'a/README.md')).toThrow(/a\/README\.md has no ```ts block.*sh/);
    expect(() => extractExamples(program, 'a/README.md')).toThrow(/followed by a ```text block.*missing/);
    expect(() => extractExamples(`${program}\`\`\`sh\nls\n\`\`\`\n`, 'a/README.md')).toThrow(/next block is ```sh/);
  });
});
