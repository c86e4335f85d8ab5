import { assertEquals } from "@std/assert";
import { formatTable } from "../../lib/cli/table.ts";

Deno.test("formatTable() aligns columns, the last alignment holding for the rest", () => {
  const rows = [["layer", "output", "parameters"], ["conv1", "16x26x26", "144"], ["total", "", ""]];
  assertEquals(
    formatTable(rows, ["left", "right"]),
    [
      "layer    output  parameters",
      "conv1  16x26x26         144",
      "total",
    ].join("\n"),
  );
});

Deno.test("formatTable() leaves no spaces at the ends of lines", () => {
  assertEquals(formatTable([["a", "b"], ["long", ""]], ["left"]), "a     b\nlong");
});
