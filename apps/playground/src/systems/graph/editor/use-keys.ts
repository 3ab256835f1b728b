import type { KeyboardEvent } from 'react';
import {
  addVertex,
  type Drawing,
  freePlace,
  mostVertices,
  moveVertex,
  removeVertex,
  toggleEdge,
  vertexTowards,
} from '../drawing';
import { edgeLabel } from './use-pointer';

/** Degrees from east to south. */
const directions: Record<string, number> = { ArrowRight: 0, ArrowDown: 90, ArrowLeft: 180, ArrowUp: 270 };
/** Units of the box that a vertex moves with one key. */
const step = 10;

export interface EditorActions {
  drawing: Drawing;
  /** The vertex at which an edge begins. */
  source?: number;
  setSource(vertex: number | undefined): void;
  focus(vertex: number): void;
  onEdit(drawing: Drawing, label: string, kind?: string): void;
}

/** Begins an edge at a vertex, ends the one that was begun, or gives it up at its own beginning. */
export function chooseVertex({ drawing, source, setSource, onEdit }: EditorActions, vertex: number): void {
  if (source === undefined) setSource(vertex);
  else {
    setSource(undefined);
    if (source !== vertex) onEdit(toggleEdge(drawing, source, vertex), edgeLabel(drawing, source, vertex));
  }
}

export function addFreeVertex({ drawing, focus, onEdit }: EditorActions): void {
  if (drawing.positions.length >= mostVertices) return;
  onEdit(addVertex(drawing, freePlace(drawing)), 'add a vertex');
  focus(drawing.positions.length);
}

/** The last vertex stays: a graph has at least one. */
export function deleteVertex({ drawing, setSource, focus, onEdit }: EditorActions, vertex: number): void {
  if (drawing.positions.length < 2) return;
  setSource(undefined);
  onEdit(removeVertex(drawing, vertex), `delete vertex ${vertex}`);
  focus(Math.min(vertex, drawing.positions.length - 2));
}

/** What a key does at a vertex. Returns false for keys that mean nothing here. */
export function onVertexKey(actions: EditorActions, vertex: number, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { drawing } = actions;
  if (event.key in directions) {
    const degrees = directions[event.key];
    if (event.shiftKey) {
      const { x, y } = drawing.positions[vertex];
      const to = {
        x: x + step * Math.cos((degrees * Math.PI) / 180),
        y: y + step * Math.sin((degrees * Math.PI) / 180),
      };
      actions.onEdit(moveVertex(drawing, vertex, to), `move vertex ${vertex}`, `move ${vertex}`);
    } else {
      const next = vertexTowards(drawing, vertex, degrees);
      if (next !== undefined) actions.focus(next);
    }
    return true;
  }
  switch (event.key) {
    case 'Enter':
    case ' ':
      chooseVertex(actions, vertex);
      return true;
    case 'Escape':
      actions.setSource(undefined);
      return true;
    case 'Delete':
    case 'Backspace':
      deleteVertex(actions, vertex);
      return true;
    case 'n':
    case 'N':
      addFreeVertex(actions);
      return true;
    case 'Home':
      actions.focus(0);
      return true;
    case 'End':
      actions.focus(drawing.positions.length - 1);
      return true;
    default:
      return false;
  }
}
