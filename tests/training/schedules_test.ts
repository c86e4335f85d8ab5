import { assertEquals } from "@std/assert";
import { SCHEDULES } from "../../lib/training/schedules.ts";

const SHARES = [0, 0.25, 0.5, 0.75];

Deno.test("SCHEDULES.constant keeps the learning rate", () => {
  assertEquals(SHARES.map(SCHEDULES.constant), [1, 1, 1, 1]);
});

Deno.test("SCHEDULES.linear takes it down to zero in a straight line", () => {
  assertEquals(SHARES.map(SCHEDULES.linear), [1, 0.75, 0.5, 0.25]);
});
