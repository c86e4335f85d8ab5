/**
 * Reads the pictures that make_pictures.ts made, and prints the share that is right by kind:
 *
 *     deno run -A tests/image/synthetic/judge.ts PICTURES WEIGHTS [--failed FOLDER] [--only KIND]
 */
import { createRecognizer, readJudge, readTemperature } from "../../../lib/cli/recognizer.ts";
import { decodePicture } from "../../../lib/image/decode_picture.ts";
import { readPicture } from "../../../lib/image/read_picture.ts";
import { decodeWeights } from "../../../lib/training/weights_file.ts";
import type { Truth } from "./make_pictures.ts";

function print(...words: unknown[]): void {
  // deno-lint-ignore no-console -- a tool for developers
  console.log(...words);
}

if (import.meta.main) {
  const [folder, weights, only] = Deno.args;
  const { network, metadata } = decodeWeights(Deno.readFileSync(weights));
  const { recognize, close } = createRecognizer(network, {
    temperature: readTemperature(metadata),
  });
  const judge = await readJudge();
  const truths: Truth[] = JSON.parse(Deno.readTextFileSync(`${folder}/truth.json`));
  const counts = new Map<
    string,
    { right: number; total: number; digits: number; digitsRight: number; boxes: number }
  >();
  const failed: string[] = [];
  let slowest = ["", 0] as [string, number];
  const startMs = performance.now();
  for (const truth of truths) {
    if (only && !truth.kind.includes(only) && !truth.tags.includes(only)) continue;
    const bytes = Deno.readFileSync(`${folder}/${truth.file}`);
    let text = "";
    let boxes: { x: number; y: number; width: number; height: number }[] = [];
    let note = "";
    const beginMs = performance.now();
    try {
      const reading = readPicture(await decodePicture(bytes), recognize, { judge: judge?.judge });
      text = reading.lines.map((line) =>
        line.map(({ digit, reason }) => reason ? "?" : digit).join("")
      ).join("\n");
      boxes = reading.lines.flat().map(({ box }) => box);
      note = JSON.stringify("") + " " +
        reading.lines.flat().map((d) => Math.max(...d.probabilities).toFixed(2)).join(" ");
    } catch (error) {
      note = String(error);
    }
    const elapsed = performance.now() - beginMs;
    if (elapsed > slowest[1]) slowest = [truth.file, elapsed];
    const isRight = text === truth.text;
    const found = truth.boxes.filter((box) =>
      boxes.some((other) => overlap(box, other) > 0.5)
    ).length;
    if (!isRight) failed.push(`${truth.file} read ${JSON.stringify(text)} ${note} ${truth.tags}`);
    const isRow = truth.text.length > 1;
    for (
      const name of [
        isRow ? "rows" : "single",
        truth.kind,
        ...truth.tags.map((tag) => `  ${isRow ? "row " : ""}${tag}`),
      ]
    ) {
      const count = counts.get(name) ?? { right: 0, total: 0, digits: 0, digitsRight: 0, boxes: 0 };
      count.total++;
      count.right += Number(isRight);
      count.digits += truth.text.length;
      count.digitsRight += common(text, truth.text);
      count.boxes += found;
      counts.set(name, count);
    }
  }
  for (const line of failed) print(line);
  for (const [name, c] of [...counts].sort()) {
    print(
      name.padEnd(22),
      `${c.right}/${c.total}`.padStart(9),
      (100 * c.right / c.total).toFixed(1).padStart(6),
      "  digits",
      (100 * c.digitsRight / c.digits).toFixed(1).padStart(6),
      "  boxes",
      (100 * c.boxes / c.digits).toFixed(1).padStart(6),
    );
  }
  print(
    `${
      ((performance.now() - startMs) / truths.length).toFixed(0)
    } ms a picture; slowest ${slowest}`,
  );
  close();
  judge?.close();
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
