import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { RuleSlice, RunDescription } from '../run';
import { simulatedNote } from '../shown';

const axes: Record<RuleSlice['variable'], string> = { x: 'input x', w: 'weight w', r: 'reward term r' };

interface Props {
  description: RunDescription;
  slices: readonly RuleSlice[];
}

/** The picture of a rule without terms: cuts through it along the input, the weight and the reward term. */
const SlicesPanel = memo(function SlicesPanel({ description, slices }: Props) {
  const all = slices.flatMap(({ curves }) => curves.flatMap(({ model, truth = [] }) => [...model, ...truth]));
  const low = Math.min(-0.1, ...all);
  const high = Math.max(0.1, ...all);
  const finding = findingOf(slices, description);
  return (
    <FigureFrame
      className="slices-panel"
      title="Cuts through the rule"
      finding={finding}
      file="plasticity-slices"
      table={() => ({
        columns: ['along', 'value', 'curve', 'change of weight', 'true change'],
        rows: slices.flatMap(({ variable, values, curves }) =>
          curves.flatMap(({ name, model, truth }) =>
            values.map((value, at) => [variable, value, name, model[at], truth?.[at] ?? '']),
          ),
        ),
      })}
    >
      <div className="slices">
        {slices.map((slice) => (
          <Slice key={slice.variable} slice={slice} low={low} high={high} />
        ))}
      </div>
    </FigureFrame>
  );
});

function findingOf(slices: readonly RuleSlice[], description: RunDescription): string {
  const gaps = slices.flatMap(({ curves }) =>
    curves.flatMap(({ model, truth }) => (truth ? model.map((value, at) => Math.abs(value - truth[at])) : [])),
  );
  const all = slices.flatMap(({ curves }) => curves.flatMap(({ model }) => model));
  const reach = all.length > 0 ? Math.max(...all) - Math.min(...all) : 0;
  const said =
    gaps.length > 0
      ? `The perceptron (lines) differs from the true rule (dashes) by at most ${Math.max(...gaps).toFixed(2)}`
      : `The change of a weight spans ${reach.toFixed(2)}`;
  return `${said}, where the animals are: all other variables at usual values. A perceptron has no terms to read, so its cuts are its picture.${simulatedNote(description)}`;
}

function Slice({ slice, low, high }: { slice: RuleSlice; low: number; high: number }) {
  const { variable, values, curves: found } = slice;
  const curves = useMemo((): Curve[] => {
    const points = (change: readonly number[]) => change.map((y, at) => ({ x: values[at], y }));
    const truths = found.flatMap(({ truth }): Curve[] =>
      truth ? [{ label: '', role: 'truth', dash: '5 4', points: points(truth) }] : [],
    );
    const models = found.map(
      ({ name, model }): Curve => ({ label: name, role: 'ours', emphasis: true, points: points(model) }),
    );
    return [...truths, ...models];
  }, [values, found]);
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 240,
        x: { label: axes[variable], domain: [values[0], values[values.length - 1]] },
        y: { label: 'change of weight', domain: [low, high] },
        curves,
      }),
    [variable, values, curves, low, high],
  );
  const ends = found.map(
    ({ name, model }) => `${name} from ${model[0].toFixed(2)} to ${model[model.length - 1].toFixed(2)}`,
  );
  return <PlotFigure description={`Change of weight along the ${axes[variable]}: ${ends.join(', ')}.`} draw={draw} />;
}

export default SlicesPanel;
