import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Augmentation,
  AUGMENTATION_NAMES,
  requireAugmentation,
} from "../../lib/augmentation/augmentation.ts";
import {
  formatAugmentation,
  parseAugmentation,
  STRENGTHS,
} from "../../lib/augmentation/augmentation_text.ts";

Deno.test("parseAugmentation() reads strengths, settings, and strengths with settings", () => {
  const cases: [text: string, augmentation: Augmentation][] = [
    ["none", {}],
    ["light", STRENGTHS.light],
    ["strong", STRENGTHS.strong],
    ["shift=2", { shift: 2 }],
    ["rotation=10,shift=1.5,noise=.1,elastic=1e-1", {
      rotation: 10,
      shift: 1.5,
      noise: 0.1,
      elastic: 0.1,
    }],
    [" shift = 2 , scale=0 ", { shift: 2, scale: 0 }],
    ["none,thickness=1", { thickness: 1 }],
    ["strong,erasing=0,elastic=2", { ...STRENGTHS.strong, erasing: 0, elastic: 2 }],
  ];
  for (const [text, augmentation] of cases) {
    assertEquals(parseAugmentation(text), augmentation, text);
  }
});

Deno.test("parseAugmentation() says what was expected and what was found", () => {
  const some = "none, light, strong or settings such as shift=2,rotation=10";
  const names = AUGMENTATION_NAMES.join(", ");
  const cases: [text: string, fault: string][] = [
    ["", `${some}, got ""`],
    ["lihgt", `${some}, got "lihgt" (did you mean "light"?)`],
    ["toString", `${some}, got "toString"`],
    ["shift", `${some}, got "shift"`],
    ["shift=1,", `${some}, got ""`],
    ["shift=1,light", 'light in front of all settings, got "shift=1,light"'],
    ["toString=1", `${names}, got "toString"`],
    ["rotatoin=1", `${names}, got "rotatoin" (did you mean "rotation"?)`],
    ["rotation=181", 'a number from 0 to 180 for rotation, got "rotation=181"'],
    ["rotation=-1", 'a number from 0 to 180 for rotation, got "rotation=-1"'],
    ["rotation=", 'a number from 0 to 180 for rotation, got "rotation="'],
    ["rotation=1=2", 'a number from 0 to 180 for rotation, got "rotation=1=2"'],
    ["smoothness=0", 'a number from 2 to 100 for smoothness, got "smoothness=0"'],
    ["scale=Infinity", 'a number from 0 to 0.5 for scale, got "scale=Infinity"'],
    ["shift=1,noise=0.1,shift=1", 'shift once, got "shift=1,noise=0.1,shift=1"'],
    ["shift=\x1b[2J", 'a number from 0 to 100 for shift, got "shift=?[2J"'],
  ];
  for (const [text, fault] of cases) {
    const { message } = assertThrows(() => parseAugmentation(text), SyntaxError);
    assertEquals(message, `Cannot read the augmentation: expected ${fault}`);
  }
});

Deno.test("parseAugmentation() throws what it is told to", () => {
  const refuse = (...fault: unknown[]) => new RangeError(JSON.stringify(fault));
  const { message } = assertThrows(() => parseAugmentation("noise=2", refuse), RangeError);
  assertEquals(message, JSON.stringify(["a number from 0 to 1 for noise", "noise=2"]));
});

Deno.test("formatAugmentation() writes what parseAugmentation() reads, without what is off", () => {
  for (const text of ["none", "shift=2,rotation=10", "smoothness=5,noise=1e-7"]) {
    assertEquals(formatAugmentation(parseAugmentation(text)), text);
  }
  assertEquals(formatAugmentation({ shift: 0, rotation: undefined, scale: 0.1 }), "scale=0.1");
  assertEquals(formatAugmentation({}), "none");
});

Deno.test("STRENGTHS are augmentations, each more than the one before", () => {
  for (const strength of Object.values(STRENGTHS)) requireAugmentation(strength);
  const { light, strong } = STRENGTHS;
  for (const name of AUGMENTATION_NAMES) {
    assert((light[name] ?? 0) <= (strong[name] ?? 0), name);
  }
});
