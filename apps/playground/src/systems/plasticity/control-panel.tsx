import { knownRules } from '@perceptrons/plasticity';
import { useId } from 'react';
import { useStore } from '../../engine/store';
import type { SettingValues } from '../../settings/setting';
import { SettingControl } from '../../settings/setting-control';
import { OwnTrials } from './own-trials';
import { ruleProblem } from './rule-problem';
import { ruleText, upperFirst } from './rule-text';
import { sessionStore } from './session';
import { type PlasticitySettings, plasticitySettings } from './settings';

interface Props {
  values: PlasticitySettings;
  change(changed: Partial<SettingValues<typeof plasticitySettings>>): void;
}

/** The published rules of behaviour: those of Oja and Hebb have no reward, so nothing would steer the choices. */
const exampleRules = knownRules.filter(({ formula }) => formula.includes('r'));

/** Settings that only a simulation has. */
const ofSimulation = new Set<string>(['animals', 'trials']);
/** Settings that a table of inputs has not, but that the inputs of recorded odours are made with. */
const ofInputs = new Set<string>(['seed', 'noise']);

/** Seven controls, the rest after "more". They apply to the next search. */
export function ControlPanel({ values, change }: Props) {
  const { rule, ...others } = plasticitySettings;
  const own = values.data === 'own';
  const { files = [] } = useStore(sessionStore);
  const odours = files.some(({ content }) => typeof content !== 'string');
  const perceptron = values.terms === 'perceptron';
  const entries = Object.entries(others).filter(([key]) => {
    if (perceptron && (key === 'penalty' || key === 'draws')) return false;
    return !own || !(ofSimulation.has(key) || (!odours && ofInputs.has(key)));
  });
  const control = ([key, setting]: (typeof entries)[number]) => (
    <SettingControl
      key={key}
      setting={setting}
      value={values[key as keyof PlasticitySettings]}
      onChange={(value) => change({ [key]: value })}
    />
  );
  return (
    <section className="controls" aria-label="Settings of the next search">
      <div className="controls-grid">
        {own ? null : <RuleField rule={values.rule} onChange={(next) => change({ rule: next })} />}
        {entries.filter(([, setting]) => !setting.more).map(control)}
      </div>
      {own ? <OwnTrials /> : null}
      <details className="disclosure more">
        <summary>More settings</summary>
        <div className="controls-grid">{entries.filter(([, setting]) => setting.more).map(control)}</div>
      </details>
      <p className="small quiet">The address of this page holds these settings. A picked file is not part of it.</p>
    </section>
  );
}

/** Writes a rule, or takes one of the examples. */
function RuleField({ rule, onChange }: { rule: string; onChange(rule: string): void }) {
  const id = useId();
  return (
    <div className="rule-field">
      <SettingControl
        setting={plasticitySettings.rule}
        value={rule}
        problem={ruleProblem(rule)}
        onChange={(value) => onChange(String(value))}
      />
      <fieldset className="rule-examples" aria-labelledby={id}>
        <span id={id} className="small quiet">
          Examples
        </span>
        {exampleRules.map(({ name, formula }) => (
          <button
            key={formula}
            type="button"
            className="button tiny"
            title={upperFirst(name)}
            aria-pressed={rule === formula}
            onClick={() => onChange(formula)}
          >
            {ruleText(formula)}
          </button>
        ))}
      </fieldset>
      <p className="small quiet">x input, y unit, w weight, r reward minus expected reward; powers up to 2.</p>
    </div>
  );
}
