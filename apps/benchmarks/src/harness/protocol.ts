// Parent and worker exchange one JSON object per line over standard input and output, in Node and in Python alike. Lines
// of a worker that do not begin with the mark are what some library prints; they are ignored.

export const MARK = '@bench ';

/** What of a subject is run: its step, or the arithmetic peak of its process. */
export type Part = 'step' | 'peak';

export type Request = { type: 'prepare'; task: unknown } | { type: 'run'; steps: number; part: Part };

export interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && typeof (value as Reply).id === 'number';
}
