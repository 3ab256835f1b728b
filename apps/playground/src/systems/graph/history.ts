/** What was done, and the state before it. */
interface Step<State> {
  label: string;
  state: State;
  /** Steps of one kind that follow each other are undone together. */
  kind?: string;
}

/** A state with the way to it and back. */
export interface History<State> {
  present: State;
  /** Steps that can be undone, the latest last; each keeps the state before it. */
  past: readonly Step<State>[];
  /** Steps that can be done again, the next one last; each keeps the state after it. */
  future: readonly Step<State>[];
}

/** Most steps that are kept. */
const longest = 200;

export const startHistory = <State>(present: State): History<State> => ({ present, past: [], future: [] });

/**
 * Goes to a new state.
 *
 * @param label what was done, for example "move vertex 3".
 * @param kind where the step before is of the same kind, both are undone together.
 */
export function commit<State>(history: History<State>, state: State, label: string, kind?: string): History<State> {
  if (state === history.present) return history;
  const last = history.past.at(-1);
  if (kind !== undefined && last?.kind === kind && history.future.length === 0) return { ...history, present: state };
  return {
    present: state,
    past: [...history.past, { label, state: history.present, kind }].slice(-longest),
    future: [],
  };
}

export function undo<State>(history: History<State>): History<State> {
  const last = history.past.at(-1);
  if (!last) return history;
  return {
    present: last.state,
    past: history.past.slice(0, -1),
    future: [...history.future, { label: last.label, state: history.present }],
  };
}

export function redo<State>(history: History<State>): History<State> {
  const next = history.future.at(-1);
  if (!next) return history;
  return {
    present: next.state,
    past: [...history.past, { label: next.label, state: history.present }],
    future: history.future.slice(0, -1),
  };
}
