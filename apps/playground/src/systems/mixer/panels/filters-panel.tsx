import { memo, useLayoutEffect, useRef, useState } from 'react';
import { FigureFrame } from '../../../figures/figure-frame';
import { modelNames } from '../model-names';
import type { Evaluation, RunDescription, TokenFilters } from '../run';

const gap = 1;
const perRow = 8;

/** Writes filters as one grey picture: middle grey is 0, white the largest positive weight, black the most negative. */
function drawFilters(canvas: HTMLCanvasElement, { values, count, rows, columns }: TokenFilters): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const lines = Math.ceil(count / perRow);
  canvas.width = perRow * (columns + gap) - gap;
  canvas.height = lines * (rows + gap) - gap;
  const image = context.createImageData(canvas.width, canvas.height);
  for (let filter = 0; filter < count; filter++) {
    const own = values.subarray(filter * rows * columns, (filter + 1) * rows * columns);
    const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
    const left = (filter % perRow) * (columns + gap);
    const top = Math.floor(filter / perRow) * (rows + gap);
    own.forEach((value, index) => {
      const grey = 128 + 127 * (value / largest);
      const at = (top + Math.floor(index / columns)) * canvas.width + left + (index % columns);
      image.data.set([grey, grey, grey, 255], at * 4);
    });
  }
  context.putImageData(image, 0, 0);
}

interface Props {
  description: RunDescription;
  evaluation?: Evaluation;
}

/** The input weights of the token MLP, one small picture per hidden unit. */
export const FiltersPanel = memo(function FiltersPanel({ description, evaluation }: Props) {
  const filters = evaluation?.filters ?? [];
  const [block, setBlock] = useState(0);
  const chosen = filters.find((candidate) => candidate.block === block) ?? filters[0];
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    if (canvas.current && chosen) drawFilters(canvas.current, chosen);
  }, [chosen]);
  const finding = chosen
    ? `How ${chosen.count} hidden units weigh the ${chosen.rows} × ${chosen.columns} patches: white adds, black subtracts, each unit on its own scale. The model is not told which patches are neighbours; what structure there is was learnt.`
    : `${modelNames[description.settings.model].name} has no token mixing, so there is nothing to show.`;
  return (
    <FigureFrame
      className="filters-panel"
      title="How it mixes patches"
      finding={finding}
      file="mixer-token-filters"
      table={() => ({
        columns: ['block', 'unit', 'row', 'column', 'weight'],
        rows: filters.flatMap(({ block: index, values, rows, columns }) =>
          [...values].map((value, at) => [
            index,
            Math.floor(at / (rows * columns)),
            Math.floor((at % (rows * columns)) / columns),
            at % columns,
            value,
          ]),
        ),
      })}
    >
      {chosen ? <canvas className="filters" ref={canvas} role="img" aria-label={finding} /> : null}
      {filters.length > 1 ? (
        <fieldset className="segments">
          <legend className="visually-hidden">Block</legend>
          {filters.map(({ block: index }) => (
            <label key={index}>
              <input type="radio" name="block" checked={index === chosen?.block} onChange={() => setBlock(index)} />
              Block {index + 1}
            </label>
          ))}
        </fieldset>
      ) : null}
    </FigureFrame>
  );
});
