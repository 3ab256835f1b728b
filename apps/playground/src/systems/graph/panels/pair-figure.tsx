import { FigureFrame } from '../../../figures/figure-frame';
import { sizeText } from '../drawing';
import { EditorView } from '../editor/editor-view';
import { GraphSide } from '../graph-side';
import { type DrawnPair, edit, type Side, sides, type Tool, textOf } from '../graphs-store';
import { MatrixView } from '../matrix-view';
import { looksOf, type RoundView } from '../round-view';
import type { GraphSettings } from '../settings';

interface Props {
  pair: DrawnPair;
  tool: Tool;
  springs: boolean;
  settings: GraphSettings;
  view?: RoundView;
  /** The tuple of each graph that the explanation speaks of. */
  marked: Partial<Record<Side, readonly number[]>>;
}

const none: readonly number[] = [];

/** Both graphs, coloured, and the colours of their pairs of vertices. */
export function PairFigure({ pair, tool, springs, settings, view, marked }: Props) {
  const { test, numbers } = settings;
  const colours = view
    ? sides.map((side) => new Set(view.vertices[side].map(({ number }) => number)).size).join(' and ')
    : '';
  const after = view ? (view.round === 0 ? 'at the start' : `after round ${view.round}`) : '';
  const ofTriples = test.startsWith('3')
    ? ', the triples (v, v, v),'
    : test.startsWith('2')
      ? ', the pairs (v, v),'
      : '';
  const finding = view
    ? `${after.charAt(0).toUpperCase()}${after.slice(1)} of ${test} the vertices${ofTriples} of A and B have ${colours} colours.`
    : `${test} is being asked.`;
  return (
    <FigureFrame
      className="pair-figure"
      title={view ? `Both graphs, ${after}` : 'Both graphs'}
      finding={finding}
      file="graph-pair"
      table={() => ({
        columns: ['graph', 'vertex', 'x', 'y', 'colour', 'neighbours'],
        rows: sides.flatMap((side) =>
          pair[side].positions.map(({ x, y }, vertex) => [
            side.toUpperCase(),
            vertex,
            Number(x.toFixed(1)),
            Number(y.toFixed(1)),
            view?.vertices[side][vertex]?.number ?? '',
            pair[side].edges.flatMap(([a, b]) => (a === vertex ? [b] : b === vertex ? [a] : [])).join(' '),
          ]),
        ),
      })}
    >
      <div className="graph-pair">
        {sides.map((side) => {
          const drawing = pair[side];
          const count = drawing.positions.length;
          const fits = view && view.vertices[side].length === count ? view : undefined;
          const pairs = fits?.pairs?.[side];
          return (
            <GraphSide key={side} side={side} text={() => textOf(drawing)}>
              <p className="graph-name">
                <strong data-export-text>{side.toUpperCase()}</strong>{' '}
                <span className="small quiet numbers" data-export-text>
                  {sizeText(drawing)}
                </span>
              </p>
              <EditorView
                side={side}
                drawing={drawing}
                looks={looksOf(fits, side, count, numbers)}
                marked={fits ? (marked[side] ?? none) : none}
                tool={tool}
                springs={springs}
                onEdit={(next, label, kind) => edit(side, next, label, kind)}
              />
              {pairs ? (
                <MatrixView
                  side={count}
                  colours={pairs}
                  description={`Colours of all ${count * count} ordered pairs of vertices of graph ${side.toUpperCase()}.`}
                  caption={`Colours of the ${test.startsWith('3') ? 'triples (i, j, j)' : 'pairs (i, j)'}: row i, column j; the vertices on the diagonal.`}
                />
              ) : null}
            </GraphSide>
          );
        })}
      </div>
    </FigureFrame>
  );
}
