import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { drawDigit } from "../../lib/cli/draw_digit.ts";
import { decodePicture } from "../../lib/image/decode_picture.ts";
import { encodePng } from "../../lib/image/encode_png.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { SEVEN } from "../image/seven.ts";
import { CANNOT_RUN, runCnn, startCnn } from "./run_cnn.ts";

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
  name: "cnn predict --json prints file, text, digit, probability and box of each picture",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights", "weights", "--json", "seven.png", "light seven.png"];
    const { code, stdout, stderr } = await runCnn(args, { folder: folder.path });
    assertEquals([code, stderr], [0, ""]);
    const [dark, light, ...more] = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(more, []);
    const { probability, digits, ...rest } = dark;
    assertEquals(rest, { file: "seven.png", text: "7", digit: 7 });
    assert(probability > 0.5 && probability <= 1);
    assertEquals(digits[0].box[3], 20);
    assertEquals(digits[0].top.map(({ digit }: { digit: number }) => digit).slice(0, 2), [7, 1]);
    // The ground does not matter.
    assertEquals([light.file, light.digit], ["light seven.png", 7]);
    assertAlmostEquals(light.probability, probability, 1e-6);
  },
});

Deno.test({
  name: "cnn predict prints digit and runner-up, and draws nothing unasked",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights=weights", "seven.png"];
    const { stdout } = await runCnn(args, { folder: folder.path });
    assertMatch(stdout, /^seven\.png {2}7 {3}\d+%(\(1\?\))?\n$/);
  },
});

Deno.test({
  name: "cnn predict --show draws what the network is given",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights=weights", "--show", "seven.png"];
    const { stdout } = await runCnn(args, { folder: folder.path });
    const lines = stdout.trimEnd().split("\n");
    assertEquals(lines.slice(0, -1).join("\n"), drawDigit(PIXELS, { colour: false }));
  },
});

Deno.test({
  name: "cnn predict reads folders, and standard input",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    Deno.mkdirSync(`${folder.path}/more`);
    Deno.renameSync(`${folder.path}/seven.png`, `${folder.path}/more/seven.png`);
    const read = async (...operands: string[]) => {
      const args = ["predict", "--weights=weights", "--json", ...operands];
      const { stdout } = await runCnn(args, { folder: folder.path });
      return stdout.trimEnd().split("\n").map((line) => JSON.parse(line).file);
    };
    assertEquals(await read("."), ["light seven.png"]);
    assertEquals(await read("--recursive", "."), ["light seven.png", join("more", "seven.png")]);
    const process = startCnn(["predict", "--weights=weights", "-"], {
      folder: folder.path,
      stdin: "piped",
    });
    const writer = process.stdin.getWriter();
    await writer.write(Deno.readFileSync(`${folder.path}/more/seven.png`));
    await writer.close();
    const { code, stdout } = await process.output();
    assertEquals(code, 0);
    assertMatch(new TextDecoder().decode(stdout), /^- {2}7 {3}/);
  },
});

Deno.test({
  name: "cnn predict --csv prints a row for each digit",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights=weights", "--csv", "seven.png"];
    const { stdout } = await runCnn(args, { folder: folder.path });
    const [header, row, ...more] = stdout.trimEnd().split("\n");
    assertEquals(header, "file,line,place,digit,probability,x,y,width,height");
    assertMatch(row, /^seven\.png,1,1,7,[01]\.\d{4},(\d+,){3}20$/);
    assertEquals(more, []);
  },
});

Deno.test({
  name: "cnn predict --steps writes a picture of how it read one",
  ignore: CANNOT_RUN,
  fn: async () => {
    using folder = new TemporaryFolder();
    await writeSamples(folder.path);
    const args = ["predict", "--weights=weights", "--steps", "steps.png", "seven.png"];
    const { code } = await runCnn(args, { folder: folder.path });
    assertEquals(code, 0);
    const { width, height } = await decodePicture(Deno.readFileSync(`${folder.path}/steps.png`));
    // Picture and ink side by side, 480 pixels each, and the digit below.
    assertEquals([width, height], [3 * 16 + 2 * 480, 2 * 16 + 480 + 28 * 3 + 16 + 20 + 16]);
    const two = await runCnn([...args, "light seven.png"], { folder: folder.path });
    assertEquals(two.code, 2);
    assertMatch(two.stderr, /--steps draws one picture, got 2/);
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
    assertMatch(stdout, /^seven\.png {2}7 Sneaker\?\[2J {3}\d+%(\(b\?\))?\n$/);
  },
});
