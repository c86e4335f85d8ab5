import { assertEquals } from "@std/assert";
import { timesAnEpoch } from "../../lib/cli/training_pictures.ts";

Deno.test("timesAnEpoch() makes pictures a sixth of all images, as far as they are few", () => {
  const cases: [pictures: number, others: number, times: number][] = [
    [24, 0, 1],
    [24, 2000, 17],
    [1000, 2000, 1],
    [5000, 2000, 1],
    [100, 2000, 4],
    [24, 55_000, 100],
  ];
  for (const [pictures, others, times] of cases) {
    assertEquals(timesAnEpoch(pictures, others), times, `${pictures} beside ${others}`);
  }
});
