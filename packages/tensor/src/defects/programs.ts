import { allDefects } from './all-defects';
import type { Snippet } from './defect';

/** Every program with a name for the tests. */
export const programs: ReadonlyArray<Snippet & { name: string }> = allDefects.flatMap(({ repairs, snippets }) =>
  snippets.map((snippet, index) => ({ ...snippet, name: `${repairs[0]}, program ${index + 1}` })),
);
