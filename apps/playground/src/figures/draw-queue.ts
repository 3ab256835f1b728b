// Figures that change are drawn one after the other, each in a task of its own, so that a click never waits for all of them.

const waiting = new Map<object, () => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

function next(): void {
  timer = undefined;
  const [first] = waiting;
  if (!first) return;
  const [key, draw] = first;
  waiting.delete(key);
  if (waiting.size > 0) timer = setTimeout(next, 0);
  draw();
}

/** Draws a figure soon. A figure that waits already keeps its turn and is drawn in its latest state. */
export function drawSoon(key: object, draw: () => void): void {
  waiting.set(key, draw);
  timer ??= setTimeout(next, 0);
}

/** Gives up the turn of a figure that is no longer there. */
export const drawNever = (key: object): void => void waiting.delete(key);
