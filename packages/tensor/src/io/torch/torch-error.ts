import { DataError } from '../../errors/perceptrons-error';

/** The error of a damaged PyTorch file. */
export function torchError(problem: string, cause?: unknown): DataError {
  return new DataError({
    code: 'tensor/torch',
    argument: 'source',
    cause,
    message: `Cannot read the PyTorch file: ${problem}. Accepted are state dicts as torch.save writes them; fetch or write the file again.`,
  });
}
