import type { KnownPair } from './pairs';
import { PairsTable } from './panels/pairs-table';

/** All named pairs under all tests and both networks. */
export default function EvidenceSection({ known }: { known?: KnownPair }) {
  return (
    <section aria-labelledby="evidence">
      <div className="section-title">
        <h2 id="evidence">Evidence</h2>
        <p className="small quiet">A network parts no pair that its test does not: GIN stops at 1-WL, PPGN at 2-FWL.</p>
      </div>
      <PairsTable known={known} />
    </section>
  );
}
