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
 * Finds the example of a README: its first `ts` block, and the `text` block that follows it.
 *
 * @param markdown the README.
 * @param file its name, for messages.
 * @throws Error if there is no `ts` block, or if the block after it is not a `text` block.
 */
export function extractExample(markdown: string, file: string): ReadmeExample {
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
  return { program: fences[start].body, output: output.body };
}
