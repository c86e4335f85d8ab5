import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  type Augmentation,
  AUGMENTATION_NAMES,
  hasEffect,
  requireAugmentation,
} from "../../lib/augmentation/augmentation.ts";

Deno.test("requireAugmentation() takes settings in their ranges, ends included", () => {
  requireAugmentation({});
  requireAugmentation({ shift: undefined });
  requireAugmentation({ shift: 0, rotation: 180, scale: 0.5, stretch: 0.1, shear: 45 });
  requireAugmentation({ elastic: 10, smoothness: 2, thickness: 2, noise: 1, erasing: 0.5 });
});

Deno.test("requireAugmentation() refuses numbers out of their ranges, and what is no number", () => {
  const cases: [Augmentation, string][] = [
    [{ rotation: 181 }, "rotation must be from 0 to 180, got 181"],
    [{ shift: -1 }, "shift must be from 0 to 100, got -1"],
    [{ noise: NaN }, "noise must be from 0 to 1, got NaN"],
    [{ smoothness: 0 }, "smoothness must be from 2 to 100, got 0"],
  ];
  for (const [augmentation, message] of cases) {
    assertThrows(
      () => requireAugmentation(augmentation),
      RangeError,
      `Cannot augment images: ${message}`,
    );
  }
  for (const name of AUGMENTATION_NAMES) {
    for (const value of [-0.001, 1000, Infinity, "1x", null, []]) {
      const augmentation = { [name]: value } as Augmentation;
      assertThrows(() => requireAugmentation(augmentation), RangeError, `${name} must be from `);
    }
  }
});

Deno.test("requireAugmentation() refuses what is no setting, and says which may have been meant", () => {
  const message = "Cannot augment images: expected " + AUGMENTATION_NAMES.join(", ");
  assertThrows(
    () => requireAugmentation({ rotatoin: 10 } as Augmentation),
    TypeError,
    `${message}, got "rotatoin" (did you mean "rotation"?)`,
  );
  assertThrows(() => requireAugmentation({ toString: 1 } as unknown as Augmentation), TypeError);
});

Deno.test("hasEffect() tells settings that change images from others", () => {
  assert(!hasEffect({}));
  assert(!hasEffect({ shift: 0, rotation: undefined, smoothness: 5 }));
  const effects = AUGMENTATION_NAMES.filter((name) => name !== "smoothness");
  assertEquals(effects.length, 9);
  for (const name of effects) assert(hasEffect({ [name]: 0.25 }), name);
});
