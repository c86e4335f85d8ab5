import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { pack } from "../dataset/misbehaving_server.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { CANNOT_RUN, listTree, runCnn } from "./run_cnn.ts";
import { sampleFiles, writeDataset } from "./sample_dataset.ts";

/** Serves `answer` at every address while `body` runs. */
async function withServer(
  answer: () => Response,
  body: (mirror: string) => Promise<void>,
): Promise<void> {
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  await using server = Deno.serve(options, answer);
  await body(`http://127.0.0.1:${server.addr.port}/`);
}

Deno.test({
  name: "cnn data leaves nothing of what is not the dataset",
  ignore: CANNOT_RUN,
  fn: async () => {
    const other = await pack(sampleFiles().trainImages);
    const page = "<!DOCTYPE html><title>Welcome</title>";
    using folder = new TemporaryFolder();
    for (const [body, reason] of [[other, "another file"], [page, "a web page"]] as const) {
      await withServer(() => new Response(body), async (mirror) => {
        for (const command of [["data"], ["train", "--dataset", "mnist"]]) {
          const run = await runCnn([...command, "--mirror", mirror], { folder: folder.path });
          const says = [new URL(mirror).host, reason, "Put the dataset's four files"];
          assertIsRefusal(run, { code: 1, says });
          assertEquals(listTree(folder.path), []);
        }
      });
    }
  },
});

Deno.test({
  name: "cnn data says which files are not the published ones",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    writeDataset(`${folder.path}/sample`);
    const run = await runCnn(["data", "--data", "sample"], { folder: folder.path });
    assertEquals(run.code, 1);
    assertMatch(run.stdout, /^sample\/train-images-idx3-ubyte +31\.4 kB {2}expected .*, got /);
    assertStringIncludes(run.stdout, "MNIST: CC BY-SA 3.0");
    assertEquals(run.stderr.trimEnd().split("\n").length, 4);
    assertStringIncludes(run.stderr, 'cnn: "sample/t10k-labels-idx1-ubyte" is not the published');
  },
});

Deno.test({
  name: "cnn data has nothing to do for generated digits",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const run = await runCnn(["data", "--dataset", "generated"], { folder: folder.path });
    assertEquals([run.code, run.stderr], [0, ""]);
    assertStringIncludes(run.stdout, "nothing to download");
    assertEquals(folder.names, []);
  },
});
