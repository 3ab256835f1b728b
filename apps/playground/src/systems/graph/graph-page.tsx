import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useStore } from '../../engine/store';
import { useSettings } from '../../settings/use-settings';
import { ErrorPanel } from '../../shell/error-panel';
import './graph.css';
import { AnswerSection } from './answer-section';
import { ControlPanel } from './control-panel';
import { saveDrawings, visitStorage } from './drawings-storage';
import { dismissProblem, followAddress, graphsStore, queryWithPair, textOf } from './graphs-store';
import { knownPairOf } from './pairs';
import { recordedPairOf } from './recorded/recorded-runs';
import { session } from './session';
import { graphSettings } from './settings';
import { runsOn, shownOf } from './shown';
import { Stage } from './stage';

/** Far below the stage: the code of these comes after that of the first figures. */
const EvidenceSection = lazy(() => import('./evidence-section'));
const CodeSection = lazy(() => import('./code-section'));
const LimitsSection = lazy(() => import('./limits-section'));

/** Which graphs can a network tell apart? */
export default function GraphPage() {
  const { values, change } = useSettings(graphSettings);
  const { history: drawings, problem } = useStore(graphsStore);
  const { run } = useStore(session.store);
  const { a, b } = drawings.present;
  // Moving a vertex changes no graph, so nothing is asked again.
  const [textA, textB] = [useMemo(() => textOf(a), [a]), useMemo(() => textOf(b), [b])];
  const text = useMemo(() => ({ a: textA, b: textB }), [textA, textB]);
  const known = useMemo(() => knownPairOf(text), [text]);
  const recordedPair = useMemo(() => recordedPairOf(text), [text]);
  const asked = run?.settings;
  const runsThese = useMemo(() => runsOn(asked, text), [asked, text]);
  const shown = useMemo(() => shownOf(run, runsThese, recordedPair), [run, runsThese, recordedPair]);

  useEffect(() => {
    void session.restore();
    const follow = () => followAddress(location.search);
    follow();
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);
  useEffect(() => {
    const save = () => saveDrawings(visitStorage(), drawings);
    const timer = setTimeout(save, 250);
    addEventListener('pagehide', save);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', save);
    };
  }, [drawings]);
  useEffect(() => {
    const query = queryWithPair(location.search, text);
    if (query !== location.search) history.replaceState(null, '', location.pathname + query);
  }, [text]);

  return (
    <div className="page">
      <AnswerSection />
      <div className="workbench">
        <div className="stage-column">
          {problem ? <ErrorPanel error={{ name: 'DataError', message: problem }} onDismiss={dismissProblem} /> : null}
          {run?.error ? <ErrorPanel error={run.error} onDismiss={session.reset} /> : null}
          <Stage
            text={text}
            known={known}
            run={run}
            runsThese={runsThese}
            shown={shown}
            rounds={recordedPair?.rounds}
            settings={values}
            change={change}
          />
        </div>
        <ControlPanel known={known} values={values} change={change} />
      </div>
      <Suspense>
        <EvidenceSection known={known} />
        <CodeSection text={text} settings={values} />
        <LimitsSection />
      </Suspense>
    </div>
  );
}
