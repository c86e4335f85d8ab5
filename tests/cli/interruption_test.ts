import { assert, assertEquals, assertMatch } from "@std/assert";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { CANNOT_RUN, listTree, startCnn } from "./run_cnn.ts";
import { writeDataset } from "./sample_dataset.ts";

/** A signal, the promised exit code, and the time that an end may take. */
const ENDS = [["SIGINT", 130], ["SIGTERM", 143]] as const;
const MOST_MS = 1000;

const ignore = CANNOT_RUN || Deno.build.os === "windows";

/** More epochs than any test lasts. */
const LONG = ["--epochs", "1000000", "--validation", "0"];

/** Reads a stream to its end: `begun` when its first piece has come. */
function readText(
  stream: ReadableStream<Uint8Array>,
): { begun: Promise<void>; all: Promise<string> } {
  const begun = Promise.withResolvers<void>();
  const read = async () => {
    let text = "";
    for await (const piece of stream.pipeThrough(new TextDecoderStream())) {
      text += piece;
      begun.resolve();
    }
    return text;
  };
  return { begun: begun.promise, all: read() };
}

/** Starts a run that is to be interrupted once `isUnderWay`. */
async function assertEnds(
  [signal, code]: (typeof ENDS)[number],
  run: { args: readonly string[]; folder: string; isUnderWay?: () => Promise<void> },
): Promise<void> {
  const process = startCnn(run.args, { folder: run.folder });
  const stderr = readText(process.stderr);
  await (run.isUnderWay?.() ?? stderr.begun);
  const startMs = performance.now();
  process.kill(signal);
  const status = await process.status;
  const elapsedMs = performance.now() - startMs;
  await process.stdout.cancel();
  assertEquals(status.code, code);
  assertMatch(await stderr.all, /(^|\n)cnn: interrupted( in epoch .* without --run)?\n$/);
  assert(elapsedMs < MOST_MS, `${elapsedMs} ms`);
}

Deno.test({
  name: "cnn train that is interrupted ends at once and leaves the old weights as they were",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    writeDataset(`${folder.path}/sample`);
    Deno.writeTextFileSync(`${folder.path}/weights`, "old");
    const before = listTree(folder.path);
    const args = ["train", "--data", "sample", "--output", "weights", ...LONG];
    for (const end of ENDS) {
      await assertEnds(end, { args, folder: folder.path });
      assertEquals(listTree(folder.path), before);
    }
    assertEquals(Deno.readTextFileSync(`${folder.path}/weights`), "old");
  },
});

Deno.test({
  name: "cnn train on a large network is interrupted within a second, too",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    writeDataset(`${folder.path}/sample`);
    const args = ["train", "--data", "sample", "--model", "keras", "--batch", "8", ...LONG];
    // Not before the first steps.
    const isUnderWay = () => new Promise<void>((resolve) => setTimeout(resolve, 1000));
    await assertEnds(ENDS[0], { args, folder: folder.path, isUnderWay });
    assertEquals(folder.names, ["sample"]);
  },
});

Deno.test({
  name: "cnn data that is interrupted in a download leaves nothing",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    const asked = Promise.withResolvers<void>();
    const abort = new AbortController();
    const { signal } = abort;
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, signal, onListen() {} }, () => {
      asked.resolve();
      // The beginning of a file, and then no more.
      const body = new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(9999)) });
      return new Response(body, { headers: { "content-length": "9912422" } });
    });
    const mirror = `http://127.0.0.1:${server.addr.port}/`;
    const args = ["data", "--mirror", mirror];
    await assertEnds(ENDS[0], { args, folder: folder.path, isUnderWay: () => asked.promise });
    abort.abort();
    await server.finished;
    assertEquals(listTree(folder.path).filter((path) => !path.endsWith("/")), []);
  },
});

Deno.test({
  name: "cnn train whose output nobody reads any more ends without a word",
  ignore,
  fn: async () => {
    using folder = new TemporaryFolder();
    writeDataset(`${folder.path}/sample`);
    const args = ["train", "--data", "sample", "--output", "weights", "--json", ...LONG];
    const process = startCnn(args, { folder: folder.path });
    const stderr = readText(process.stderr);
    const stdout = process.stdout.getReader();
    const { value } = await stdout.read();
    assertMatch(new TextDecoder().decode(value), /^{"event":"start"/);
    await stdout.cancel();
    assertEquals([(await process.status).code, await stderr.all], [141, ""]);
    assertEquals(folder.names, ["sample"]);
  },
});
