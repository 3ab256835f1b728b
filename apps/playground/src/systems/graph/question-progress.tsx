import { percent } from '../../text/format';
import { type Answer, askAgain, cancelQuestion } from './comparisons';
import type { TestQuestion } from './oracles/report';

interface Props {
  question: TestQuestion;
  answer: Answer;
}

/** How far a test is that takes longer than a moment, and the way out; after that the way back. */
export function QuestionProgress({ question, answer: { progress, cancelled } }: Props) {
  const { test } = question;
  if (cancelled) {
    return (
      <div className="question-progress">
        <p className="small">{test} was cancelled.</p>
        <button type="button" className="button tiny" onClick={() => askAgain(question)}>
          Ask {test} again
        </button>
      </div>
    );
  }
  if (!progress) return null;
  return (
    <div className="question-progress" data-testid="question-progress">
      <progress max={1} value={progress.share} aria-label={`Progress of round ${progress.round}`} />
      <p className="small numbers">
        {test}, {progress.round === 0 ? 'start colours' : `round ${progress.round}`}: {percent(progress.share, 0)}. How
        many rounds follow is seen at the end.
      </p>
      <button type="button" className="button tiny" onClick={() => cancelQuestion(question)}>
        Cancel {test}
      </button>
    </div>
  );
}
