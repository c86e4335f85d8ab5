import { assertEquals } from "@std/assert";
import { PlainEngine } from "../../lib/engine/plain_engine.ts";
import { formatArchitecture } from "../../lib/network/architecture.ts";
import { foldArchitecture, foldValues } from "../../lib/network/fold_batch_norm.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { networkOf } from "../compiler/random_network.ts";
import { assertNear, copyImages } from "../engine/compare_engines.ts";
import { fillEngine } from "../engine/fill_engine.ts";

const FOLDED: readonly [text: string, folded: string][] = [
  ["conv 8x3 nobias, batchnorm relu, pool 2, softmax 10", "conv 8x3 relu, pool 2, softmax 10"],
  ["conv 8x3, batchnorm, softmax 10", "conv 8x3, softmax 10"],
  ["dense 8 nobias, batchnorm tanh, softmax 10", "dense 8 tanh, softmax 10"],
  ["conv 4x3, batchnorm, batchnorm relu, softmax 3", "conv 4x3 relu, softmax 3"],
  // A dropout does nothing, and stands in nobody's way.
  ["dropout 0.1, conv 4x3, dropout 0.5, softmax 3", "conv 4x3, softmax 3"],
  ["conv 4x3, dropout 0.5, batchnorm relu, softmax 3", "conv 4x3 relu, softmax 3"],
  // What stands between decides.
  ["conv 4x3, avgpool 2, batchnorm, softmax 3", "conv 4x3, avgpool 2, batchnorm, softmax 3"],
  ["conv 4x3, pool 2, batchnorm, softmax 3", "conv 4x3, pool 2, batchnorm, softmax 3"],
  ["conv 4x3 relu, batchnorm, softmax 3", "conv 4x3 relu, batchnorm, softmax 3"],
  [
    "batchnorm, conv 4x3 nobias, batchnorm relu, conv 5x3 tanh, batchnorm, dense 6 nobias, softmax 3",
    "batchnorm, conv 4x3 relu, conv 5x3 tanh, batchnorm, dense 6 nobias, softmax 3",
  ],
];

for (const [text, expected] of FOLDED) {
  Deno.test(`foldArchitecture() makes of "${text}" another that answers the same`, () => {
    const network = networkOf(text, [1, 10, 11]);
    const folded = new Network(foldArchitecture(parseArchitecture(text)), [1, 10, 11]);
    assertEquals(formatArchitecture(folded.architecture), expected);
    folded.values.fill(NaN);
    foldValues(network, folded);
    const [engine, other] = [network, folded].map((one) => new PlainEngine(one, { batch: 3 }));
    fillEngine(engine, 1);
    copyImages(engine, other);
    engine.forward(3);
    other.forward(3);
    assertNear(other.probabilities, engine.probabilities, "probabilities", { tolerance: 1e-5 });
  });
}
