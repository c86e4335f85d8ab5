import { assertEquals } from "@std/assert";
import { Network } from "../../lib/network/network.ts";
import { flush, isDecayed, momentsOf } from "../../lib/network/optimizer_rule.ts";
import { parseArchitecture } from "../../lib/network/parse_architecture.ts";

Deno.test("momentsOf() names what a rule keeps", () => {
  const sgd = { kind: "sgd", nesterov: false, weightDecay: 0.1 } as const;
  assertEquals(momentsOf({ ...sgd, momentum: 0 }), []);
  assertEquals(momentsOf({ ...sgd, momentum: 0.9 }), ["velocity"]);
  for (const kind of ["adam", "adamw"] as const) {
    const rule = { kind, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };
    assertEquals(momentsOf(rule), ["first_moment", "second_moment"]);
  }
});

Deno.test("isDecayed() holds for weights of convolutions and dense layers alone", () => {
  const text = "conv 2x3, batchnorm relu, dense 4, batchnorm, softmax 3";
  const { parameters } = new Network(parseArchitecture(text), [1, 5, 5]);
  const decayed = parameters.filter(({ parameter }) => isDecayed(parameter));
  assertEquals(decayed.map(({ name }) => name), [
    "conv1.weight",
    "dense1.weight",
    "softmax.weight",
  ]);
});

Deno.test("flush() turns what is next to zero into zero", () => {
  for (const moment of [1, -1, 2 ** -100, -(2 ** -100), Infinity]) {
    assertEquals(flush(moment), moment);
  }
  for (const moment of [0, 2 ** -101, -(2 ** -101), 2 ** -149]) assertEquals(flush(moment), 0);
  assertEquals(flush(NaN), NaN);
});
