import { assertEquals } from "@std/assert";
import { centreOfMass } from "../../lib/image/centre_of_mass.ts";
import { drawing } from "./drawing.ts";

Deno.test("centreOfMass of one pixel is its middle", () => {
  assertEquals(centreOfMass(drawing("... ..# ...")), { x: 2.5, y: 1.5 });
});

Deno.test("centreOfMass of an even picture is the picture's", () => {
  assertEquals(centreOfMass(drawing("4444 4444")), { x: 2, y: 1 });
});

Deno.test("centreOfMass weighs by amount", () => {
  // 170 at 0.5 and 85 at 3.5: a third of the way.
  assertEquals(centreOfMass(drawing("6..3")), { x: 1.5, y: 0.5 });
});
