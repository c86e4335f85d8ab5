/**
 * Calls `body` and returns its answer; to an error that it throws because bytes are not what they
 * should be, a line is added that says what to do.
 */
export async function withHint<T>(hint: string, body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof SyntaxError) error.message += `\n${hint}`;
    throw error;
  }
}
