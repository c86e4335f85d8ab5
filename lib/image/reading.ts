/** What is read in pictures, and what reads it. */

import type { Box, GreyPicture } from "./grey_picture.ts";

/** Answers for images of 28x28 pixels: of each the probabilities of the ten digits. */
export type Recognizer = (images: readonly Uint8Array[]) => Float32Array[];

/** Tells digits from what is none. */
export interface Judge {
  /** Says of images of 28x28 pixels how likely each is a digit at all, 0..1. */
  readonly likelihoods: (images: readonly Uint8Array[]) => number[];
  /** What is less likely than this is rather none. */
  readonly least: number;
}

/** A digit that was read. */
export interface ReadDigit {
  /** The most probable digit. */
  readonly digit: number;
  /** Of each digit, 0..1. */
  readonly probabilities: Float32Array;
  /** Where in the picture its ink is. */
  readonly box: Box;
  /** `[28, 28]`, what the network was given: 0 ground to 255 ink. */
  readonly image: Uint8Array<ArrayBuffer>;
  /** Why it is taken for no digit; absent if it is one. */
  readonly reason?: string;
}

/** What a picture says. */
export interface Reading {
  /** From top to bottom, each from left to right; at least one digit in all. */
  readonly lines: readonly (readonly ReadDigit[])[];
  /** The ink that was found, in the size that the picture was reduced to; absent if passed through. */
  readonly ink?: GreyPicture;
}

/** What probabilities say of an image. */
export function describeDigit(
  probabilities: Float32Array,
  box: Box,
  image: Uint8Array<ArrayBuffer>,
): ReadDigit {
  return { digit: probabilities.indexOf(Math.max(...probabilities)), probabilities, box, image };
}

/** Whether what was read is taken for a digit. */
export function isDigit({ reason }: ReadDigit): boolean {
  return reason === undefined;
}

/** The probability of what a digit was read as. */
export function sureness({ digit, probabilities }: ReadDigit): number {
  return probabilities[digit];
}
