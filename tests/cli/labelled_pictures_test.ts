import { assertEquals, assertMatch } from "@std/assert";
import { labelOf } from "../../lib/cli/labelled_pictures.ts";
import { encodePng } from "../../lib/image/encode_png.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { SEVEN } from "../image/seven.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";

Deno.test("labelOf reads the digit from the folder's name or the picture's", () => {
  const cases: readonly (readonly [path: string, label: number | undefined])[] = [
    ["data/7/a.png", 7],
    ["data/7/a_3.png", 7],
    ["a_7.png", 7],
    ["scan-12-7.JPG", 7],
    ["7-a.jpg", 7],
    ["7_a.jpg", 7],
    ["7.png", 7],
    ["data/17/a.png", undefined],
    ["a7.png", undefined],
    ["a_17.png", undefined],
    ["17-a.png", undefined],
    ["photo.png", undefined],
  ];
  for (const [path, label] of cases) assertEquals(labelOf(path), label, path);
});

/** Weights that know one picture as a seven, and three pictures of it, of which two are named so. */
async function writeSamples(folder: string): Promise<void> {
  const pixels = placeByCentreOfMass(SEVEN);
  const network = new Network(parseArchitecture("softmax 10"));
  for (let i = 0; i < 784; i++) network.values[7 * 784 + i] = pixels[i] / 255 - 0.2;
  Deno.writeFileSync(`${folder}/weights`, encodeWeights({ network, metadata: {} }));
  Deno.mkdirSync(`${folder}/p/7`, { recursive: true });
  const png = await encodePng({ width: 28, height: 28, pixels });
  for (const name of ["7/a.png", "b_7.png", "c_4.png", "unknown.png"]) {
    Deno.writeFileSync(`${folder}/p/${name}`, png);
  }
}

Deno.test({
  name: "cnn evaluate --pictures judges by pictures that are named by what they show",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["evaluate", "--weights", "weights", "--pictures", "p"];
    const { code, stdout, stderr } = await runCnn(args, { folder: folder.path });
    assertEquals(code, 0);
    assertMatch(stdout, /^pictures in p: 2\/3 right, 66\.67%/);
    assertMatch(stdout, /p\/c_4\.png\s+is 4,\s+read as 7/);
    assertMatch(stderr, /^1 of 4 pictures are left out: /);
    const json = await runCnn([...args, "--json"], { folder: folder.path });
    const { dataset, correct, total } = JSON.parse(json.stdout);
    assertEquals([dataset, correct, total], ["p", 2, 3]);
  },
});

Deno.test({
  name: "cnn evaluate --pictures tells of pictures that cannot be read, and exits with 1",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    Deno.writeTextFileSync(`${folder.path}/p/d_1.png`, "no picture");
    const args = ["evaluate", "--weights", "weights", "--pictures", "p"];
    const { code, stdout, stderr } = await runCnn(args, { folder: folder.path });
    assertEquals(code, 1);
    assertMatch(stdout, /^pictures in p: 2\/3 right/);
    assertMatch(stderr, /got a file that begins with "no picture", in "p\/d_1\.png"/);
    const empty = await runCnn([...args.slice(0, -1), "absent"], { folder: folder.path });
    assertEquals(empty.code, 1);
  },
});
