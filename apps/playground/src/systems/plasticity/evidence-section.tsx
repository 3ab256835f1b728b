import { ScoresPanel } from './panels/scores-panel';
import { TermsTable } from './panels/terms-table';
import type { Shown } from './shown';

/** The found rule against the true one and simpler models of choice, and all its terms. */
export function EvidenceSection({ shown }: { shown: Shown }) {
  const { description, evaluation, estimate } = shown;
  return (
    <section aria-labelledby="evidence">
      <div className="section-title">
        <h2 id="evidence">Evidence</h2>
        <p className="small quiet">
          A good fit to choices is not yet the right rule: compare the choices explained with the terms.
        </p>
      </div>
      <div className="evidence-panels">
        <ScoresPanel description={description} evaluation={evaluation} />
        {estimate.kind === 'series' ? <TermsTable description={description} estimate={estimate} /> : null}
      </div>
    </section>
  );
}
