import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { encodePng } from "../../lib/image/encode_png.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { SEVEN } from "../image/seven.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";

const PIXELS = placeByCentreOfMass(SEVEN);

/** A folder with weights that know one picture, and that picture on a dark and on a light ground. */
async function writeSamples(folder: string, metadata: Record<string, string> = {}): Promise<void> {
  const network = new Network(parseArchitecture("softmax 10"));
  // The seven's own pixels as the weights of class 7, and fewer of them for class 1.
  for (let i = 0; i < 784; i++) {
    network.values[7 * 784 + i] = PIXELS[i] / 255 - 0.2;
    network.values[1 * 784 + i] = (PIXELS[i] / 255 - 0.2) * 0.9;
  }
  Deno.writeFileSync(`${folder}/weights`, encodeWeights({ network, metadata }));
  const size = { width: 28, height: 28 };
  Deno.writeFileSync(`${folder}/seven.png`, await encodePng({ ...size, pixels: PIXELS }));
  const pixels = PIXELS.map((value) => 255 - value);
  Deno.writeFileSync(`${folder}/light seven.png`, await encodePng({ ...size, pixels }));
}

Deno.test({
  name: "cnn predict --json prints file, digit and probability of each picture",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights", "weights", "--json", "seven.png", "light seven.png"];
    const { code, stdout, stderr } = await runCnn(args, { folder: folder.path });
    assertEquals([code, stderr], [0, ""]);
    const [dark, light, ...more] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(more, []);
    const { probability, ...rest } = dark;
    assertEquals(rest, { file: "seven.png", digit: 7 });
    assert(probability > 0.5 && probability <= 1);
    // The ground does not matter.
    assertEquals([light.file, light.digit], ["light seven.png", 7]);
    assertAlmostEquals(light.probability, probability, 1e-6);
  },
});

Deno.test({
  name: "cnn predict prints digit and runner-up, and draws nothing into a pipe",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights=weights", "seven.png"];
    const { stdout } = await runCnn(args, { folder: folder.path });
    assertMatch(stdout, /^seven\.png: 7 \(\d+\.\d%\), or 1 \(\d+\.\d%\)\n$/);
  },
});

Deno.test({
  name: "cnn predict names classes that are no digits",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path, { labels: "a, b, c, d, e, f, g, Sneaker\x1b[2J, i, j" });
    const args = ["predict", "--weights", "weights", "--", "seven.png"];
    const { stdout } = await runCnn(args, { folder: folder.path });
    assertMatch(stdout, /^seven\.png: 7 Sneaker\?\[2J \(\d+\.\d%\), or 1 b \(\d+\.\d%\)\n$/);
  },
});
