// What an experiment is: settings per preset, and a function from settings to claims, tables and figures. One file per
// experiment under src/experiments/<system>/, with the experiment as its default export; nothing else names it.
import type { Claim, Json, ReportFigure, ReportTable } from '@perceptrons/evaluation';
import type { Preset } from './preset';
import type { RunContext } from './run-context';

/** What a run found. */
export interface Outcome {
  claims: Claim[];
  /** Paragraphs for the head of the report: what was done, and what came out. */
  summary: string[];
  tables: ReportTable[];
  figures: ReportFigure[];
  /** What the run cannot show. */
  limits: string[];
}

/** An experiment as its author writes it. */
export interface ExperimentSpec<Settings extends Json> {
  /** Short name in kebab-case, unique within its system. */
  name: string;
  /** The system it belongs to, the name of its folder. */
  system: string;
  title: string;
  /** One line for `list`. */
  question: string;
  presets: Readonly<Record<Preset, Settings>>;
  run(context: RunContext & { readonly settings: Settings }): Promise<Outcome>;
}

/** An experiment as the framework sees it. */
export interface Experiment {
  /** `<system>/<name>`, as the command line takes it. */
  readonly name: string;
  readonly title: string;
  readonly question: string;
  settings(preset: Preset): Json;
  run(preset: Preset, context: RunContext): Promise<Outcome>;
}

const marker = Symbol.for('perceptrons.experiment');

/** Makes an experiment of its description. The default export of every experiment file. */
export function defineExperiment<Settings extends Json>(spec: ExperimentSpec<Settings>): Experiment {
  const { name, system, title, question, presets } = spec;
  const experiment: Experiment = {
    name: `${system}/${name}`,
    title,
    question,
    settings: (preset) => presets[preset],
    run: (preset, context) => spec.run({ ...context, settings: presets[preset] }),
  };
  return Object.defineProperty(experiment, marker, { value: true });
}

/** True for what {@link defineExperiment} made. */
export function isExperiment(value: unknown): value is Experiment {
  return typeof value === 'object' && value !== null && marker in value;
}
