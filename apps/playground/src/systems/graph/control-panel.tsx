import { CopyButton } from '../../components/copy-button';
import { SettingControl } from '../../settings/setting-control';
import { OwnGraphs } from './own-graphs';
import { PairPicker } from './pair-picker';
import type { KnownPair } from './pairs';
import { type GraphSettings, graphSettings } from './settings';

interface Props {
  known?: KnownPair;
  values: GraphSettings;
  change(changed: Partial<GraphSettings>): void;
}

/** The round has its own control on the stage. */
const { round, ...shownSettings } = graphSettings;

/** Seven controls, the rest after "more", and the way in for graphs of one's own. */
export function ControlPanel({ known, values, change }: Props) {
  const entries = Object.entries(shownSettings);
  const control = ([key, setting]: (typeof entries)[number]) => (
    <SettingControl
      key={key}
      setting={setting}
      value={values[key as keyof GraphSettings]}
      onChange={(value) => change({ [key]: value, ...(key === 'test' && { round: graphSettings.round.default }) })}
    />
  );
  return (
    <section className="controls" aria-label="Settings">
      <div className="controls-grid">
        <PairPicker known={known} />
        {entries.filter(([, setting]) => !setting.more).map(control)}
      </div>
      <OwnGraphs />
      <details className="disclosure more">
        <summary>More settings</summary>
        <div className="controls-grid">{entries.filter(([, setting]) => setting.more).map(control)}</div>
      </details>
      <div className="button-row">
        <p className="small quiet">The address of this page holds both graphs and these settings.</p>
        <CopyButton text={() => location.href} label="Copy the address" />
      </div>
    </section>
  );
}
