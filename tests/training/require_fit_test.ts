import { assertEquals, assertThrows } from "@std/assert";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { requireFit } from "../../lib/training/require_fit.ts";
import { labelledPatterns } from "./labelled_patterns.ts";

const images = labelledPatterns(100, { classes: 4, size: 6 });

Deno.test("requireFit() lets images pass that a network can answer for", () => {
  for (const classes of [4, 5, 300]) {
    requireFit(new Network(parseArchitecture(`softmax ${classes}`), [1, 6, 6]), images, "MNIST");
  }
});

Deno.test("requireFit() refuses images of another size", () => {
  const network = new Network(parseArchitecture("softmax 4"), [1, 6, 7]);
  assertThrows(
    () => requireFit(network, images, "MNIST"),
    RangeError,
    "Cannot use MNIST: expected images of 6x7 for this network, got 6x6",
  );
});

Deno.test("requireFit() refuses labels beyond the network's classes", () => {
  const network = new Network(parseArchitecture("softmax 3"), [1, 6, 6]);
  const { message } = assertThrows(() => requireFit(network, images, "MNIST"), RangeError);
  assertEquals(
    message,
    "Cannot use MNIST: expected labels from 0 to 2 for a network of 3 classes, got 3\n" +
      'Use a network that ends in "softmax 4" or more, or other data.',
  );
});
