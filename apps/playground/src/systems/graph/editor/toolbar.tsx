import { arrange, type DrawnPair, redoEdit, relabelAtRandom, setTool, type Tool, undoEdit } from '../graphs-store';
import type { History } from '../history';

interface Props {
  history: History<DrawnPair>;
  tool: Tool;
  springs: boolean;
  onSprings(springs: boolean): void;
}

const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** What is done to both graphs, and what the pointer does. */
export function Toolbar({ history, tool, springs, onSprings }: Props) {
  const before = history.past.at(-1)?.label;
  const after = history.future.at(-1)?.label;
  return (
    <div className="graph-toolbar" role="toolbar" aria-label="Drawing">
      <div className="segments">
        {(['move', 'draw'] as const).map((value) => (
          <button
            key={value}
            type="button"
            className="button tiny"
            aria-pressed={tool === value}
            onClick={() => setTool(value)}
          >
            {upperFirst(value)}
          </button>
        ))}
      </div>
      <button
        type="button"
        className="button tiny"
        aria-pressed={springs}
        onClick={() => onSprings(!springs)}
        title="Neighbours follow a vertex that is dragged"
      >
        Springs
      </button>
      <button
        type="button"
        className="button tiny"
        disabled={!before}
        title={before && upperFirst(before)}
        onClick={undoEdit}
      >
        Undo
      </button>
      <button
        type="button"
        className="button tiny"
        disabled={!after}
        title={after && upperFirst(after)}
        onClick={redoEdit}
      >
        Redo
      </button>
      <button type="button" className="button tiny" onClick={relabelAtRandom} title="Gives all vertices other numbers">
        Relabel
      </button>
      <button type="button" className="button tiny" onClick={arrange} title="Lays both graphs out anew">
        Arrange
      </button>
    </div>
  );
}
