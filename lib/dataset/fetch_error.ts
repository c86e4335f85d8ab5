/** Says in a few plain words why a server gave no file. */

/** A file that a server did not give; the message is the reason alone, such as "connection refused". */
export class FetchError extends Error {
  /** "FetchError". */
  override readonly name = "FetchError";

  /** Whether the same server may well give the file a moment later. */
  readonly retryable: boolean;

  /** Whether Deno's permissions forbade the connection. */
  readonly notPermitted: boolean;

  /**
   * Keeps the reason.
   *
   * @param reason A few words that continue "<server>: ".
   * @param options What the reason means for another try; not retryable, permitted unless said.
   */
  constructor(reason: string, options: { retryable?: boolean; notPermitted?: boolean } = {}) {
    super(reason);
    this.retryable = options.retryable ?? false;
    this.notPermitted = options.notPermitted ?? false;
  }

  /** The same error, said of the host that a redirect led to; of none if `host` is undefined. */
  behindRedirect(host: string | undefined): FetchError {
    return host === undefined
      ? this
      : new FetchError(`redirected to ${host}: ${this.message}`, this);
  }
}

interface Symptom {
  readonly pattern: RegExp;
  readonly reason: string;
  readonly retryable: boolean;
}

/** By what the message of a failed `fetch`, or of its cause, is recognized; the first that fits. */
const SYMPTOMS: readonly Symptom[] = [
  { pattern: /dns error/, reason: "its address cannot be found", retryable: false },
  { pattern: /Connection refused/i, reason: "connection refused", retryable: true },
  { pattern: /number of redirects/, reason: "redirects without end", retryable: false },
  { pattern: /redirect to a non HTTP/, reason: "redirects to no web address", retryable: false },
  {
    pattern: /certificate|corrupt message|handshake|tls/i,
    reason: "no secure connection",
    retryable: false,
  },
  { pattern: /\(Connect\)/, reason: "cannot be reached", retryable: true },
  { pattern: /reading a body|end of file/, reason: "the file broke off", retryable: true },
  { pattern: /\(SendRequest\)/, reason: "broke the connection off", retryable: true },
];

/**
 * Turns what `fetch`, or reading the answer, throws into a {@linkcode FetchError}.
 *
 * @param url What was asked for.
 * @param error What was thrown.
 */
export function describeFetchError(url: string, error: unknown): FetchError {
  if (error instanceof FetchError) return error;
  if (!(error instanceof Error)) return new FetchError(String(error));
  if (error instanceof Deno.errors.NotCapable) {
    const { host } = new URL(url);
    // `Requires net access to "example.com:443", run again with ...` names where a redirect leads.
    const refused = /"([^"]+?)(?::(?:80|443))?"/.exec(error.message)?.[1] ?? host;
    if (refused !== host) return new FetchError(`redirects to ${refused}, which is not permitted`);
    return new FetchError(`not permitted (it needs --allow-net=${host})`, { notPermitted: true });
  }
  const message = error.cause instanceof Error ? error.cause.message : error.message;
  const symptom = SYMPTOMS.find(({ pattern }) => pattern.test(message));
  if (symptom !== undefined) return new FetchError(symptom.reason, symptom);
  return new FetchError(message.replace(/\p{Cc}.*$/su, ""));
}
