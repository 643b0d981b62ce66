/** A fault of set-up that one line explains; programs print the line and end with exit code 1. */
export class RuntimeError extends Error {
  override name = 'RuntimeError';
}
