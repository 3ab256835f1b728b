/** The example of a README: a program, and the text it prints. */
export interface ReadmeExample {
  program: string;
  output: string;
}

interface Fence {
  language: string;
  body: string;
}

function fencesOf(markdown: string): Fence[] {
  const fences: Fence[] = [];
  const pattern = /^```([^\n`]*)\n([\s\S]*?)^```[ \t]*$/gm;
  for (const match of markdown.matchAll(pattern)) fences.push({ language: match[1].trim(), body: match[2] });
  return fences;
}

/**
 * Finds the examples of a README: its first `ts` block and each further one that a `text` block with its output follows.
 *
 * @param markdown the README.
 * @param file its name, for messages.
 * @throws Error if there is no `ts` block, or if the block after the first one is not a `text` block.
 */
export function extractExamples(markdown: string, file: string): ReadmeExample[] {
  const fences = fencesOf(markdown.replace(/\r\n/g, '\n'));
  const start = fences.findIndex((fence) => fence.language === 'ts');
  if (start < 0) {
    const seen = fences.map((fence) => fence.language || '(no language)').join(', ') || 'none';
    throw new Error(`${file} has no \`\`\`ts block; its blocks are: ${seen}. Add a runnable example.`);
  }
  const output = fences[start + 1];
  if (output?.language !== 'text') {
    throw new Error(
      `${file}: the first \`\`\`ts block must be followed by a \`\`\`text block with its printed output, ` +
        `but the next block is ${output ? `\`\`\`${output.language}` : 'missing'}.`,
    );
  }
  return fences.flatMap(({ language, body }, index) => {
    const next = fences[index + 1];
    return language === 'ts' && next?.language === 'text' ? [{ program: body, output: next.body }] : [];
  });
}
