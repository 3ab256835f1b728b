// Where vertices lie: springs along edges, repulsion between vertices, a pull to the middle.
import {
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type Simulation,
  type SimulationNodeDatum,
} from 'd3-force';
import { box, type Drawing, type Edge, insideBox, type Point } from './drawing';

interface Body extends SimulationNodeDatum {
  x: number;
  y: number;
}

/** Steps of one layout; larger graphs get one try, so that the page never waits for it. */
const ticks = 120;
const triesFor = (nodeCount: number, edgeCount: number) => (nodeCount <= 24 && edgeCount <= 100 ? 3 : 1);

function simulation(bodies: Body[], edges: readonly Edge[]): Simulation<Body, undefined> {
  const length = Math.max(34, Math.min(90, 320 / Math.sqrt(bodies.length)));
  return forceSimulation(bodies)
    .force('repulsion', forceManyBody<Body>().strength(-5 * length))
    .force(
      'springs',
      forceLink<Body, { source: number; target: number }>(edges.map(([source, target]) => ({ source, target })))
        .distance(length)
        .iterations(2),
    )
    .force('x', forceX<Body>(box.width / 2).strength(0.07))
    .force('y', forceY<Body>(box.height / 2).strength(0.07))
    .alphaDecay(1 - 0.001 ** (1 / ticks))
    .stop();
}

/** The vertices on a circle, in the given order. */
function onCircle(order: readonly number[]): Body[] {
  const bodies = new Array<Body>(order.length);
  order.forEach((vertex, place) => {
    const angle = (2 * Math.PI * (place + 0.5)) / order.length - Math.PI / 2;
    bodies[vertex] = { x: box.width / 2 + 130 * Math.cos(angle), y: box.height / 2 + 130 * Math.sin(angle) };
  });
  return bodies;
}

/** All vertices, every one after a neighbour where there is one: depth first or breadth first. */
function walk(nodeCount: number, edges: readonly Edge[], deep: boolean): number[] {
  const seen = new Set<number>();
  for (let start = 0; start < nodeCount; start++) {
    const waiting = [start];
    while (waiting.length > 0) {
      const vertex = (deep ? waiting.pop() : waiting.shift())!;
      if (seen.has(vertex)) continue;
      seen.add(vertex);
      for (const [a, b] of edges) if (a === vertex || b === vertex) waiting.push(a === vertex ? b : a);
    }
  }
  return [...seen];
}

/** Number of pairs of edges that cross. */
export function crossings(positions: readonly Point[], edges: readonly Edge[]): number {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x));
  let count = 0;
  for (let i = 0; i < edges.length; i++) {
    for (let j = i + 1; j < edges.length; j++) {
      const ends = [...edges[i], ...edges[j]];
      if (new Set(ends).size < 4) continue;
      const [a, b, c, d] = ends.map((end) => positions[end]);
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) count++;
    }
  }
  return count;
}

/** Turns a long drawing so that it lies along the wide side of the box. */
function turned(points: readonly Point[]): Point[] {
  const middle = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [cx, cy] = [middle(({ x }) => x), middle(({ y }) => y)];
  const [xx, yy, xy] = [
    middle(({ x }) => (x - cx) ** 2),
    middle(({ y }) => (y - cy) ** 2),
    middle(({ x, y }) => (x - cx) * (y - cy)),
  ];
  const spread = Math.hypot(xx - yy, 2 * xy);
  // A round drawing stays as it is.
  if (spread < 0.15 * (xx + yy)) return [...points];
  const angle = -0.5 * Math.atan2(2 * xy, xx - yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return points.map(({ x, y }) => ({
    x: cx + cos * (x - cx) - sin * (y - cy),
    y: cy + sin * (x - cx) + cos * (y - cy),
  }));
}

/** Scales and moves points so that they fill the box; small drawings grow by a half at most. */
export function fitted(points: readonly Point[]): Point[] {
  const { width, height, margin } = box;
  const [left, right] = [Math.min(...points.map(({ x }) => x)), Math.max(...points.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)), Math.max(...points.map(({ y }) => y))];
  const room = (space: number, size: number) => (size > 0 ? space / size : Number.POSITIVE_INFINITY);
  const scale = Math.min(room(width - 2 * margin, right - left), room(height - 2 * margin, bottom - top), 1.5);
  return points.map(({ x, y }) =>
    insideBox({
      x: width / 2 + scale * (x - (left + right) / 2),
      y: height / 2 + scale * (y - (top + bottom) / 2),
    }),
  );
}

/** Places the vertices of a graph. The same graph gets the same places every time. */
export function layOut(nodeCount: number, edges: readonly Edge[]): Drawing {
  const tries = triesFor(nodeCount, edges.length);
  const orders = [
    Array.from({ length: nodeCount }, (_, vertex) => vertex),
    walk(nodeCount, edges, true),
    walk(nodeCount, edges, false),
  ];
  let best: Point[] = [];
  let fewest = Number.POSITIVE_INFINITY;
  for (const order of orders.slice(0, tries)) {
    const bodies = onCircle(order);
    simulation(bodies, edges).tick(ticks);
    const crossed = tries > 1 ? crossings(bodies, edges) : 0;
    if (crossed < fewest) {
      fewest = crossed;
      best = bodies.map(({ x, y }) => ({ x, y }));
    }
    if (fewest === 0) break;
  }
  return { positions: fitted(turned(best)), edges };
}

/** Lets the vertices of a drawing follow one that is dragged. */
export function springsOf({ positions, edges }: Drawing, dragged: number): (to: Point) => Point[] {
  const bodies: Body[] = positions.map(({ x, y }) => ({ x, y }));
  // Only the springs pull: without the other forces a drawing that nobody touches stays as it is.
  const lengths = edges.map(([a, b]) => Math.hypot(bodies[a].x - bodies[b].x, bodies[a].y - bodies[b].y));
  const moving = forceSimulation(bodies)
    .force(
      'springs',
      forceLink<Body, { source: number; target: number }>(edges.map(([source, target]) => ({ source, target })))
        .distance((_, index) => lengths[index])
        .strength(0.25),
    )
    .velocityDecay(0.7)
    .alphaDecay(0)
    .alpha(0.5)
    .stop();
  return (to) => {
    const { x, y } = insideBox(to);
    Object.assign(bodies[dragged], { fx: x, fy: y });
    moving.tick(2);
    return bodies.map(insideBox);
  };
}
