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
    return yieldToEvents().then(() => {
      turnEndMs = performance.now() + TURN_MS;
      signal?.throwIfAborted();
    });
  };
}

/**
 * Waits for a message to ourselves. `setImmediate` would be quicker by a third of a millisecond, but
 * Deno looks for signals only at every 61st turn of a loop that always has something to do: 2.4 s.
 */
function yieldToEvents(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      // Each end keeps memory of its own, 25 times a second for as long as a run lasts.
      port1.close();
      port2.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
