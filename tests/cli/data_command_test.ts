import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
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

Deno.test({
  name: "cnn data --sheet draws training images, augmented if told",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    writeDataset(`${folder.path}/sample`);
    const draw = async (sheet: string, ...args: string[]) => {
      const run = await runCnn(["data", "--sheet", sheet, ...args], { folder: folder.path });
      assertEquals([run.code, run.stderr], [0, ""]);
      assertStringIncludes(run.stdout, `drawn in ${sheet}`);
      return Deno.readFileSync(`${folder.path}/${sheet}`);
    };
    const plain = await draw("plain.png", "--data", "sample");
    const bent = await draw("bent.png", "--data", "sample", "--augment", "elastic=1");
    await draw("generated.png", "--dataset", "generated");
    assertNotEquals(bent, plain);
    const { width, height } = await createImageBitmap(new Blob([bent]));
    assert(width > 1000 && height > 100, `${width}x${height}`);
  },
});

Deno.test({
  name: "cnn data refuses a sheet that it cannot write, and an augmentation without one",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const cases: [args: string[], code: 1 | 2, ...says: string[]][] = [
      [["--augment", "light"], 2, "--augment needs a --sheet to draw on, got none"],
      [["--sheet", "x.jpg"], 2, "--sheet needs a file name that ends in .png"],
      [["--sheet", "x.png", "--augment", "lihgt"], 2, 'did you mean "light"?'],
      [["--sheet", "no/x.png", "--dataset", "generated"], 1, "no/x.png"],
    ];
    for (const [args, code, ...says] of cases) {
      const run = await runCnn(["data", ...args], { folder: folder.path });
      assertIsRefusal(run, { code, says });
    }
    assertEquals(listTree(folder.path), []);
  },
});
