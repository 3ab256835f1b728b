import { memo } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import type { FieldMap, RunDescription, SizeView } from '../run';
import { square } from '../shown';
import { FieldMapImage, reachOf } from './field-map';

interface Props {
  description: RunDescription;
  view?: SizeView;
  side: number;
}

const reads = {
  both: { both: 'its row and its column', forward: 'its row up to it and its column down to it' },
  rows: { both: 'its row', forward: 'its row up to it' },
  columns: { both: 'its column', forward: 'its column down to it' },
};

function findingOf(maps: readonly FieldMap[], { settings }: RunDescription): string {
  const reach = maps.map(reachOf);
  const [first, last] = [reach[0], reach[reach.length - 1]];
  const own = reads[settings.axes][settings.directions];
  const brightness = reach.map(({ offCross }) => offCross.toFixed(2)).join(', ');
  const grows =
    last.reached > first.reached
      ? `after block ${maps.length} it depends on ${last.reached === last.all ? 'all of them' : last.reached}, and the mean brightness off the cross goes ${brightness}`
      : 'no further block changes that, as there is no second axis to turn into';
  return `A patch in the middle (framed) reads ${own} in the first block: ${first.reached} of ${first.all} patches; ${grows}. Black: no pixel there can change it. Bright: it can change it much, on one logarithmic scale from 0 to 1 for all maps; a sum over the twelve images.`;
}

/** The effective receptive field of a patch in the middle, after every block. */
export const FieldPanel = memo(function FieldPanel({ description, view, side }: Props) {
  const maps = view?.maps ?? [];
  const finding =
    maps.length > 0 ? findingOf(maps, description) : 'The receptive field is computed when the engine is there.';
  return (
    <FigureFrame
      className={`field-panel ${view && view.side !== side ? 'stale' : ''}`}
      title="How far a patch sees, block by block"
      finding={finding}
      file={`sequencer-receptive-field-${view?.side ?? side}`}
      table={() => ({
        columns: ['block', 'row', 'column', 'value'],
        rows: maps.flatMap(({ block, columns, values }) =>
          [...values].map((value, at) => [block + 1, Math.floor(at / columns), at % columns, value]),
        ),
      })}
    >
      <ol className="field-maps">
        {maps.map((map) => {
          const { reached, all } = reachOf(map);
          const said = `${reached} of ${all} patches`;
          return (
            <li key={map.block}>
              <FieldMapImage map={map} label={`After block ${map.block + 1}: ${said}, at ${square(map.columns)}`} />
              <span className="field-name" data-export-text>
                Block {map.block + 1}
              </span>
              <span className="quiet numbers" data-export-text>
                {said}
              </span>
            </li>
          );
        })}
      </ol>
    </FigureFrame>
  );
});
