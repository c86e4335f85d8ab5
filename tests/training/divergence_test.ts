import { assert, assertEquals } from "@std/assert";
import { initialLossLevel, noteLoss } from "../../lib/training/divergence.ts";

/** At which step of `losses`, from 1, a network of ten classes is given up; undefined if never. */
function givenUpAt(losses: (step: number) => number, steps = 3000): number | undefined {
  const level = initialLossLevel();
  for (let step = 1; step <= steps; step++) {
    if (noteLoss(level, losses(step), 10)) return step;
  }
  return undefined;
}

const GUESSING = Math.log(10);

Deno.test("noteLoss() is content with losses that fall, stay, or rise a little", () => {
  assertEquals(givenUpAt((step) => 3 / step), undefined);
  assertEquals(givenUpAt(() => GUESSING), undefined);
  assertEquals(givenUpAt((step) => 0.1 + step / 3000), undefined);
  // Ten times as much as before, but of something that is next to nothing.
  assertEquals(givenUpAt((step) => step < 500 ? 1e-4 : 1e-2), undefined);
});

Deno.test("noteLoss() forgives single steps, and a bad beginning", () => {
  assertEquals(givenUpAt((step) => step % 100 === 0 ? 80 : 0.01), undefined);
  assertEquals(givenUpAt((step) => step > 1000 && step < 1150 ? 5 : 0.1), undefined);
  assertEquals(givenUpAt((step) => step < 300 ? 50 : 1), undefined);
});

Deno.test("noteLoss() gives up a network that guesses again after it had learned", () => {
  const step = givenUpAt((step) => step < 1000 ? 0.1 : GUESSING)!;
  assert(step > 1200 && step < 1500, `${step}`);
});

Deno.test("noteLoss() gives up a network that does worse than guessing from the start", () => {
  const step = givenUpAt(() => 60)!;
  assertEquals(step, 700);
});
