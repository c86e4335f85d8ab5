import { assertEquals } from "@std/assert";
import { planWinograd, spareOf, windowsOf } from "../../lib/compiler/winograd_windows.ts";
import { ConvolutionLayer } from "../../lib/layers/convolution_layer.ts";

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
  assertEquals(windowsOf(convolution(7, 9), { isSmall: true }), {
    outputs: 2,
    rows: 4,
    columns: 5,
  });
});

Deno.test("windowsOf() leaves out a row and a column that a pooling leaves out", () => {
  const isPooled = true;
  assertEquals(windowsOf(convolution(9, 9)), { outputs: 4, rows: 3, columns: 3 });
  assertEquals(windowsOf(convolution(9, 9), { isPooled }), { outputs: 4, rows: 2, columns: 2 });
  assertEquals(windowsOf(convolution(11, 11), { isPooled }), { outputs: 4, rows: 3, columns: 3 });
  assertEquals(windowsOf(convolution(7, 7), { isPooled }), { outputs: 2, rows: 3, columns: 3 });
});

Deno.test("planWinograd() keeps zeros where a gradient depends on them", () => {
  const layer = convolution(12, 12);
  const plan = (isPooled: boolean, activation: "relu" | "tanh" | null, isTraining: boolean) => {
    const { forward, backward } = planWinograd(layer, { isPooled, activation, isTraining })!;
    return [forward.outputs, backward && backward.outputs];
  };
  assertEquals(plan(false, "relu", true), [2, 4]);
  assertEquals(plan(false, "tanh", true), [4, 4]);
  assertEquals(plan(false, null, true), [4, 4]);
  assertEquals(plan(true, "relu", true), [2, null]);
  assertEquals(plan(true, null, true), [4, null]);
  for (const isPooled of [false, true]) assertEquals(plan(isPooled, "relu", false), [4, null]);
  const ofFive = planWinograd(convolution(12, 12, 5), {
    ...{ isPooled: true, activation: null, isTraining: false },
  });
  assertEquals(ofFive, { forward: { outputs: 2, rows: 6, columns: 6 }, backward: null });
});

Deno.test("spareOf() counts how far the last windows reach over the end", () => {
  const windows = [{ outputs: 4, rows: 2, columns: 3 }, { outputs: 2, rows: 5, columns: 5 }];
  assertEquals(spareOf(windows, [7, 12]), { rows: 3, columns: 0 });
  assertEquals(spareOf(windows, [11, 9]), { rows: 0, columns: 3 });
  assertEquals(spareOf([], [3, 3]), { rows: 0, columns: 0 });
});
