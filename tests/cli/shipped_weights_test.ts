import { assertEquals, assertMatch } from "@std/assert";
import { encodePng } from "../../lib/image/encode_png.ts";
import { placeByCentreOfMass } from "../../lib/image/mnist_convention.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { encodeWeights } from "../../lib/training/weights_file.ts";
import { TemporaryFolder } from "../files/temporary_folder.ts";
import { SEVEN } from "../image/seven.ts";
import { assertIsRefusal } from "./bad_input.ts";
import { ProgramCopy } from "./program_copy.ts";
import { CANNOT_RUN, runCnn } from "./run_cnn.ts";
import { writeDataset } from "./sample_dataset.ts";

const ignore = CANNOT_RUN;

/** Writes weights as they are before training. */
function writeWeights(path: string, architecture: string): void {
  const network = new Network(parseArchitecture(architecture));
  initialize(network, 1);
  const metadata = { "dataset": "mnist" };
  Deno.writeFileSync(path, encodeWeights({ network, metadata }));
}

/** A folder with a dataset in "sample" and a picture "seven.png". */
async function createPlace(): Promise<TemporaryFolder> {
  const place = new TemporaryFolder();
  writeDataset(`${place.path}/sample`);
  const picture = await encodePng({ width: 28, height: 28, pixels: placeByCentreOfMass(SEVEN) });
  Deno.writeFileSync(`${place.path}/seven.png`, picture);
  return place;
}

Deno.test({
  name: "cnn evaluate and predict use the weights that ship, wherever they are called from",
  ignore,
  fn: async () => {
    using program = new ProgramCopy();
    using place = await createPlace();
    writeWeights(`${program.path}/data/digits.safetensors`, "pool 4, softmax 10");
    const options = { folder: place.path, main: program.main };
    const evaluate = ["evaluate", "--data", "sample", "--json"];
    const note = "weights: shipped with cnn (trained on mnist)\n";

    const shipped = await runCnn(evaluate, options);
    assertEquals([shipped.code, shipped.stderr], [0, note]);
    assertEquals(JSON.parse(shipped.stdout).weights, "shipped");
    const predict = await runCnn(["predict", "seven.png"], options);
    assertEquals([predict.code, predict.stderr], [0, note]);
    assertMatch(predict.stdout, /^seven\.png {2}\d/);

    // What train has left in the folder comes first.
    Deno.mkdirSync(`${place.path}/data`);
    writeWeights(`${place.path}/data/weights.safetensors`, "pool 7, softmax 10");
    const own = await runCnn(evaluate, options);
    assertEquals([own.code, own.stderr], [0, "weights: data/weights.safetensors\n"]);
    const { weights, loss } = JSON.parse(own.stdout);
    assertEquals(weights, "data/weights.safetensors");
    const named = await runCnn([...evaluate, "--weights", "shipped"], options);
    assertEquals([named.code, named.stderr, named.stdout], [0, "", shipped.stdout]);
    assertEquals(JSON.parse(named.stdout).loss === loss, false);
  },
});

Deno.test({
  name: "cnn evaluate and predict say where weights come from if there are none",
  ignore,
  fn: async () => {
    using program = new ProgramCopy();
    using place = await createPlace();
    const options = { folder: place.path, main: program.main };
    const says = ["data/weights.safetensors", "got none", "Train a network first", "--weights"];
    for (const weights of [[], ["--weights", "shipped"]]) {
      for (const args of [["evaluate", "--data", "sample"], ["predict", "seven.png"]]) {
        assertIsRefusal(await runCnn([...args, ...weights], options), { code: 1, says });
      }
    }
  },
});
