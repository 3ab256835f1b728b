import { memo, useCallback, useMemo } from 'react';
import type { Curve } from '../../../figures/curve';
import { curvePlot } from '../../../figures/curve-plot';
import { curveTable } from '../../../figures/curve-table';
import { FigureFrame } from '../../../figures/figure-frame';
import { PlotFigure } from '../../../figures/plot-figure';
import { percent } from '../../../text/format';
import type { HeldOutPoint } from '../../../training/run';
import { contestants, modelNames } from '../models';
import type { RecordedExperiment } from '../recorded/recorded-experiment';
import { recordedCourse } from '../recorded/summary';
import type { Shown } from '../shown';

interface Props {
  shown: Shown;
  recorded: RecordedExperiment;
}

const curvePoints = (heldOut: readonly HeldOutPoint[]) =>
  heldOut.map(({ imagesSeen, accuracy }) => ({ x: imagesSeen, y: 100 * accuracy }));

/** Recorded runs with the range of their seeds, or the visitor's run with the recorded ones behind it, dashed. */
function courseCurves({ courses, live, description }: Shown, recorded: RecordedExperiment): Curve[] {
  const comparable = description.settings.data === recorded.description.settings.data;
  const behind = comparable
    ? contestants.map((model): Curve => {
        const { name, role } = modelNames[model];
        const points = recordedCourse(recorded, model);
        return live
          ? { label: '', role, dash: '3 3', points: points.map(({ x, y }) => ({ x, y })) }
          : { label: name, role, emphasis: model === 'sequencer', points };
      })
    : [];
  if (!live) return behind;
  const own = contestants.map((model): Curve => {
    const { name, role } = modelNames[model];
    return { label: name, role, emphasis: true, points: curvePoints(courses[model].heldOut) };
  });
  return [...behind, ...own];
}

/** How both models learn on the same images in the same order. */
export const CoursePanel = memo(function CoursePanel({ shown, recorded }: Props) {
  const { description, courses, live } = shown;
  const curves = useMemo(() => courseCurves(shown, recorded), [shown, recorded]);
  const { settings, totalSteps, classNames } = description;
  const longest = Math.max(totalSteps * settings.batch, ...curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const lowest = Math.min(100 / classNames.length + 20, ...curves.flatMap(({ points }) => points.map(({ y }) => y)));
  const floor = Math.floor(lowest / 10) * 10;
  const draw = useCallback(
    (width: number) =>
      curvePlot({
        width,
        height: 250,
        x: { label: 'training images seen, thousands', domain: [0, longest], format: (value) => `${value / 1000}` },
        y: { label: 'held-out images named right at 28 × 28, %', domain: [floor, 100] },
        curves,
      }),
    [curves, longest, floor],
  );
  const ends = contestants.flatMap((model) => {
    const last = courses[model].heldOut[courses[model].heldOut.length - 1];
    return last ? [`${modelNames[model].name} ${percent(last.accuracy)}`] : [];
  });
  const said = ends.length > 0 ? `so far: ${ends.join(', ')}` : 'the first evaluation comes soon';
  const finding = live
    ? `Same images, same order, same seed; ${said}. Dashed: recorded runs.`
    : `Same images, same order, same seed. Means of ${recorded.file.runs.length} seeds with their range; the runs shown here end at ${ends.join(', ')}.`;
  return (
    <FigureFrame
      className="course-panel"
      title="Accuracy while they learn"
      finding={finding}
      file="sequencer-accuracy"
      table={() => curveTable(named(curves), 'images seen', 'accuracy in percent')}
    >
      <PlotFigure description={finding} draw={draw} />
    </FigureFrame>
  );
});

/** Curves behind the visitor's have no label of their own in the figure, but a name in the table. */
const named = (curves: readonly Curve[]): Curve[] =>
  curves.map((curve) =>
    curve.label === '' ? { ...curve, label: `${curve.role === 'ours' ? 'Sequencer' : 'Mixer'}, recorded` } : curve,
  );
