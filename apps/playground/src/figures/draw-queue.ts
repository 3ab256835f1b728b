// Figures that change are drawn one after the other, each in a task of its own, so that a click never waits for all of them.

const waiting = new Map<object, () => void>();
let scheduled = false;

function schedule(): void {
  scheduled = waiting.size > 0;
  if (scheduled) setTimeout(next, 0);
}

function next(): void {
  const [first] = waiting;
  if (first) waiting.delete(first[0]);
  schedule();
  first?.[1]();
}

/** Draws a figure soon. A figure that waits already keeps its turn and is drawn in its latest state. */
export function drawSoon(key: object, draw: () => void): void {
  waiting.set(key, draw);
  if (!scheduled) schedule();
}

/** Gives up the turn of a figure that is no longer there. */
export const drawNever = (key: object): void => void waiting.delete(key);
