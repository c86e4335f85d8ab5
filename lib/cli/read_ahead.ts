/**
 * Prepares what is to come while the present is worked on: calls `prepare` for some items ahead of the
 * one that is handed out, and hands them out in their order.
 *
 * @param ahead How many are prepared at a time, and kept.
 */
export async function* readAhead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  prepare: (item: T) => Promise<R>,
  ahead: number,
): AsyncGenerator<R> {
  const waiting: Promise<R>[] = [];
  for await (const item of items) {
    const prepared = prepare(item);
    // An error is thrown where the item is handed out, not before.
    prepared.catch(() => {});
    waiting.push(prepared);
    if (waiting.length > ahead) yield await waiting.shift()!;
  }
  for (const prepared of waiting) yield await prepared;
}
