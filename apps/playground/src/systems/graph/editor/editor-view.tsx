import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { inkOn } from '../class-colours';
import { box, cleared, type Drawing, mostVertices, neighboursOf, sizeText } from '../drawing';
import type { Side, Tool } from '../graphs-store';
import { addFreeVertex, chooseVertex, deleteVertex, type EditorActions, onVertexKey } from './use-keys';
import { usePointer } from './use-pointer';
import { useTween } from './use-tween';

export interface VertexLook {
  /** As #rrggbb; undefined while the test has no answer. */
  colour?: string;
  /** Written into the vertex. */
  text: string;
  /** Said about its colour. */
  said: string;
}

interface Props {
  side: Side;
  drawing: Drawing;
  looks: readonly VertexLook[];
  /** Vertices that an explanation speaks of. */
  marked: readonly number[];
  tool: Tool;
  springs: boolean;
  onEdit(drawing: Drawing, label: string, kind?: string): void;
}

/** Least radius around a vertex where a finger takes hold of it, in units of the box. */
const touchable = 20;

/** Radius of a vertex in a drawing of so many. */
const radiusFor = (count: number) => (count <= 12 ? 15 : count <= 24 ? 12 : count <= 41 ? 9.5 : 8);

/** One graph that can be drawn, by pointer and by keyboard. */
export function EditorView({ side, drawing, looks, marked, tool, springs, onEdit }: Props) {
  const canvas = useRef<SVGSVGElement>(null);
  const [current, setCurrent] = useState(0);
  const [source, setSource] = useState<number>();
  /** Given to a vertex that may come into being with the next drawing. */
  const wanted = useRef<number>(undefined);
  const count = drawing.positions.length;
  const radius = radiusFor(count);
  const name = side.toUpperCase();

  const focus = (vertex: number) => {
    wanted.current = vertex;
    setCurrent(vertex);
    element(canvas.current, vertex)?.focus();
  };
  useEffect(() => {
    if (wanted.current === undefined || wanted.current >= count) return;
    element(canvas.current, wanted.current)?.focus();
    wanted.current = undefined;
  }, [count]);
  // The vertices are others after an undo or a new pair.
  useEffect(() => {
    setCurrent((vertex) => Math.min(vertex, count - 1));
    setSource((vertex) => (vertex !== undefined && vertex >= count ? undefined : vertex));
  }, [count]);

  const actions: EditorActions = { drawing, source, setSource, focus, onEdit };
  const { draft, line, handlers } = usePointer({
    canvas,
    drawing,
    tool,
    radius,
    springs,
    onEdit,
    onVertex: (vertex) => {
      if (tool === 'draw') chooseVertex(actions, vertex);
      focus(vertex);
    },
  });
  const positions = useTween(drawing.positions, draft);
  const onKeyDown = (vertex: number) => (event: KeyboardEvent) => {
    if (!onVertexKey(actions, vertex, event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="editor">
      <div className="button-row editor-actions">
        <button
          type="button"
          className="button tiny"
          disabled={count >= mostVertices}
          onClick={() => addFreeVertex(actions)}
          aria-label={`Add vertex to ${name}`}
        >
          Add vertex
        </button>
        <button
          type="button"
          className="button tiny"
          disabled={count < 2}
          onClick={() => deleteVertex(actions, Math.min(current, count - 1))}
          aria-label={`Delete ${Math.min(current, count - 1)}, a vertex of ${name}`}
        >
          Delete {Math.min(current, count - 1)}
        </button>
        <button
          type="button"
          className="button tiny"
          disabled={count < 2}
          onClick={() => onEdit(cleared, `clear graph ${name}`)}
          aria-label={`Clear graph ${name}: one vertex is left`}
        >
          Clear
        </button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: an svg cannot be a fieldset */}
      <svg
        ref={canvas}
        className={`graph-canvas ${tool}`}
        viewBox={`0 0 ${box.width} ${box.height}`}
        role="group"
        aria-label={`Graph ${name}: ${sizeText(drawing)}`}
        data-testid={`graph-${side}`}
        {...handlers}
      >
        <g className="graph-edges">
          {drawing.edges.map(([a, b]) => (
            <line
              key={`${a} ${b}`}
              x1={positions[a].x}
              y1={positions[a].y}
              x2={positions[b].x}
              y2={positions[b].y}
              stroke="var(--ink-4)"
              strokeWidth={count > 24 ? 1.2 : 2}
            />
          ))}
        </g>
        {marked.length > 1 && marked.every((vertex) => vertex < count) ? (
          <polygon
            className="marked"
            points={marked.map((vertex) => `${positions[vertex].x},${positions[vertex].y}`).join(' ')}
            fill="none"
            stroke="var(--wrong-ink)"
            strokeWidth={2.5}
            strokeDasharray="3 5"
          />
        ) : null}
        {line ? (
          <line
            className="new-edge"
            x1={positions[line.from].x}
            y1={positions[line.from].y}
            x2={line.to.x}
            y2={line.to.y}
            stroke="var(--accent)"
            strokeWidth={2}
            strokeDasharray="5 4"
          />
        ) : null}
        {positions.map(({ x, y }, vertex) => {
          const { colour, text, said } = looks[vertex] ?? { text: '', said: '' };
          return (
            // biome-ignore lint/a11y/useSemanticElements: a button cannot be part of an svg
            <g
              // biome-ignore lint/suspicious/noArrayIndexKey: a vertex is its number
              key={vertex}
              className={`vertex ${vertex === source ? 'source' : ''}`}
              transform={`translate(${x.toFixed(2)} ${y.toFixed(2)})`}
              role="button"
              tabIndex={vertex === Math.min(current, count - 1) ? 0 : -1}
              aria-pressed={vertex === source}
              aria-label={`Vertex ${vertex} of ${name}, ${said}${marked.includes(vertex) ? ', ringed' : ''}, ${neighbourText(neighboursOf(drawing, vertex))}`}
              data-vertex={vertex}
              onFocus={() => setCurrent(vertex)}
              onKeyDown={onKeyDown(vertex)}
            >
              <circle data-screen-only r={Math.max(radius + 6, touchable)} fill="transparent" />
              {marked.includes(vertex) ? (
                <circle className="ring" r={radius + 5} fill="none" stroke="var(--wrong-ink)" strokeWidth={2.5} />
              ) : null}
              <circle
                r={radius}
                fill={colour ?? 'var(--paper-3)'}
                stroke={vertex === source ? 'var(--accent)' : 'var(--ink-2)'}
                strokeWidth={vertex === source ? 4 : 1.5}
              />
              <text
                textAnchor="middle"
                dy="0.35em"
                fontSize={radius * (text.length > 2 ? 0.8 : 1)}
                fill={colour ? inkOn(colour) : 'var(--ink-1)'}
              >
                {text}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}

const element = (canvas: SVGSVGElement | null, vertex: number) =>
  canvas?.querySelector<SVGGElement>(`[data-vertex="${vertex}"]`);

function neighbourText(neighbours: readonly number[]): string {
  if (neighbours.length === 0) return 'no neighbours';
  return `joined with ${neighbours.join(', ')}`;
}
