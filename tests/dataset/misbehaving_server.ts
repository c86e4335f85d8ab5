/** A local mirror that does everything a mirror should not. */

import type { DatasetFile } from "../../lib/dataset/sources.ts";
import { Random } from "../../lib/random.ts";
import { sha256 } from "../../lib/sha256.ts";

/** A small file of our own, in place of a dataset's. */
export interface Sample {
  /** What is known of it. */
  readonly file: DatasetFile;
  /** The content, unpacked. */
  readonly content: Uint8Array<ArrayBuffer>;
  /** The packed file. */
  readonly gzip: Uint8Array<ArrayBuffer>;
}

/** Makes a sample of `contentBytes` bytes that do not pack well. */
export async function makeSample(name: string, contentBytes: number): Promise<Sample> {
  const random = new Random(1, name);
  const content = new Uint8Array(contentBytes).map(() => random.below(100));
  // As all IDX files do.
  content.set([0, 0, 8, 1]);
  const gzip = await pack(content);
  const file = {
    name,
    contentBytes,
    contentSha256: await sha256(content),
    gzipBytes: gzip.length,
    gzipSha256: await sha256(gzip),
  };
  return { file, content, gzip };
}

/** Packs `bytes` with gzip. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/** How a mirror answers a request; `attempt` counts the requests to it from 1. */
type Behaviour = (sample: Sample, attempt: number) => Response | Promise<Response>;

const BEHAVIOURS = {
  "good": ({ gzip }) => new Response(gzip),
  "unannounced": ({ gzip }) => new Response(ReadableStream.from([gzip])),
  "repacked": async ({ content }) => new Response(await repack(content)),
  "unpacked": ({ content }) => new Response(content),
  // The packed file is announced as the transport's own packing: a usual mistake.
  "encoded": ({ gzip }) => new Response(gzip, { headers: { "content-encoding": "gzip" } }),
  "packed-twice": async ({ gzip }) =>
    new Response(await pack(gzip), { headers: { "content-encoding": "gzip" } }),
  "redirected": () => redirectTo("../good/sample.gz"),
  "slow-but-steady": ({ gzip }) => new Response(trickle(gzip, 2048, 10)),
  "flaky": ({ gzip }, attempt) =>
    attempt === 1 ? new Response(null, { status: 503 }) : new Response(gzip),

  "absent": () => new Response("no such file", { status: 404 }),
  "broken": () => new Response("out of order", { status: 500 }),
  "no-content": () => new Response(null, { status: 204 }),
  "empty": () => new Response(""),
  "page": () => webPage(),
  "redirected-to-page": () => redirectTo("../page/sample.gz"),
  "redirected-in-circles": () => redirectTo("../redirected-in-circles/sample.gz"),
  "redirected-away": () => redirectTo("http://mirror.invalid/sample.gz"),
  "redirected-to-file": () => redirectTo("file:///etc/passwd"),
  "redirected-nowhere": () => new Response(null, { status: 302 }),
  "cut": ({ gzip }) => new Response(gzip.slice(0, gzip.length / 2)),
  // The first byte of the checksum is wrong.
  "damaged": ({ gzip }) =>
    new Response(gzip.map((byte, i) => i === gzip.length - 8 ? ~byte : byte)),
  "other": async ({ content }) => new Response(await pack(content.map((byte) => byte ^ 1))),
  "shorter": async ({ content }) => new Response(await pack(content.slice(0, -1))),
  "bomb": async ({ content }) => new Response(await pack(new Uint8Array(100 * content.length))),
  "endless": () => new Response(endless()),
  "announced-huge": () =>
    new Response(endless(), { headers: { "content-length": String(2 ** 40) } }),
  "silent": () => new Promise<Response>(() => {}),
  "headers-only": () => new Response(new ReadableStream()),
  "stalled": ({ gzip }) => new Response(stallAfter(gzip.slice(0, 1000))),
  "dripping": ({ gzip }) => new Response(trickle(gzip, 1, 5)),
} satisfies Record<string, Behaviour>;

/** What one of the server's mirrors does. */
export type BehaviourName = keyof typeof BEHAVIOURS;

/** Serves one sample, well or badly, on a port of its own. */
export class MisbehavingServer implements AsyncDisposable {
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #end = new AbortController();
  readonly #attempts = new Map<string, number>();

  /** Begins to serve `sample`. */
  constructor(sample: Sample) {
    const options = {
      hostname: "127.0.0.1",
      port: 0,
      signal: this.#end.signal,
      onListen() {},
      onError: () => new Response(null, { status: 500 }),
    };
    this.#server = Deno.serve(options, (request) => {
      const name = new URL(request.url).pathname.split("/")[1] as BehaviourName;
      const attempt = this.attempts(name) + 1;
      this.#attempts.set(name, attempt);
      const behaviour: Behaviour = BEHAVIOURS[name];
      return behaviour(sample, attempt);
    });
  }

  /** The name and port under which it is reached. */
  get host(): string {
    return `127.0.0.1:${this.#server.addr.port}`;
  }

  /** The address of the mirror that behaves like `name`. */
  mirror(name: BehaviourName): string {
    return `http://${this.host}/${name}/`;
  }

  /** How often the mirror that behaves like `name` was asked. */
  attempts(name: BehaviourName): number {
    return this.#attempts.get(name) ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#server.finished;
  }
}

/** Answers every connection with the same `text`, then closes it: for what is not HTTP. */
export class RawServer implements Disposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });

  /** Begins to answer with `text`. */
  constructor(text: string) {
    this.#serve(new TextEncoder().encode(text));
  }

  /** Its address. */
  get mirror(): string {
    return `http://127.0.0.1:${this.#listener.addr.port}/`;
  }

  [Symbol.dispose](): void {
    this.#listener.close();
  }

  async #serve(answer: Uint8Array): Promise<void> {
    for await (const connection of this.#listener) {
      await connection.read(new Uint8Array(4096));
      await connection.write(answer);
      connection.close();
    }
  }
}

/** An address where nobody listens. */
export function deadMirror(): string {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${listener.addr.port}/`;
}

/** Packs the same content into other bytes: stored, not compressed. At most 65,535 bytes. */
async function repack(content: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = await pack(content);
  const { length } = content;
  const [header, trailer] = [packed.subarray(0, 10), packed.subarray(-8)];
  const block = [1, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255];
  return new Uint8Array(
    await new Blob([header, Uint8Array.from(block), content, trailer]).arrayBuffer(),
  );
}

function redirectTo(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

function webPage(): Response {
  const page = "\n<!DOCTYPE html><title>Welcome to our network</title>";
  return new Response(page, { headers: { "content-type": "text/html" } });
}

function endless(): ReadableStream<Uint8Array> {
  const piece = new Uint8Array(2 ** 16);
  return new ReadableStream({ pull: (controller) => controller.enqueue(piece) });
}

function stallAfter(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.enqueue(bytes) });
}

/** Sends `sizeBytes` every `ms`. */
function trickle(bytes: Uint8Array, sizeBytes: number, ms: number): ReadableStream<Uint8Array> {
  let timer: ReturnType<typeof setInterval>;
  return new ReadableStream({
    start: (controller) => {
      let offset = 0;
      timer = setInterval(() => {
        controller.enqueue(bytes.subarray(offset, offset += sizeBytes));
        if (offset < bytes.length) return;
        controller.close();
        clearInterval(timer);
      }, ms);
    },
    cancel: () => clearInterval(timer),
  });
}
