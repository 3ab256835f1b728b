import { type PointerEvent, type RefObject, useRef, useState } from 'react';
import { addVertex, box, type Drawing, mostVertices, moveVertex, type Point, toggleEdge } from '../drawing';
import type { Tool } from '../graphs-store';
import { springsOf } from '../layout';

/** A drag under way. */
type Drag =
  | { kind: 'vertex'; vertex: number; start: Point; follow: (to: Point) => Point[]; moved: boolean }
  | { kind: 'edge'; from: number; start: Point; to: Point; moved: boolean }
  | { kind: 'ground'; start: Point };

/** Less than this, in units of the box, is a click. */
const threshold = 4;
/** Pixels around a vertex that belong to it under a finger. */
const fingertip = 20;
const far = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);

interface Options {
  canvas: RefObject<SVGSVGElement | null>;
  drawing: Drawing;
  tool: Tool;
  /** Radius of a vertex. */
  radius: number;
  springs: boolean;
  onEdit(drawing: Drawing, label: string): void;
  /** A vertex was clicked. */
  onVertex(vertex: number): void;
}

/** What the pointer does on a graph: drags vertices, draws edges from vertex to vertex, adds vertices. */
export function usePointer({ canvas, drawing, tool, radius, springs, onEdit, onVertex }: Options) {
  const drag = useRef<Drag>(undefined);
  const [draft, setDraft] = useState<readonly Point[]>();
  const [line, setLine] = useState<{ from: number; to: Point }>();

  const placeOf = (event: PointerEvent): Point => {
    const { left, top, width } = canvas.current!.getBoundingClientRect();
    const scale = box.width / width;
    return { x: (event.clientX - left) * scale, y: (event.clientY - top) * scale };
  };
  const vertexAt = (place: Point, event: PointerEvent): number | undefined => {
    const distances = drawing.positions.map((position) => far(position, place));
    const nearest = distances.indexOf(Math.min(...distances));
    // A finger hits less exactly.
    const finger = event.pointerType === 'touch' ? (fingertip * box.width) / canvas.current!.clientWidth : 0;
    return distances[nearest] <= Math.max(radius + 6, finger) ? nearest : undefined;
  };

  const onPointerDown = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0) return;
    const start = placeOf(event);
    const vertex = vertexAt(start, event);
    if (vertex === undefined && tool === 'move') return;
    event.preventDefault();
    canvas.current?.setPointerCapture(event.pointerId);
    if (vertex === undefined) drag.current = { kind: 'ground', start };
    else if (tool === 'draw') drag.current = { kind: 'edge', from: vertex, start, to: start, moved: false };
    else {
      const alone = (to: Point) => [...moveVertex(drawing, vertex, to).positions];
      const follow = springs ? springsOf(drawing, vertex) : alone;
      drag.current = { kind: 'vertex', vertex, start, follow, moved: false };
    }
  };

  const onPointerMove = (event: PointerEvent<SVGSVGElement>) => {
    const now = drag.current;
    if (!now || now.kind === 'ground') return;
    const place = placeOf(event);
    now.moved ||= far(place, now.start) > threshold;
    if (!now.moved) return;
    if (now.kind === 'vertex') setDraft(now.follow(place));
    else setLine({ from: now.from, to: place });
  };

  const onPointerUp = (event: PointerEvent<SVGSVGElement>) => {
    const now = drag.current;
    stop();
    if (!now) return;
    const place = placeOf(event);
    if (now.kind === 'ground') {
      if (far(place, now.start) <= threshold && drawing.positions.length < mostVertices) {
        onEdit(addVertex(drawing, place), 'add a vertex');
      }
      return;
    }
    const vertex = now.kind === 'vertex' ? now.vertex : now.from;
    if (!now.moved) {
      onVertex(vertex);
      return;
    }
    if (now.kind === 'vertex') {
      onEdit({ ...drawing, positions: now.follow(place) }, `move vertex ${vertex}`);
      return;
    }
    const other = vertexAt(place, event);
    if (other !== undefined) onEdit(toggleEdge(drawing, vertex, other), edgeLabel(drawing, vertex, other));
    else if (drawing.positions.length < mostVertices) {
      const larger = addVertex(drawing, place);
      onEdit(toggleEdge(larger, vertex, drawing.positions.length), `add a neighbour of ${vertex}`);
    }
  };

  const stop = () => {
    drag.current = undefined;
    setDraft(undefined);
    setLine(undefined);
  };

  return { draft, line, handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: stop } };
}

/** What joining or cutting two vertices is called. */
export function edgeLabel({ edges }: Drawing, u: number, v: number): string {
  const joined = edges.some(([a, b]) => (a === u && b === v) || (a === v && b === u));
  return `${joined ? 'cut' : 'join'} ${Math.min(u, v)} and ${Math.max(u, v)}`;
}
