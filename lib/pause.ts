/** How long a loop may compute before it lets signals, timers and progress have their turn. */
const TURN_MS = 40;

/**
 * Returns a function to be awaited inside a long loop: most calls return undefined at once, and one
 * every 40 ms yields to the event loop, without which Ctrl-C would not be seen.
 */
export function createPauses(signal?: AbortSignal): () => Promise<void> | undefined {
  let turnEndMs = performance.now() + TURN_MS;
  return () => {
    if (performance.now() < turnEndMs) return undefined;
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        turnEndMs = performance.now() + TURN_MS;
        if (signal?.aborted) reject(signal.reason);
        else resolve();
      });
    });
  };
}
