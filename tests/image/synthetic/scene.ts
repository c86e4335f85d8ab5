/**
 * What a picture shows and how it was taken, as data; lengths are in units of the paper, which are
 * the picture's pixels where the camera looks straight down. Colours are red, green, blue, 0..255.
 */
import type { StrokeField } from "./stroke_field.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** What writes. */
export interface Pen {
  /** Of the line; 0 for the digit's own outline. */
  readonly width: number;
  readonly colour: Colour;
  /** How much of the paper it covers, 0..1. */
  readonly opacity: number;
  /** How far the paper's grain shows: 0 for ink, up to 1 for chalk. */
  readonly grain: number;
  /** Whether its edges are hard, as simple paint programs make them. */
  readonly isAliased: boolean;
}

/** A digit on the paper. */
export interface PlacedDigit {
  readonly label: number;
  readonly field: StrokeField;
  readonly pen: Pen;
  /** The middle of the digit's box. */
  readonly x: number;
  readonly y: number;
  /** Units a pixel of 28. */
  readonly scale: number;
  /** Radians. */
  readonly angle: number;
}

/** Parallel lines that are printed on the paper. */
export interface Ruling {
  readonly spacing: number;
  readonly offset: number;
  /** 0 for lines from left to right. */
  readonly angle: number;
  readonly width: number;
  readonly colour: Colour;
  readonly opacity: number;
}

/** What is written on, and what it lies on. */
export interface Paper {
  readonly colour: Colour;
  /** The strength of its fibres or smears, in luminance. */
  readonly texture: number;
  readonly textureSize: number;
  readonly rulings: readonly Ruling[];
  /** Its half width and height about the middle; absent where it fills the picture. */
  readonly extent?: readonly [number, number];
  readonly table: { readonly colour: Colour; readonly texture: number; readonly grain: number };
}

/** A shadow with a straight edge, or a round one; lengths are in parts of the picture's side. */
export interface Shadow {
  readonly kind: "edge" | "band" | "blob";
  readonly x: number;
  readonly y: number;
  readonly angle: number;
  /** Of a band its width, of a blob its radius. */
  readonly size: number;
  /** Over which the light fades. */
  readonly softness: number;
  /** The light that is left, 0..1. */
  readonly light: number;
}

/** Light and camera. */
export interface Shot {
  readonly shadows: readonly Shadow[];
  /** How much darker the far side is, 0..1, and which. */
  readonly gradient: { readonly amount: number; readonly angle: number };
  readonly vignette: number;
  /** From picture to paper: a turn in radians and the perspective's strength along both axes. */
  readonly angle: number;
  readonly tilt: readonly [number, number];
  /** How far lines bend over the picture, in units. */
  readonly curl: number;
  /** Deviation of the blur, in pixels. */
  readonly blur: number;
  /** Length of a motion's blur, in pixels. */
  readonly shake: number;
  /** Deviation of each pixel's noise, and of blotches of some pixels. */
  readonly noise: number;
  readonly blotches: number;
  readonly tint: Colour;
  readonly exposure: number;
  readonly contrast: number;
}

/** A picture to be made. */
export interface Scene {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly paper: Paper;
  readonly digits: readonly PlacedDigit[];
  readonly shot: Shot;
}

/** A picture taken straight, in even light. */
export const PLAIN_SHOT: Shot = {
  shadows: [],
  gradient: { amount: 0, angle: 0 },
  vignette: 0,
  angle: 0,
  tilt: [0, 0],
  curl: 0,
  blur: 0,
  shake: 0,
  noise: 0,
  blotches: 0,
  tint: [1, 1, 1],
  exposure: 1,
  contrast: 1,
};
