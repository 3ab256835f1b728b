import { mostVertices } from './drawing';
import { recorded } from './recorded/recorded-runs';
import { mostTrained } from './settings';

/** What the page does not show. */
export default function LimitsSection() {
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Limits</h2>
      <div className="prose">
        <ul>
          <li>
            A test that parts two graphs proves that they differ. One that does not proves nothing: rook's graph and the
            Shrikhande graph look alike to 2-FWL and are not the same.
          </li>
          <li>
            Networks compute with 32-bit numbers. A gap counts when it is far above that between two labelings of one
            graph; a real difference that is smaller goes unseen.
          </li>
          <li>
            Two graphs are the easiest question there is. To part one pair says nothing about accuracy on data sets of
            many graphs, where message passing often does as well.
          </li>
          <li>
            The page draws up to {mostVertices} vertices and trains on up to {mostTrained}: PPGN stores a vector for
            every pair of vertices. Only the first six colours suit every eye; show their numbers for more.
          </li>
          <li>
            Graphs here have no labels, no loops, no directions and no weights. The package reads labels and features.
          </li>
        </ul>
        <p className="small quiet">
          Recorded with{' '}
          {Object.entries(recorded.environment)
            .map(([name, value]) => `${name} ${value}`)
            .join(', ')}
          .
        </p>
      </div>
    </section>
  );
}
