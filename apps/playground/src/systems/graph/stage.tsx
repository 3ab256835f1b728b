import { type KeyboardEvent, lazy, Suspense, useCallback, useMemo, useState } from 'react';
import { useStore } from '../../engine/store';
import { ErrorPanel } from '../../shell/error-panel';
import { Announcer } from '../../training/announcer';
import { DownloadMenu } from '../../training/download-menu';
import { RunActions } from '../../training/run-actions';
import { RunProgressBar } from '../../training/run-progress';
import { type Answer, useComparison } from './comparisons';
import { DrawingHelp } from './editor/drawing-help';
import { Toolbar } from './editor/toolbar';
import { Explanation } from './explanation';
import { graphsStore, redoEdit, undoEdit } from './graphs-store';
import { PairPicker } from './pair-picker';
import { type KnownPair, type PairText, sameGraph } from './pairs';
import { PairFigure } from './panels/pair-figure';
import { QuestionProgress } from './question-progress';
import type { RecordedPair } from './recorded/recorded-file';
import { RoundControl } from './round-control';
import { coloursOf, roundView } from './round-view';
import { RunTitle } from './run-title';
import { type Run, session } from './session';
import { type GraphSettings, graphSettings } from './settings';
import type { Shown } from './shown';
import { unusableFor, useSeparation } from './use-separation';
import { type LadderTest, VerdictStrip } from './verdict-strip';

const downloads = [
  { kind: 'graph6', label: 'Both graphs, graph6', note: 'two lines of text' },
  { kind: 'ppgn', label: 'Weights of PPGN, safetensors', note: 'after a training' },
  { kind: 'gin', label: 'Weights of GIN, safetensors', note: 'after a training' },
  { kind: 'tfjs', label: 'PPGN, TensorFlow.js', note: 'model.json and weights, zipped' },
  { kind: 'record', label: 'Record of the run', note: 'settings and every step of both, JSON lines' },
];

/** Larger graphs are compared by triples only when that is asked for. */
const mostTriples = 32;

/** Plots come after the first figure, which needs none. */
const HistogramPanel = lazy(() => import('./panels/histogram-panel'));
const TrainingPanels = lazy(() => import('./panels/training-panels'));

interface Props {
  text: PairText;
  known?: KnownPair;
  run?: Run;
  /** Whether the run is about these graphs. */
  runsThese: boolean;
  shown?: Shown;
  /** First rounds of every test, where the graphs are a recorded pair. */
  rounds?: RecordedPair['rounds'];
  settings: GraphSettings;
  change(changed: Partial<GraphSettings>): void;
}

/** The live figure: two graphs, their colours round by round, and two networks that learn to tell them apart. */
export function Stage({ text, known, run, runsThese, shown, rounds, settings, change }: Props) {
  const { history, tool } = useStore(graphsStore);
  const [springs, setSprings] = useState(true);
  const pair = history.present;
  const { test } = settings;
  const size = Math.max(pair.a.positions.length, pair.b.positions.length);
  const asksTriples = size <= mostTriples || test === '3-FWL';
  const answers: Record<LadderTest, Answer> = {
    '1-WL': useComparison({ ...text, test: '1-WL' }),
    '2-FWL': useComparison({ ...text, test: '2-FWL' }),
    '3-FWL': useComparison({ ...text, test: '3-FWL' }, asksTriples),
  };
  const question = { ...text, test };
  const answer = useComparison(question);
  const { report, error } = answer;
  const last = report?.rounds ?? 0;
  const round = Math.min(settings.round, last);
  const colours = useMemo(() => report && coloursOf(report), [report]);
  const view = useMemo(() => colours && roundView(colours, round), [colours, round]);
  const same = useMemo(() => sameGraph(text.a, text.b), [text]);
  const parted = ['1-WL', '2-FWL'] as const;
  const [byOne, byTwo] = parted.map((name) => {
    const { report: found } = answers[name];
    return found ? found.distinguished : rounds && rounds[name] !== null;
  });
  const bounds = useMemo(() => ({ gin: byOne, ppgn: byTwo }), [byOne, byTwo]);
  const onRound = useCallback(
    (next: number) => change({ round: next >= last ? graphSettings.round.default : next }),
    [change, last],
  );
  const witness = report && round === report.rounds ? report.witness : undefined;
  const marked = useMemo(() => ({ a: witness?.tupleA, b: witness?.tupleB }), [witness]);
  const unusable = unusableFor(text);
  const network = useSeparation(text, settings, sameModels(shown, settings) ? shown.description.untrained : undefined);
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || (event.target as Element).matches('input, textarea, select')) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) redoEdit();
    else undoEdit();
  };
  const own = runsThese ? run : undefined;
  const wish = useMemo(() => ({ ...text, settings }), [text, settings]);
  return (
    <section
      className="stage"
      aria-label="Stage"
      data-testid="stage"
      data-status={run?.status ?? 'recorded'}
      onKeyDown={onKeyDown}
    >
      <header className="stage-head">
        <RunTitle known={known} run={own} shown={shown} />
        <PairPicker known={known} />
        <RunActions
          session={session}
          run={run}
          settings={wish}
          label="Train both networks"
          unusable={unusable && tooLarge(size)}
        >
          <DownloadMenu system="graph" choices={downloads} input={text} />
        </RunActions>
      </header>
      {run ? (
        <RunProgressBar
          status={run.status}
          note={run.note}
          progress={run.progress}
          step={run.points.ppgn.at(-1)?.step ?? 0}
          totalSteps={run.description?.totalSteps}
          unit="graphs"
        />
      ) : null}
      <VerdictStrip
        test={test}
        onTest={(next) => change({ test: next, round: graphSettings.round.default })}
        answers={answers}
        unasked={asksTriples ? [] : ['3-FWL']}
        recorded={rounds}
        separations={network.separations}
        unusable={unusable}
      />
      {network.error ? <ErrorPanel error={network.error} /> : null}
      <div className="graph-stage">
        <div className="graph-bars">
          <RoundControl report={report} round={round} onRound={onRound} />
          <Toolbar history={history} tool={tool} springs={springs} onSprings={setSprings} />
        </div>
        {error ? <ErrorPanel error={error} advice="Choose a test of smaller tuples, or draw fewer vertices." /> : null}
        <QuestionProgress question={question} answer={answer} />
        <Explanation test={test} answer={answer} colours={colours} view={view} same={same} />
        <PairFigure pair={pair} tool={tool} springs={springs} settings={settings} view={view} marked={marked} />
        <DrawingHelp tool={tool} />
        {view ? (
          <Suspense fallback={<div className="histogram-room" />}>
            <HistogramPanel test={test} round={round} bars={view.bars} />
          </Suspense>
        ) : null}
      </div>
      <Suspense fallback={<div className="training-room" />}>
        <TrainingPanels
          shown={shown}
          run={run}
          runsThese={runsThese}
          unusable={unusable && tooLarge(size)}
          settings={settings}
          size={size}
          bounds={bounds}
        />
      </Suspense>
      <Announcer status={run?.status} said={own ? endOf(own) : undefined} />
    </section>
  );
}

/** Whether the shown run began with the networks that the settings ask for. */
function sameModels(shown: Shown | undefined, settings: GraphSettings): shown is Shown {
  if (!shown) return false;
  const { blocks, width, rounds, scaling, seed } = shown.description.settings;
  return (
    blocks === settings.blocks &&
    width === settings.width &&
    rounds === settings.rounds &&
    scaling === settings.scaling &&
    seed === settings.seed
  );
}

const tooLarge = (size: number) => `The page trains on graphs of up to 41 vertices; the larger one has ${size}.`;

/** What is said when a run has ended. */
function endOf({ points }: Run): string | undefined {
  const [ppgn, gin] = [points.ppgn.at(-1), points.gin.at(-1)];
  if (!ppgn || !gin) return undefined;
  const percent = (share: number) => `${Math.round(100 * share)} percent`;
  return `Training finished. PPGN names ${percent(ppgn.accuracy)} right, GIN ${percent(gin.accuracy)}.`;
}
