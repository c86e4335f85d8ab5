import { suggestion } from "../closest_word.ts";
import {
  type Activation,
  type Architecture,
  formatLayer,
  type LayerSpec,
  pointAt,
} from "./architecture.ts";

/** The largest number that the text may hold: enough for any network, small enough to multiply. */
const LARGEST_NUMBER = 65_535;

/** The longest text that is read: hundreds of layers. */
const MOST_CHARACTERS = 10_000;

const KINDS = [
  "conv",
  "pool",
  "avgpool",
  "globalpool",
  "batchnorm",
  "dropout",
  "dense",
  "softmax",
] as const;

/** What asks for maps: channels of rows and columns. */
const KINDS_FOR_MAPS: readonly string[] = ["conv", "pool", "avgpool", "globalpool"];
const KINDS_FOR_ALL = KINDS.filter((kind) => !KINDS_FOR_MAPS.includes(kind));

const ACTIVATIONS: readonly string[] = ["relu", "tanh", "sigmoid"] satisfies Activation[];

/** What may follow a layer's first number. */
const OPTIONS = {
  conv: ["stride", "pad", "same", "nobias", ...ACTIVATIONS],
  pool: ["stride"],
  avgpool: ["stride"],
  globalpool: [],
  batchnorm: ACTIVATIONS,
  dropout: [],
  dense: ["nobias", ...ACTIVATIONS],
  softmax: [],
};

/** A word of the text and where it begins. */
interface Word {
  text: string;
  start: number;
}

/**
 * Reads an architecture from one line of text such as `conv 16x3 nobias, pool 2, softmax 10`.
 * Options of a layer may stand in any order. The inverse of `formatArchitecture`. The text may come
 * from a file that is not to be trusted: it is short, and no control character gets into a message.
 *
 * @throws {SyntaxError} If the text is not an architecture; the message points at the word.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseArchitecture("pool 2, softmax 10"), [
 *   { kind: "pool", size: 2, stride: 2 },
 *   { kind: "softmax", classes: 10 },
 * ]);
 * ```
 */
export function parseArchitecture(text: string): Architecture {
  if (text.length > MOST_CHARACTERS) {
    throw new SyntaxError(
      `Cannot read the architecture: expected at most ${MOST_CHARACTERS} characters, got ${text.length}`,
    );
  }
  // One character for one, so that the places of words stay what they are.
  const line = text.replace(/\s/g, " ").replace(/\p{Cc}/gu, "?");
  const layers: LayerSpec[] = [];
  let flat: LayerSpec | null = null;
  let start = 0;
  for (const phrase of line.split(",")) {
    const reader = new PhraseReader(line, start, phrase);
    const kind = reader.peek();
    const layer = reader.layer();
    if (layers.at(-1)?.kind === "softmax") reader.fail("nothing after the softmax", kind);
    if (flat && KINDS_FOR_MAPS.includes(layer.kind)) {
      const kinds = KINDS_FOR_ALL.join(", ");
      reader.fail(`one of ${kinds} after "${formatLayer(flat)}", which leaves no rows`, kind);
    }
    if (layer.kind === "dense" || layer.kind === "globalpool") flat = layer;
    layers.push(layer);
    start += phrase.length + 1;
  }
  if (layers.at(-1)?.kind !== "softmax") {
    throw new SyntaxError(
      `Cannot read the architecture: expected "softmax CLASSES" as the last layer` +
        pointAt(line, line.length, 1),
    );
  }
  return layers;
}

/** Takes the words of one layer, from the left. */
class PhraseReader {
  readonly #text: string;
  readonly #words: Word[];
  readonly #end: Word;

  constructor(text: string, start: number, phrase: string) {
    this.#text = text;
    this.#words = [...phrase.matchAll(/\S+/g)].map((match) => ({
      text: match[0],
      start: start + match.index,
    }));
    this.#end = { text: "", start: start + phrase.trimEnd().length };
  }

  /** The next word, still to be taken; an empty one at the end. */
  peek(): Word {
    return this.#words[0] ?? this.#end;
  }

  layer(): LayerSpec {
    const word = this.#take();
    const kind = KINDS.find((kind) => kind === word.text);
    switch (kind) {
      case "conv": {
        const numbers = this.peek();
        const [filters, size] = this.#filtersAndSize();
        const options = this.#options(kind);
        if (options.isSame && size % 2 === 0) this.fail('an odd window with "same"', numbers);
        return {
          kind,
          filters,
          size,
          stride: options.stride ?? 1,
          padding: options.isSame ? (size - 1) / 2 : options.padding ?? 0,
          bias: options.bias,
          activation: options.activation,
        };
      }
      case "pool":
      case "avgpool": {
        const size = this.#number("SIZE", 1);
        return { kind, size, stride: this.#options(kind).stride ?? size };
      }
      case "globalpool":
        this.#options(kind);
        return { kind };
      case "batchnorm":
        return { kind, activation: this.#options(kind).activation };
      case "dropout": {
        const probability = this.#share("P");
        this.#options(kind);
        return { kind, probability };
      }
      case "dense": {
        const units = this.#number("UNITS", 1);
        const { bias, activation } = this.#options(kind);
        return { kind, units, bias, activation };
      }
      case "softmax": {
        const classes = this.#number("CLASSES", 1);
        this.#options(kind);
        return { kind, classes };
      }
      case undefined:
        return this.fail(`a layer (${KINDS.join(", ")})`, word, KINDS);
    }
  }

  fail(expected: string, word: Word, candidates: readonly string[] = []): never {
    const got = word.text ? `"${word.text}"` : "nothing";
    throw new SyntaxError(
      `Cannot read the architecture: expected ${expected}, got ${got}` +
        suggestion(word.text, candidates) +
        pointAt(this.#text, word.start, word.text.length),
    );
  }

  #options(kind: (typeof KINDS)[number]) {
    const options = {
      stride: undefined as number | undefined,
      padding: undefined as number | undefined,
      isSame: false,
      bias: true,
      activation: null as Activation | null,
    };
    const allowed: readonly string[] = OPTIONS[kind];
    const seen = new Map<string, Word>();
    while (this.#words.length > 0) {
      const word = this.#take();
      if (!allowed.includes(word.text)) {
        const expected = allowed.length > 0 ? `one of ${allowed.join(", ")}` : "nothing more";
        this.fail(`${expected} or a comma`, word, allowed);
      }
      const option = ACTIVATIONS.includes(word.text) ? "an activation" : `"${word.text}"`;
      if (seen.has(option)) this.fail(`${option} only once in a layer`, word);
      seen.set(option, word.text === "stride" ? this.peek() : word);
      if (word.text === "stride") options.stride = this.#number("a number after stride", 1);
      else if (word.text === "pad") options.padding = this.#number("a number after pad", 0);
      else if (word.text === "same") options.isSame = true;
      else if (word.text === "nobias") options.bias = false;
      else options.activation = word.text as Activation;
    }
    if (options.isSame) {
      const pad = seen.get('"pad"');
      if (pad) this.fail('"same" without "pad"', pad);
      if ((options.stride ?? 1) !== 1) this.fail('stride 1 with "same"', seen.get('"stride"')!);
    }
    return options;
  }

  #filtersAndSize(): [number, number] {
    const word = this.#take();
    const match = word.text.match(/^(\d+)x(\d+)$/);
    const numbers = match ? [Number(match[1]), Number(match[2])] : [];
    if (!match || numbers.some((number) => number < 1 || number > LARGEST_NUMBER)) {
      this.fail("FILTERSxSIZE such as 16x3", word);
    }
    return [numbers[0], numbers[1]];
  }

  #number(what: string, least: number): number {
    const word = this.#take();
    const number = /^\d+$/.test(word.text) ? Number(word.text) : NaN;
    if (!(number >= least && number <= LARGEST_NUMBER)) {
      this.fail(`${what} (a whole number from ${least} to ${LARGEST_NUMBER})`, word);
    }
    return number;
  }

  #share(what: string): number {
    const word = this.#take();
    const share = /^0?\.\d{1,6}$/.test(word.text) ? Number(word.text) : NaN;
    if (!(share > 0)) {
      this.fail(`${what} (a number between 0 and 1 such as 0.5, of at most 6 decimals)`, word);
    }
    return share;
  }

  #take(): Word {
    return this.#words.shift() ?? this.#end;
  }
}
