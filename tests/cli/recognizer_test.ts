import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { createRecognizer, readTemperature } from "../../lib/cli/recognizer.ts";
import { initialize } from "../../lib/network/initialize.ts";
import { Network } from "../../lib/network/network.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";
import { Random } from "../../lib/random.ts";

function createNetwork(shape?: readonly number[]): Network {
  const network = new Network(parseArchitecture("conv 4x3 relu, pool 2, softmax 10"), shape);
  initialize(network, 1);
  return network;
}

function createImages(count: number): Uint8Array[] {
  const random = new Random(1, "images");
  return Array.from(
    { length: count },
    () => Uint8Array.from({ length: 28 * 28 }, () => random.below(256)),
  );
}

Deno.test("createRecognizer() answers alike for one image and for many, alone and with threads", () => {
  const images = createImages(40);
  const network = createNetwork();
  const answersOf = (threads: number, groups: readonly number[]) => {
    const { recognize, close } = createRecognizer(network, { threads });
    let first = 0;
    const answers = groups.flatMap((count) => recognize(images.slice(first, first += count)));
    close();
    return answers;
  };
  const expected = answersOf(1, images.map(() => 1));
  assertEquals(expected.length, 40);
  for (const groups of [[40], [1, 2, 37], [3, 5, 3, 29]]) {
    assertEquals(answersOf(2, groups), expected, `${groups}`);
  }
});

Deno.test("createRecognizer() divides logits by the temperature", () => {
  const [image] = createImages(1);
  const network = createNetwork();
  const answerAt = (temperature: number) => {
    const { recognize, close } = createRecognizer(network, { temperature });
    const [answer] = recognize([image]);
    close();
    return answer;
  };
  const [cold, warm] = [answerAt(1), answerAt(2)];
  const [one, other] = [Math.log(cold[0] / cold[1]), Math.log(warm[0] / warm[1])];
  assertAlmostEquals(other, one / 2, 1e-4);
  assertAlmostEquals(warm.reduce((sum, value) => sum + value), 1, 1e-5);
});

Deno.test("createRecognizer() may be closed before it was asked", () => {
  createRecognizer(createNetwork(), { threads: 2 }).close();
});

Deno.test("createRecognizer() refuses a network for images of another shape", () => {
  const error = assertThrows(() => createRecognizer(createNetwork([1, 8, 8])), RangeError);
  assert(error.message.includes("1x28x28"), error.message);
});

Deno.test("readTemperature() takes what makes sense, else 1", () => {
  assertEquals(readTemperature({ temperature: "1.25" }), 1.25);
  for (const temperature of ["", "0", "-1", "x", "1e9"]) {
    assertEquals(readTemperature({ temperature }), 1);
  }
  assertEquals(readTemperature({}), 1);
});
