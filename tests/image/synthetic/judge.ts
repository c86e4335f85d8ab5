/**
 * Reads the pictures that make_pictures.ts made, and prints what was read wrong, and the share that is right
 * in all, by kind and by what is difficult about them:
 *
 *     deno run -A tests/image/synthetic/judge.ts PICTURES WEIGHTS [--only KIND]
 *
 * For each: pictures whose whole text is right, digits that are, and digits whose box was found.
 */
import { parseArgs } from "@std/cli/parse-args";
import { createRecognizer, readJudge, readTemperature } from "../../../lib/cli/recognizer.ts";
import { decodePicture } from "../../../lib/image/decode_picture.ts";
import { readPicture } from "../../../lib/image/read_picture.ts";
import { type ReadDigit, sureness } from "../../../lib/image/reading.ts";
import { decodeWeights } from "../../../lib/training/weights_file.ts";
import type { Truth } from "./make_pictures.ts";

/** What came of the pictures of a kind. */
interface Count {
  total: number;
  right: number;
  digits: number;
  digitsRight: number;
  boxes: number;
}

if (import.meta.main) {
  const { only, _: [folder, weights] } = parseArgs(Deno.args, { string: ["only", "_"] });
  const { network, metadata } = decodeWeights(Deno.readFileSync(`${weights}`));
  const { recognize, close } = createRecognizer(network, {
    temperature: readTemperature(metadata),
  });
  const judge = await readJudge();
  const truths: Truth[] = JSON.parse(Deno.readTextFileSync(`${folder}/truth.json`));
  const counts = new Map<string, Count>();
  const startMs = performance.now();
  let pictures = 0;
  for (const truth of truths) {
    if (typeof only === "string" && !truth.kind.includes(only) && !truth.tags.includes(only)) {
      continue;
    }
    pictures++;
    const bytes = Deno.readFileSync(`${folder}/${truth.file}`);
    const read = await decodePicture(bytes)
      .then((picture) => readPicture(picture, recognize, { judge: judge?.judge }).lines)
      .catch((): ReadDigit[][] => []);
    const text = read
      .map((line) => line.map(({ digit, reason }) => reason ? "?" : digit).join(""))
      .join("\n");
    if (text !== truth.text) {
      const surenesses = read.flat().map((digit) => sureness(digit).toFixed(2)).join(" ");
      print(`${truth.file} read ${JSON.stringify(text)} ${surenesses} ${truth.tags}`);
    }
    for (const name of namesOf(truth)) count(counts, name, { truth, text, read });
  }
  for (const [name, { total, right, digits, digitsRight, boxes }] of [...counts].sort()) {
    const percent = (part: number, whole: number) => (100 * part / whole).toFixed(1).padStart(6);
    print(
      name.padEnd(22),
      `${right}/${total}`.padStart(9),
      percent(right, total),
      `  digits ${percent(digitsRight, digits)}  boxes ${percent(boxes, digits)}`,
    );
  }
  print(`${((performance.now() - startMs) / pictures).toFixed(0)} ms a picture`);
  close();
  judge?.close();
}

/** What a picture counts for. */
function namesOf({ text, kind, tags }: Truth): string[] {
  const isRow = text.length > 1;
  return [
    "all",
    isRow ? "rows" : "single",
    kind,
    ...tags.map((tag) => `  ${isRow ? "row " : ""}${tag}`),
  ];
}

function count(
  counts: Map<string, Count>,
  name: string,
  { truth, text, read }: { truth: Truth; text: string; read: readonly (readonly ReadDigit[])[] },
): void {
  const before = counts.get(name) ?? { total: 0, right: 0, digits: 0, digitsRight: 0, boxes: 0 };
  const found = truth.boxes.filter((box) =>
    read.flat().some((digit) => overlap(box, digit.box) > 0.5)
  );
  counts.set(name, {
    total: before.total + 1,
    right: before.right + Number(text === truth.text),
    digits: before.digits + truth.text.length,
    digitsRight: before.digitsRight + common(text, truth.text),
    boxes: before.boxes + found.length,
  });
}

function print(...words: unknown[]): void {
  // deno-lint-ignore no-console -- a tool for developers
  console.log(...words);
}

/** The area that two boxes share, as a part of what they cover together. */
function overlap(
  [x, y, w, h]: Truth["boxes"][number],
  box: { x: number; y: number; width: number; height: number },
): number {
  const width = Math.min(x + w, box.x + box.width) - Math.max(x, box.x);
  const height = Math.min(y + h, box.y + box.height) - Math.max(y, box.y);
  if (width <= 0 || height <= 0) return 0;
  return width * height / (w * h + box.width * box.height - width * height);
}

/** The length of the longest text that both contain in order. */
function common(a: string, b: string): number {
  const row = new Array<number>(b.length + 1).fill(0);
  for (const letter of a) {
    let diagonal = 0;
    for (let k = 1; k <= b.length; k++) {
      const above = row[k];
      row[k] = letter === b[k - 1] ? diagonal + 1 : Math.max(above, row[k - 1]);
      diagonal = above;
    }
  }
  return row[b.length];
}
