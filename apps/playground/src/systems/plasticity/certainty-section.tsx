import { CheckBox } from './check-box';
import { BootstrapPanel } from './panels/bootstrap-panel';
import { ConstraintsPanel } from './panels/constraints-panel';
import type { Run } from './session';
import type { Shown } from './shown';

interface Props {
  run?: Run;
  shown: Shown;
}

/** Why neither question can be asked now. */
function unusableNow({ run, shown }: Props): string | undefined {
  if (!shown.live || !run) return 'Shown for the recorded run. Search a rule to ask about yours.';
  if (run.jobId) return 'After the search.';
  if (shown.estimate.kind === 'perceptron') {
    return 'Not for a perceptron: its hidden units can trade places, so its numbers have no intervals.';
  }
  return undefined;
}

/** Two questions about the found rule: would other animals have given another one, and can the data tell at all? */
export default function CertaintySection({ run, shown }: Props) {
  const { description, estimate, bootstrap, constraints } = shown;
  const unusable = unusableNow({ run, shown });
  const few = description.animals < 2 ? 'Needs at least two animals.' : undefined;
  return (
    <section aria-labelledby="certainty">
      <div className="section-title">
        <h2 id="certainty">How sure is it?</h2>
        <p className="small quiet">Standard errors of one fit are not the whole answer. Two further questions.</p>
      </div>
      <div className="evidence-panels">
        <CheckBox
          name="bootstrap"
          check={bootstrap}
          title="Other animals, another rule?"
          what={`Draws ${description.animals === 1 ? 'the animal' : `the ${description.animals} animals`} with repetition and searches again each time. In contrast to standard errors this counts differences between animals, and which terms the penalty keeps.`}
          ask={`Resample the animals ${description.settings.draws ?? 100} times`}
          unit="draws"
          unusable={unusable ?? few}
          cancel="Stop, keep 20 or more"
        >
          {bootstrap?.report ? (
            <BootstrapPanel description={description} estimate={estimate} report={bootstrap.report} />
          ) : undefined}
        </CheckBox>
        <CheckBox
          name="constraints"
          check={constraints}
          title="What can these choices tell?"
          what="Looks at how each choice would change with each coefficient, all of them free at once, without a penalty. Some changes of the rule leave nearly all choices as they were: no search can exclude them."
          ask="Ask the data"
          unit="animals"
          unusable={unusable}
          cancel="Cancel"
        >
          {constraints?.report ? <ConstraintsPanel description={description} report={constraints.report} /> : undefined}
        </CheckBox>
      </div>
    </section>
  );
}
