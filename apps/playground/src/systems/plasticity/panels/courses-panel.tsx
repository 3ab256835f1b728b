import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import type { Estimate, RunDescription, WeightCourse } from '../run';
import { simulatedNote } from '../shown';

interface Props {
  description: RunDescription;
  estimate: Estimate;
}

const points = (values: readonly number[]) => values.map((y, x) => ({ x, y }));

/** True curves first, so that those of the model lie over them. */
function curvesOf(courses: readonly WeightCourse[]): Curve[] {
  const short = (name: string) => name.replace('input ', '').replace(' to unit ', '→');
  const truths = courses.flatMap(({ name, truth }): Curve[] =>
    truth
      ? [{ label: `${name}, true`, short: `${short(name)} true`, role: 'truth', dash: '5 4', points: points(truth) }]
      : [],
  );
  const models = courses.map(
    ({ name, model }): Curve => ({
      label: name,
      short: short(name),
      role: 'ours',
      emphasis: true,
      points: points(model),
    }),
  );
  return [...truths, ...models];
}

/** A few weights of one animal over its trials, under the found rule and the true one. */
export const CoursesPanel = memo(function CoursesPanel({ description, estimate }: Props) {
  const { courses } = estimate;
  const curves = useMemo(() => curvesOf(courses), [courses]);
  const values = curves.flatMap((curve) => curve.points.map(({ y }) => y));
  const lowest = Math.min(0, ...values);
  const highest = Math.max(0.5, ...values);
  const trials = description.courseTrials;
  const ends = courses.flatMap(({ model, truth }) => [model.length, truth?.length ?? trials + 1]);
  const cut = Math.min(...ends) <= trials;
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: width < 420 ? 260 : width < 560 ? 320 : 460,
        x: { label: 'trial', domain: [0, trials] },
        y: { label: 'weight', domain: [lowest, highest] },
        curves,
      }),
    [curves, trials, lowest, highest],
  );
  const gap = Math.max(
    ...courses.map(({ model, truth }) =>
      truth ? Math.max(...model.map((value, at) => Math.abs(value - (truth[at] ?? Number.POSITIVE_INFINITY)))) : 0,
    ),
  );
  const left = cut ? ` Curves end where a weight leaves ±1000, after trial ${Math.min(...ends)}.` : '';
  const watched = courses.map(({ name }) => name).join(' and ');
  const finding = courses[0].truth
    ? `Weights from ${watched} of an animal that ${description.simulated ? 'the search did not see' : 'was fitted'}: the found rule ${Number.isFinite(gap) ? `differs from the true one by at most ${gap.toFixed(2)}` : 'diverges from the true one'}, both given the same choices and rewards.${left}${simulatedNote(description)}`
    : `Weights from ${watched} of ${description.courseOf} under the found rule. The true weights are not known.${left}`;
  return (
    <FigureFrame
      className="courses-panel"
      title="Weights over trials"
      finding={finding}
      file="plasticity-weights"
      table={() => curveTable(curves, 'trial', 'weight')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});
