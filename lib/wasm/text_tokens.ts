/** The words of WebAssembly's text format: identifiers and numbers. */

import type { ParameterName } from "./local.ts";

/** `name` as an identifier, with an underscore for each character that cannot stand in one. */
export function identifier(name: string): string {
  return `$${name.replaceAll(/[^\w.$-]/g, "_")}`;
}

/** The name of a parameter in the source of its function; undefined if it has none there. */
export function nameInSource({ of, position }: ParameterName): string | undefined {
  const source = of.toString();
  const list = /^(?:function\s*[\w$]*\s*)?\(([^()]*)\)/.exec(source) ??
    /^([\w$]+)\s*=>/.exec(source);
  const name = list?.[1].split(",")[position]?.trim();
  return name !== undefined && /^[\w$]+$/.test(name) ? name : undefined;
}

/**
 * A floating-point number as text that reads as the same number.
 *
 * @param isSame Whether a number becomes the same bits as `value`; by default, in single precision.
 */
export function floatText(
  value: number,
  isSame = (other: number): boolean => Object.is(Math.fround(other), Math.fround(value)),
): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0";
  for (let digits = 1; digits <= 17; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (isSame(shorter)) return String(shorter);
  }
  return String(value);
}

/**
 * The lanes of a vector constant as text. The bytes do not say which view was meant: single-precision
 * numbers if they look like such, else 32-bit integers.
 */
export function vectorText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const floats = [0, 4, 8, 12].map((i) => view.getFloat32(i, true));
  const look = (x: number) => x === 0 || Math.abs(x) > 1e-9 && Math.abs(x) < 1e9;
  if (floats.every(look)) return `f32x4 ${floats.map((x) => floatText(x)).join(" ")}`;
  return `i32x4 ${[0, 4, 8, 12].map((i) => view.getInt32(i, true)).join(" ")}`;
}
