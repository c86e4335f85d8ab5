import { TemporaryFolder } from "../files/temporary_folder.ts";
import { assertRefused, type BadInput } from "./bad_input.ts";
import { CANNOT_RUN } from "./run_cnn.ts";

/** A flag of `train` with a value that it refuses. */
function badValue(flag: string, value: string, ...says: string[]): BadInput {
  return { args: ["train", flag, value], code: 2, says: [flag, ...says, "help train"] };
}

async function assertAllRefused(inputs: readonly BadInput[]): Promise<void> {
  using folder = new TemporaryFolder();
  await assertRefused(inputs, folder.path);
}

Deno.test({
  name: "cnn refuses a command or flag that it does not know, and says which was meant",
  ignore: CANNOT_RUN,
  fn: () =>
    assertAllRefused([
      { args: ["trian"], code: 2, says: ['"trian"', 'did you mean "train"?', "help"] },
      { args: ["sing"], code: 2, says: ["train, evaluate, predict", '"sing"', "help"] },
      { args: [""], code: 2, says: ["train, evaluate, predict", "got nothing"] },
      { args: ["help", "trian"], code: 2, says: ['did you mean "train"?'] },
      { args: ["--versoin"], code: 2, says: ['did you mean "--version"?'] },
      { args: ["trian\x1b[2J"], code: 2, says: ['"trian?[2J"'] },
      { args: ["train", "--epoch", "3"], code: 2, says: ["--epoch ", 'did you mean "--epochs"?'] },
      { args: ["train", "-e", "3"], code: 2, says: ["unknown flag -e", "help train"] },
      { args: ["train", "--_", "x"], code: 2, says: ["unknown flag --_"] },
      { args: ["train", "--__proto__", "x"], code: 2, says: ["unknown flag --__proto__"] },
      { args: ["train", "--data.x", "y"], code: 2, says: ["unknown flag --data.x"] },
      { args: ["train", "--no-json"], code: 2, says: ["unknown flag --no-json"] },
      { args: ["train", "--json=maybe"], code: 2, says: ["--json takes no value", '"maybe"'] },
      { args: ["train", "mnist"], code: 2, says: ["takes flags only", '"mnist"'] },
      { args: ["models", "--model", "keras"], code: 2, says: ["unknown flag --model"] },
      { args: ["models", "conv", "8x5"], code: 2, says: ["got 2", "quotation marks"] },
      { args: ["predict"], code: 2, says: ["expected a PICTURE, got none"] },
    ]),
});

Deno.test({
  name: "cnn refuses a value that a flag cannot have",
  ignore: CANNOT_RUN,
  fn: () =>
    assertAllRefused([
      { args: ["train", "--epochs"], code: 2, says: ["--epochs needs a whole", "got nothing"] },
      { args: ["train", "--epochs="], code: 2, says: ["--epochs needs a whole", "got nothing"] },
      { args: ["train", "--epochs", "--json"], code: 2, says: ["got nothing"] },
      { args: ["train", "--output"], code: 2, says: ["--output needs a value", "got nothing"] },
      badValue("--epochs", "", "of at least 1", "got nothing"),
      badValue("--epochs", "x", "of at least 1", '"x"'),
      badValue("--epochs", "-1", "of at least 1", '"-1"'),
      badValue("--epochs", "0", "of at least 1", '"0"'),
      badValue("--epochs", "1.5", "of at least 1", '"1.5"'),
      badValue("--epochs", "1e3", '"1e3"'),
      badValue("--epochs", "99999999999999999999", "to 9007199254740991"),
      badValue("--batch", "0", "of at least 1"),
      badValue("--limit", "0", "of at least 1"),
      badValue("--validation", "-1", "of at least 0"),
      badValue("--drawn", "-1", "from 0 to 1000000"),
      badValue("--drawn", "9999999", "from 0 to 1000000"),
      badValue("--seed", "one", "of at least 0"),
      badValue("--augment", "", "none, light, strong or settings such as", "got nothing"),
      badValue("--augment", "strng", 'got "strng"', 'did you mean "strong"?'),
      badValue("--augment", "rotatoin=3", "shift, rotation,", 'did you mean "rotation"?'),
      badValue("--augment", "rotation=200", "from 0 to 180 for rotation", '"rotation=200"'),
      badValue("--augment", "light,shift=1,shift=2", "shift once"),
      badValue("--augment", "shift=1\x1b[2J", '"shift=1?[2J"'),
      badValue("--threads", "0", "from 1 to 64"),
      badValue("--threads", "-1", "from 1 to 64"),
      badValue("--threads", "999", "from 1 to 64"),
      badValue("--threads", "x", "from 1 to 64"),
      badValue("--engine", "plian", 'did you mean "plain"?'),
      badValue("--arithmetic", "fast", "exact or fused"),
      { args: ["models", "--plan"], code: 2, says: ["need a PRESET or TEXT, got none"] },
      badValue("--learning-rate", "0", "above 0"),
      badValue("--learning-rate", "-0.1", '"-0.1"'),
      badValue("--learning-rate", "NaN", '"NaN"'),
      badValue("--momentum", "1", "below 1", '"1"'),
      badValue("--dataset", "mnit", "mnist, fashion-mnist", 'did you mean "mnist"?'),
      badValue("--dataset", "", "mnist", "got nothing"),
      badValue("--schedule", "up", "constant, linear, step, cosine or one-cycle"),
      badValue("--warmup", "1", "at least 0 and below 1", '"1"'),
      badValue("--settle", "1", "at least 0 and below 1", '"1"'),
      badValue("--epsilon", "0", "at least 1e-30", '"0"'),
      badValue("--optimizer", "adamm", 'did you mean "adam"?'),
      badValue("--mirror", "example.org", "https://host/folder/"),
      badValue("--data", "", "DIR", "got nothing"),
    ]),
});

Deno.test({
  name: "cnn refuses a model that is none, and points at the word",
  ignore: CANNOT_RUN,
  fn: () => {
    const badModel = (text: string, ...says: string[]): BadInput => ({
      args: ["train", "--model", text],
      code: 2,
      says: [...says, "help train"],
    });
    return assertAllRefused([
      badModel("", "--model needs a value", "got nothing"),
      badModel("kears", 'got "kears"', 'did you mean "keras"?'),
      badModel(
        "nonsense",
        "article, lenet5, keras, fast, tiny, best",
        "conv 16x3 relu, pool 2, softmax 10",
      ),
      badModel("conv 8x3 rellu, softmax 10", 'did you mean "relu"?', "\n           ^^^^^\n"),
      badModel("conv 8x3", "softmax CLASSES"),
      badModel("conv 8x30, softmax 10", "at most 28, got 30", "\n  ^^^^^^^^^\n"),
      badModel("pool 2, conv 8x15, softmax 10", "at most 14, got 15", "\n          ^^^^^^^^^\n"),
      badModel("dense 65535, dense 65535, softmax 10", "parameters", "4347002095"),
      { args: ["models", "kears"], code: 2, says: ['did you mean "keras"?', "help models"] },
      { args: ["predict", "--model", "x,", "a.png"], code: 2, says: ["expected a layer"] },
    ]);
  },
});
