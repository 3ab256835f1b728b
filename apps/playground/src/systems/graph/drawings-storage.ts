// The drawings of a visit, with the way back: a reload finds the vertices where they lay.
import { box, type Drawing, type DrawnPair, mostVertices } from './drawing';
import type { History } from './history';

type Steps = History<DrawnPair>['past'];

const name = 'graph/drawings';
/** Most steps in each direction, and most characters, that are kept. */
const mostSteps = 60;
const mostCharacters = 500_000;

/** Where they are kept: as long as the tab is open. */
export function visitStorage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

const rounded = (key: string, value: unknown) =>
  typeof value === 'number' && (key === 'x' || key === 'y') ? Math.round(100 * value) / 100 : value;

/** Keeps what fits; the oldest steps are left out first. */
export function saveDrawings(
  storage: Pick<Storage, 'setItem'> | undefined,
  { present, past, future }: History<DrawnPair>,
): void {
  for (let steps = mostSteps; ; steps = Math.floor(steps / 2)) {
    const kept = (all: Steps) => (steps > 0 ? all.slice(-steps) : []);
    const text = JSON.stringify({ present, past: kept(past), future: kept(future) }, rounded);
    if (text.length > mostCharacters && steps > 0) continue;
    try {
      storage?.setItem(name, text);
    } catch {
      // A full or forbidden storage keeps nothing; the address still has both graphs.
    }
    return;
  }
}

/** What was kept; undefined where there is nothing, or nothing that can be drawn. */
export function savedDrawings(storage: Pick<Storage, 'getItem'> | undefined): History<DrawnPair> | undefined {
  try {
    const { present, past, future } = JSON.parse(storage?.getItem(name) ?? 'null') as History<DrawnPair>;
    const all = [present, ...past.map(({ state }) => state), ...future.map(({ state }) => state)];
    return all.every(({ a, b }) => isDrawing(a) && isDrawing(b)) ? { present, past, future } : undefined;
  } catch {
    return undefined;
  }
}

function isDrawing({ positions, edges }: Drawing): boolean {
  const count = positions.length;
  const isVertex = (value: number) => Number.isInteger(value) && value >= 0 && value < count;
  return (
    count > 0 &&
    count <= mostVertices &&
    positions.every(({ x, y }) => x >= 0 && x <= box.width && y >= 0 && y <= box.height) &&
    edges.every((edge) => edge.length === 2 && edge.every(isVertex) && edge[0] < edge[1])
  );
}
