import { fitDigit } from "./fit_digit.ts";
import type { Box, GreyPicture } from "./grey_picture.ts";
import { findGround } from "./ground.ts";
import { extractInk } from "./ink.ts";
import { findInkBox } from "./ink_box.ts";
import { IMAGE_SIDE, isMnistImage, placeByCentreOfMass } from "./mnist_convention.ts";

/** A digit brought to MNIST's convention. */
export interface PictureDigit {
  /** `[28, 28]`, 0 ground to 255 ink. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Whether the picture was dark on light, other than MNIST. */
  readonly inverted: boolean;
  /** Whether the picture was in MNIST's convention already, so that `pixels` are its own. */
  readonly untouched: boolean;
  /** Where in the picture the ink was found. */
  readonly box: Box;
}

/** Fainter than this, a pixel belongs to the soft edge of a stroke and does not widen the box. */
const EDGE_INK = 64;

/** A ground that is this near to black or white is meant to be black or white. */
const GROUND_TOLERANCE = 8;

/**
 * Brings a picture of one digit to MNIST's convention: ground and ink told apart by the border,
 * the ink fitted into 20x20 with its aspect kept, its centre of mass in the middle of 28x28.
 * A picture that is so already passes through, inverted if it is dark on light.
 *
 * @throws {RangeError} If the picture holds no ink, or specks alone.
 */
export function digitFromPicture(picture: GreyPicture): PictureDigit {
  const ground = findGround(picture);
  const asIs = mnistImage(picture, ground.level);
  if (asIs !== undefined) return asIs;
  const { picture: ink, inverted } = extractInk(picture, ground);
  const box = findInkBox(ink, EDGE_INK);
  return { pixels: placeByCentreOfMass(fitDigit(ink, box)), inverted, untouched: false, box };
}

/** The picture itself, light on dark, if it is an MNIST image. */
function mnistImage(picture: GreyPicture, groundLevel: number): PictureDigit | undefined {
  if (picture.width !== IMAGE_SIDE || picture.height !== IMAGE_SIDE) return undefined;
  const inverted = groundLevel >= 255 - GROUND_TOLERANCE;
  if (!inverted && groundLevel > GROUND_TOLERANCE) return undefined;
  const pixels = picture.pixels.map((value) => inverted ? 255 - value : value);
  const ink = { ...picture, pixels };
  if (!isMnistImage(ink)) return undefined;
  return { pixels, inverted, untouched: true, box: findInkBox(ink, EDGE_INK) };
}
