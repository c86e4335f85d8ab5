import { assertEquals } from "@std/assert";
import { planWinograd, spareOf, windowsOf } from "../../lib/compiler/winograd_windows.ts";
import { ConvolutionLayer } from "../../lib/layers/convolution_layer.ts";
import type { Activation } from "../../lib/network/architecture.ts";

/** A convolution with outputs of `height` x `width`. */
function convolution(height: number, width: number, size = 3): ConvolutionLayer {
  const inputShape = [4, height + size - 1, width + size - 1];
  return new ConvolutionLayer({ inputShape, filters: 4, size });
}

Deno.test("windowsOf() takes windows of 4x4 where they need fewer products than those of 2x2", () => {
  const cases: [height: number, width: number, outputs: number, rows: number, columns: number][] = [
    [4, 4, 4, 1, 1],
    [5, 5, 2, 3, 3],
    [6, 6, 2, 3, 3],
    [7, 7, 4, 2, 2],
    [6, 8, 4, 2, 2],
    [10, 10, 4, 3, 3],
    [14, 13, 4, 4, 4],
    [28, 28, 4, 7, 7],
  ];
  for (const [height, width, outputs, rows, columns] of cases) {
    assertEquals(windowsOf(convolution(height, width)), { outputs, rows, columns });
  }
});

Deno.test("windowsOf() leaves out a row and a column that a pooling leaves out", () => {
  const isPooled = true;
  assertEquals(windowsOf(convolution(9, 9)), { outputs: 4, rows: 3, columns: 3 });
  assertEquals(windowsOf(convolution(9, 9), { isPooled }), { outputs: 4, rows: 2, columns: 2 });
  assertEquals(windowsOf(convolution(7, 7), { isPooled }), { outputs: 2, rows: 3, columns: 3 });
});

Deno.test("windowsOf() takes windows of 5x5 before a pooling where they need far fewer products", () => {
  const isPooled = true;
  for (const side of [10, 11]) {
    const layer = convolution(side, side);
    assertEquals(windowsOf(layer, { isPooled }), { outputs: 5, rows: 2, columns: 2 });
    assertEquals(windowsOf(layer), { outputs: 4, rows: 3, columns: 3 });
  }
  assertEquals(windowsOf(convolution(14, 14), { isPooled }).outputs, 4);
  assertEquals(windowsOf(convolution(10, 10, 5), { isPooled }).outputs, 2);
});

Deno.test("planWinograd() keeps zeros where a gradient depends on them", () => {
  const plan = (side: number, isPooled: boolean, activation: Activation | null) => {
    const options = { isPooled, activation, isTraining: true };
    const { forward, keepsZeros } = planWinograd(convolution(side, side), options)!;
    return [forward.outputs, keepsZeros];
  };
  for (const isPooled of [false, true]) {
    assertEquals(plan(12, isPooled, "relu"), [4, true]);
    assertEquals(plan(12, isPooled, "tanh"), [4, false]);
    assertEquals(plan(12, isPooled, null), [4, false]);
    assertEquals(plan(6, isPooled, "relu"), [2, false], "they are exact");
  }
  const answering = { isPooled: true, activation: "relu", isTraining: false } as const;
  assertEquals(planWinograd(convolution(12, 12), answering)!.keepsZeros, false);
});

Deno.test("planWinograd() sums a gradient by windows where no pooling makes it sparse", () => {
  const backwardOf = (isPooled: boolean, isTraining: boolean) =>
    planWinograd(convolution(12, 12), { isPooled, activation: null, isTraining })!.backward;
  assertEquals(backwardOf(false, true), { outputs: 4, rows: 3, columns: 3 });
  assertEquals(backwardOf(true, true), null);
  assertEquals(backwardOf(false, false), null);
});

Deno.test("spareOf() counts how far the last windows reach over the end", () => {
  const windows = [{ outputs: 4, rows: 2, columns: 3 }, { outputs: 2, rows: 5, columns: 5 }];
  assertEquals(spareOf(windows, [7, 12]), { rows: 3, columns: 0 });
  assertEquals(spareOf(windows, [11, 9]), { rows: 0, columns: 3 });
  assertEquals(spareOf([], [3, 3]), { rows: 0, columns: 0 });
});
