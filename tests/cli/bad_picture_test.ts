import { assertEquals, assertMatch } from "@std/assert";
import { encodePng } from "../../lib/image/encode_png.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { Network } from "../../lib/network/network.ts";
import { findArchitecture } from "../../lib/training/presets.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { SEVEN } from "../image/seven.ts";
import { assertRefused } from "./bad_input.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";

/** Writes weights (all zero: every answer is as probable as any other) and a picture of a seven. */
async function writeSamples(folder: string): Promise<{ weights: string; seven: string }> {
  const [weights, seven] = [`${folder}/weights.safetensors`, `${folder}/seven.png`];
  const network = new Network(findArchitecture("article"));
  Deno.writeFileSync(weights, encodeWeights({ network, metadata: {} }));
  const pixels = placeByCentreOfMass(SEVEN);
  Deno.writeFileSync(seven, await encodePng({ width: 28, height: 28, pixels }));
  return { weights, seven };
}

Deno.test({
  name: "cnn predict refuses what is no picture of a digit",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { path } = folder;
    const { weights, seven } = await writeSamples(path);
    Deno.writeTextFileSync(`${path}/text.png`, "hello, world");
    Deno.writeTextFileSync(`${path}/empty.png`, "");
    Deno.writeFileSync(`${path}/cut.png`, Deno.readFileSync(seven).slice(0, 60));
    const blank = { width: 28, height: 28, pixels: new Uint8Array(784) };
    Deno.writeFileSync(`${path}/blank.png`, await encodePng(blank));
    Deno.mkdirSync(`${path}/none`);
    const predict = (name: string) => ["predict", "--weights", weights, `${path}/${name}`];
    await assertRefused([
      {
        args: predict("text.png"),
        code: 1,
        says: ["PNG, JPEG, GIF, BMP or WebP", '"hello, world"', `${path}/text.png`],
      },
      { args: predict("empty.png"), code: 1, says: ["an empty file", `${path}/empty.png`] },
      { args: predict("cut.png"), code: 1, says: ["PNG", `${path}/cut.png`] },
      { args: predict("blank.png"), code: 1, says: ["ink", `${path}/blank.png`] },
      { args: predict("absent.png"), code: 1, says: ["no such file", `${path}/absent.png`] },
      { args: predict("none"), code: 1, says: ["expected pictures in it, got none"] },
    ], path);
  },
});

Deno.test({
  name: "cnn predict reads the other pictures when one is bad, and exits with 1",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    const { weights, seven } = await writeSamples(folder.path);
    const args = ["predict", "--weights", weights, "--json", seven, "absent.png", seven];
    const { code, stdout, stderr } = await runCnn(args, { folder: folder.path });
    assertEquals(code, 1);
    const files = stdout.trimEnd().split("\n").map((line) => JSON.parse(line).file);
    assertEquals(files, [seven, seven]);
    assertMatch(stderr, /^cnn: Cannot read "absent.png": no such file\n$/);
  },
});
