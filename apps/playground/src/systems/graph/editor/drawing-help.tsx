import type { Tool } from '../graphs-store';

const keys: readonly (readonly [string, string])[] = [
  ['Tab', 'goes to a graph, and on'],
  ['Arrows', 'go from vertex to vertex'],
  ['Enter', 'begins an edge at a vertex, and ends it at another: joins them, or cuts them'],
  ['N', 'adds a vertex'],
  ['Delete', 'removes the vertex'],
  ['Shift and arrows', 'move the vertex'],
  ['Escape', 'gives an edge up'],
  ['Ctrl Z, Ctrl Y', 'undo, redo'],
  ['Ctrl C, Ctrl V', 'copy the graph as graph6, paste another in its place'],
];

/** What pointer and keys do to a drawing. */
export function DrawingHelp({ tool }: { tool: Tool }) {
  return (
    <div className="drawing-help small quiet">
      <p>
        {tool === 'draw'
          ? 'Draw: click or tap an empty place for a vertex. Drag from one vertex to another, or tap both, to join them or to cut them.'
          : 'Move: drag a vertex; with springs its neighbours follow. Choose Draw to change the graphs.'}
      </p>
      <details className="disclosure">
        <summary>Keys</summary>
        <dl>
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </details>
    </div>
  );
}
