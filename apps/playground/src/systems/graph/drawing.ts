// A graph as it is drawn: its edges, and where its vertices lie. All changes make a new drawing.
import type { GraphData } from '@perceptrons/graph';

export interface Point {
  x: number;
  y: number;
}

/** Both ends of an edge, the smaller number first. */
export type Edge = readonly [number, number];

export interface Drawing {
  /** Where every vertex lies, in the box of the stage; their number is the number of vertices. */
  positions: readonly Point[];
  edges: readonly Edge[];
}

/** Both graphs of the page. */
export type DrawnPair = Readonly<Record<'a' | 'b', Drawing>>;

/** The box that a drawing fills, in its own units. */
export const box = { width: 480, height: 360, margin: 26 } as const;

/** The largest graph that the page takes. */
export const mostVertices = 64;

const ordered = (u: number, v: number): Edge => (u < v ? [u, v] : [v, u]);

/** The same point, moved into the box. */
export function insideBox({ x, y }: Point): Point {
  const { width, height, margin } = box;
  return {
    x: Math.min(Math.max(x, margin), width - margin),
    y: Math.min(Math.max(y, margin), height - margin),
  };
}

export function edgesOf({ edges }: GraphData): Edge[] {
  return Array.from({ length: edges.length / 2 }, (_, index) => ordered(edges[2 * index], edges[2 * index + 1]));
}

export const toGraph = ({ positions, edges }: Drawing): GraphData => ({
  nodeCount: positions.length,
  edges: Int32Array.from(edges.flat()),
});

export const hasEdge = ({ edges }: Drawing, u: number, v: number): boolean => {
  const [first, second] = ordered(u, v);
  return edges.some(([a, b]) => a === first && b === second);
};

/** The neighbours of a vertex in rising order. */
export const neighboursOf = ({ edges }: Drawing, vertex: number): number[] =>
  edges.flatMap(([a, b]) => (a === vertex ? [b] : b === vertex ? [a] : [])).sort((a, b) => a - b);

/** For example "4 vertices, 1 edge". */
export function sizeText({ positions, edges }: Drawing): string {
  const [vertices, lines] = [positions.length, edges.length];
  return `${vertices} ${vertices === 1 ? 'vertex' : 'vertices'}, ${lines} ${lines === 1 ? 'edge' : 'edges'}`;
}

/** Adds a vertex without edges; it takes the next number. */
export const addVertex = ({ positions, edges }: Drawing, at: Point): Drawing => ({
  positions: [...positions, insideBox(at)],
  edges,
});

/** Removes a vertex with its edges; later vertices move up by one number. */
export function removeVertex({ positions, edges }: Drawing, vertex: number): Drawing {
  const renumbered = (end: number) => (end > vertex ? end - 1 : end);
  return {
    positions: positions.filter((_, index) => index !== vertex),
    edges: edges.filter(([a, b]) => a !== vertex && b !== vertex).map(([a, b]): Edge => [renumbered(a), renumbered(b)]),
  };
}

/** What is left when everything is wiped away: a graph has at least one vertex. */
export const cleared: Drawing = { positions: [{ x: box.width / 2, y: box.height / 2 }], edges: [] };

/** Joins two vertices, or cuts the edge that joins them. A vertex is never joined with itself. */
export function toggleEdge(drawing: Drawing, u: number, v: number): Drawing {
  if (u === v) return drawing;
  const [first, second] = ordered(u, v);
  const others = drawing.edges.filter(([a, b]) => a !== first || b !== second);
  const edges = others.length < drawing.edges.length ? others : [...others, [first, second] as const];
  return { ...drawing, edges };
}

export const moveVertex = ({ positions, edges }: Drawing, vertex: number, to: Point): Drawing => ({
  positions: positions.map((position, index) => (index === vertex ? insideBox(to) : position)),
  edges,
});

/** Gives vertex v the number `permutation[v]`; the picture stays as it is. */
export function relabelled({ positions, edges }: Drawing, permutation: ArrayLike<number>): Drawing {
  const moved = new Array<Point>(positions.length);
  positions.forEach((position, vertex) => {
    moved[permutation[vertex]] = position;
  });
  return {
    positions: moved,
    edges: edges.map(([a, b]) => ordered(permutation[a], permutation[b])).sort(([a, b], [c, d]) => a - c || b - d),
  };
}

/** A place for a new vertex that is far from all others. */
export function freePlace({ positions }: Drawing): Point {
  const { width, height, margin } = box;
  let best = { x: width / 2, y: height / 2 };
  let widest = -1;
  const [columns, rows] = [13, 10];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = margin + (column * (width - 2 * margin)) / (columns - 1);
      const y = margin + (row * (height - 2 * margin)) / (rows - 1);
      const nearest = Math.min(...positions.map((other) => Math.hypot(other.x - x, other.y - y)), 90);
      // Among places that are far enough, the one nearest to the middle.
      const score = nearest - 0.05 * Math.hypot(x - width / 2, y - height / 2);
      if (score > widest) {
        widest = score;
        best = { x, y };
      }
    }
  }
  return best;
}

/** The vertex that lies next in a direction, in degrees from east to south; undefined where none does. */
export function vertexTowards({ positions }: Drawing, from: number, degrees: number): number | undefined {
  const start = positions[from];
  const [dx, dy] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  positions.forEach(({ x, y }, vertex) => {
    const ahead = (x - start.x) * dx + (y - start.y) * dy;
    const aside = Math.abs((y - start.y) * dx - (x - start.x) * dy);
    // Within 60 degrees of the direction; being aside counts twice.
    if (vertex === from || ahead <= 0.5 || aside > 1.75 * ahead) return;
    const far = ahead + 2 * aside;
    if (far < least) {
      least = far;
      best = vertex;
    }
  });
  return best;
}
