/**
 * Shows how much thirty pictures of a person's hand help. A few hands are drawn, each in a way to write of
 * its own; the weights that ship read them, learn from thirty pictures of each, and read them again:
 *
 *     deno run -A tests/image/synthetic/teach_hands.ts [FOLDER] [SEED] [FLAGS OF TRAIN...]
 *
 * Each is judged by 300 pictures that nothing has learned from. With a FOLDER the pictures stay there, as
 * `<hand>/learn/<digit>/<number>.png` and `<hand>/judge/...`.
 */
import { fromFileUrl } from "@std/path";
import { Random } from "../../../lib/random.ts";
import { encode } from "./encode.ts";
import { HANDS, type HandStyle } from "./hands.ts";
import { render } from "./render.ts";
import { writeDigit } from "./write_hand.ts";

const MAIN = fromFileUrl(new URL("../../../main.ts", import.meta.url));

/** How often a hand writes each digit. */
const PARTS = { learn: 3, judge: 30 };

const PNG = { type: "png", quality: 1, carries: "full", extension: "png" } as const;

if (import.meta.main) {
  const [given, seed = "1", ...flags] = Deno.args;
  const folder = given ?? await Deno.makeTempDir();
  try {
    const sums = [0, 0];
    for (const [index, hand] of HANDS.entries()) {
      await writePictures(`${folder}/${hand.name}`, hand, { seed: Number(seed), index });
      const shares = await teach(`${folder}/${hand.name}`, flags);
      shares.forEach((share, k) => sums[k] += share / HANDS.length);
      print(hand.name, shares);
    }
    print("mean", sums);
  } finally {
    if (given === undefined) await Deno.remove(folder, { recursive: true });
  }
}

/** Writes what a hand has written, to learn from and to judge by. */
async function writePictures(
  folder: string,
  hand: HandStyle,
  { seed, index }: { seed: number; index: number },
): Promise<void> {
  for (const [part, number] of Object.entries(PARTS)) {
    const random = new Random(seed, `hand-${part}`, index);
    for (let digit = 0; digit < 10; digit++) {
      await Deno.mkdir(`${folder}/${part}/${digit}`, { recursive: true });
      for (let n = 0; n < number; n++) {
        const picture = render(writeDigit(hand, digit, random));
        await Deno.writeFile(`${folder}/${part}/${digit}/${n}.png`, await encode(picture, PNG));
      }
    }
  }
}

/** The shares that the weights that ship read right before they have learned a hand, and after. */
async function teach(folder: string, flags: readonly string[]): Promise<number[]> {
  const weights = `${folder}/weights.safetensors`;
  const before = await evaluate(folder, "shipped");
  const pictures = ["--pictures", `${folder}/learn`, "--output", weights];
  await run("train", "--from", "shipped", ...pictures, "--json", ...flags);
  return [before, await evaluate(folder, weights)];
}

async function evaluate(folder: string, weights: string): Promise<number> {
  const pictures = ["--pictures", `${folder}/judge`];
  const output = await run("evaluate", "--weights", weights, ...pictures, "--json");
  return JSON.parse(output).accuracy;
}

async function run(...args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", MAIN, ...args],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

function print(name: string, [before, after]: readonly number[]): void {
  const [from, to] = [before, after].map((share) => `${(100 * share).toFixed(1)}%`.padStart(6));
  // deno-lint-ignore no-console -- a tool for developers
  console.log(`${name.padEnd(9)} ${from} before  ${to} after`);
}
