import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { DATA_FLAGS, datasetFromFlags, datasetOptions } from "../../lib/cli/data_flags.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import { UsageError } from "../../lib/cli/usage_error.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { CANNOT_RUN } from "./run_cnn.ts";
import { sampleFiles, writeDataset } from "./sample_dataset.ts";
import { Screen } from "./screen.ts";

const NOTHING_SAID = { dataset: undefined, data: undefined, mirror: undefined };
const terminal = new Terminal();

Deno.test("--mirror takes a web address and ends it with a slash", () => {
  const { read } = DATA_FLAGS.mirror;
  assertEquals(read("https://a.org/b", "--mirror"), "https://a.org/b/");
  assertEquals(read("http://127.0.0.1:8000//", "--mirror"), "http://127.0.0.1:8000/");
  for (const text of ["", "a.org", "file:///etc", "https://", "https:///b", "https://a b/"]) {
    assertThrows(() => read(text, "--mirror"), UsageError, "--mirror needs an address such as");
  }
});

Deno.test("datasetFromFlags() means MNIST unless told otherwise", () => {
  assertEquals(datasetFromFlags(NOTHING_SAID, { terminal }).name, "mnist");
  assertEquals(datasetFromFlags(NOTHING_SAID, { name: "kmnist", terminal }).name, "kmnist");
  const flags = { ...NOTHING_SAID, dataset: "generated" };
  assertEquals(datasetFromFlags(flags, { name: "kmnist", terminal }).name, "generated");
});

Deno.test("datasetOptions() puts folder and mirror where the dataset looks for them", () => {
  const defaults = datasetOptions(NOTHING_SAID, { seed: 3, terminal });
  assertEquals([defaults.folder, defaults.seed, defaults.download?.mirrors], [
    "data",
    3,
    undefined,
  ]);
  const flags = { ...NOTHING_SAID, data: "here", mirror: "http://a.org/" };
  const { folder, download } = datasetOptions(flags, { seed: 3, terminal });
  assertEquals([folder, download?.mirrors], ["here", ["http://a.org/"]]);
});

Deno.test("datasetOptions() shows downloads, and what holds them up, on the terminal", () => {
  const screen = new Screen(120);
  const stderr = {
    isTerminal: () => true,
    writeSync(bytes: Uint8Array) {
      screen.write(new TextDecoder().decode(bytes));
      return bytes.length;
    },
  };
  let ms = 0;
  const shown = new Terminal({ stderr, columns: () => 120, now: () => ms += 1000 });
  const { download } = datasetOptions(NOTHING_SAID, { seed: 0, terminal: shown });
  const file = "train-images-idx3-ubyte.gz";
  const sizes = { receivedBytes: 5e6, totalBytes: 1e7, bytesPerSecond: 1e6 };
  download?.onFailure?.({ file, host: "a.org", reason: "no answer", notPermitted: false });
  assertEquals(screen.text, `${file}  a.org: no answer`);
  download?.onProgress?.({ file, host: "b.org", ...sizes });
  assertEquals(
    screen.text,
    `${file} ━━━━━━━━━━━━━━━───────────────  50%  5.00 MB of 10.0 MB  1.00 MB/s  b.org  5.0 s left`,
  );
  download?.onProgress?.({ file, host: "b.org", ...sizes, totalBytes: undefined });
  assertEquals(screen.text, `${file}  5.00 MB  1.00 MB/s  b.org`);
});

Deno.test({
  name: "datasetFromFlags() says what to do about a file that is not what its name says",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const files = { ...sampleFiles(), testImages: new Uint8Array() };
    const data = writeDataset(`${folder.path}/sample`, files);
    const dataset = datasetFromFlags({ ...NOTHING_SAID, data }, { terminal });
    assertEquals((await dataset.open("train")).count, 40);
    const error = await assertRejects(() => dataset.open("test"), SyntaxError);
    assertStringIncludes(error.message, "\nPut the right file in its place");
  },
});
