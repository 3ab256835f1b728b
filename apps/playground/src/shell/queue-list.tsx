import { cancelJob } from '../engine/engine-client';
import type { QueueEntry } from '../engine/protocol';

/** All unfinished jobs of the worker, in the order they run. */
export function QueueList({ queue }: { queue: QueueEntry[] }) {
  if (queue.length === 0) return <p className="small quiet">Nothing is running.</p>;
  return (
    <ol className="queue">
      {queue.map((job) => (
        <li key={job.id}>
          <span>
            {job.title} <span className="quiet">{job.status}</span>
          </span>
          <button type="button" className="button tiny" onClick={() => cancelJob(job.id)}>
            Cancel
          </button>
        </li>
      ))}
    </ol>
  );
}
