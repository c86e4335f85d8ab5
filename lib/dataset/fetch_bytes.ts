/** Fetches one file over HTTP from a server that may do anything. */

import { collectBytes } from "../files/collect_bytes.ts";
import { describeFetchError, FetchError } from "./fetch_error.ts";

/** How far a file has come. */
export interface FetchProgress {
  /** The length of what has arrived. */
  readonly receivedBytes: number;
  /** What the server announced, if it did. */
  readonly totalBytes: number | undefined;
  /** The mean since the server began to answer. */
  readonly bytesPerSecond: number;
}

/** What a server sent. */
export interface FetchedBytes {
  /** The body of the answer, packed if the server packed it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The host that sent it, if redirects led away from the one that was asked. */
  readonly redirectedTo: string | undefined;
}

/** How {@linkcode fetchBytes} goes about it. */
export interface FetchOptions {
  /** The largest body that is accepted. */
  readonly maxBytes: number;
  /** How long the server may take to begin its answer. */
  readonly answerTimeoutMs: number;
  /** How long the server may take for each {@linkcode MIN_BYTES_PER_TIMEOUT} of the body. */
  readonly stallTimeoutMs: number;
  /** Ends the fetch at once when aborted. */
  readonly signal?: AbortSignal;
  /** Called for each piece that arrives. */
  readonly onProgress?: (progress: FetchProgress) => void;
}

/** A server that sends less than this within the stall time-out has stalled: 1 KiB. */
export const MIN_BYTES_PER_TIMEOUT = 1024;

/**
 * Asks for `url` and reads the body of the answer. Redirects are followed.
 *
 * @throws {FetchError} If there is no answer, or not with status 200, or the body stalls, breaks off,
 * or is larger than `maxBytes`.
 * @throws The reason of `signal` if it was aborted.
 */
export async function fetchBytes(
  url: string,
  options: FetchOptions,
): Promise<FetchedBytes> {
  const { maxBytes, answerTimeoutMs, signal } = options;
  signal?.throwIfAborted();
  const deadline = new Deadline();
  let redirectedTo: string | undefined;
  try {
    deadline.set(answerTimeoutMs, "no answer", false);
    const response = await fetch(url, {
      signal: signal ? AbortSignal.any([signal, deadline.signal]) : deadline.signal,
      // A packed file is to arrive as it is, and its length to be the one announced.
      headers: { "accept-encoding": "identity" },
    });
    const { host } = new URL(response.url);
    if (host !== new URL(url).host) redirectedTo = host;
    if (response.status !== 200) throw statusError(response.status);
    const tooLarge = new FetchError(`sends more than the ${maxBytes} bytes it should`);
    if ((announcedBytes(response) ?? 0) > maxBytes) throw tooLarge;
    const bytes = await collectBytes(piecesOf(response, deadline, options), maxBytes);
    if (bytes === undefined) throw tooLarge;
    return { bytes, redirectedTo };
  } catch (error) {
    deadline.abandon();
    signal?.throwIfAborted();
    throw describeFetchError(url, error).behindRedirect(redirectedTo);
  } finally {
    deadline.clear();
  }
}

/** A moment at which `signal` is aborted; it can be moved. */
class Deadline {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Sets the deadline to `ms` from now. */
  set(ms: number, reason: string, retryable: boolean): void {
    this.clear();
    const error = new FetchError(`${reason} within ${ms / 1000} s`, { retryable });
    this.#timer = setTimeout(() => this.#controller.abort(error), ms);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }

  /** Aborts now: frees the connection of an answer that is not read to its end. */
  abandon(): void {
    this.#controller.abort();
  }
}

/** The pieces of the body as they arrive, each reported, each kibibyte moving the deadline. */
async function* piecesOf(
  response: Response,
  deadline: Deadline,
  { stallTimeoutMs, onProgress }: FetchOptions,
): AsyncGenerator<Uint8Array> {
  const totalBytes = announcedBytes(response);
  const startMs = performance.now();
  let receivedBytes = 0;
  let enoughBytes = 0;
  const extendDeadline = () => {
    deadline.set(stallTimeoutMs, "no progress", true);
    enoughBytes = receivedBytes + MIN_BYTES_PER_TIMEOUT;
  };
  extendDeadline();
  for await (const piece of response.body ?? []) {
    receivedBytes += piece.length;
    if (receivedBytes >= enoughBytes) extendDeadline();
    const elapsedMs = Math.max(1, performance.now() - startMs);
    onProgress?.({ receivedBytes, totalBytes, bytesPerSecond: receivedBytes / elapsedMs * 1000 });
    yield piece;
  }
}

function statusError(status: number): FetchError {
  const retryable = status >= 500 || status === 408 || status === 429;
  return new FetchError(`answered with status ${status}`, { retryable });
}

/** The length of the body according to the answer's header. */
function announcedBytes(response: Response): number | undefined {
  const length = response.headers.get("content-length") ?? "";
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
