import { assertEquals, assertThrows } from "@std/assert";
import { DATASET_NAMES, findDataset } from "../../lib/dataset/dataset.ts";

const options = { folder: "nowhere", seed: 1 };

Deno.test("findDataset() knows every name, and touches nothing yet", () => {
  assertEquals(DATASET_NAMES, ["mnist", "fashion-mnist", "kmnist", "generated"]);
  for (const name of DATASET_NAMES) {
    const dataset = findDataset(name, options);
    assertEquals(dataset.name, name);
    assertEquals(dataset.classes.length, 10);
  }
});

Deno.test("findDataset() lists the names for one that it does not know", () => {
  const names = "expected mnist, fashion-mnist, kmnist, generated";
  const cases = [
    ["mnits", `${names}, got "mnits" (did you mean "mnist"?)`],
    ["cifar", `${names}, got "cifar"`],
    ["", `${names}, got ""`],
    // What every object has is no dataset.
    ["constructor", `${names}, got "constructor"`],
  ];
  for (const [name, message] of cases) {
    const { message: whole } = assertThrows(() => findDataset(name, options), RangeError);
    assertEquals(whole, `Cannot find the dataset: ${message}`);
  }
});

Deno.test("findDataset() gives generated digits without any permission", async () => {
  const source = await findDataset("generated", options).open("test");
  const { images, labels } = await source.read(0, 3);
  assertEquals([source.height, source.width], [28, 28]);
  assertEquals([images.length, labels.length], [3 * 28 * 28, 3]);
});
