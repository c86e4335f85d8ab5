/** What speaks for a piece of ink being two digits that touch, if it is parted in a certain way. */
export interface TwoDigits {
  /** How wide the piece is, in parts of its height. */
  readonly aspect: number;
  /** How well its parts can be read, 0..1. */
  readonly parts: number;
  /** How well the whole can be read, 0..1. */
  readonly whole: number;
  /** How likely the whole is a digit at all, 0..1. */
  readonly likely: number;
  /** How many strokes are cut. */
  readonly crossed: number;
  /** How high the lower part is, in parts of the tallest digit's height beside it, or of the piece's if that is more. */
  readonly lower: number;
}

/**
 * The logarithm of the odds that a piece of ink is two digits that touch. Digits that touch do so in one
 * place and are about as high as others beside them; what is cut out of one digit leaves through several strokes,
 * or is lower. Found by logistic regression on 4,000 of MNIST's training images and 2,000 pairs of them, moved
 * together until they touched; from odds of 3 on none of the 4,000 is parted, and 92% of the pairs are (without
 * the two last features one, and 84%).
 */
export function oddsOfTwo({ aspect, parts, whole, likely, crossed, lower }: TwoDigits): number {
  return -5.94 + 3.76 * aspect + 0.54 * logit(parts) - 0.58 * logit(whole) -
    0.5 * logit(likely) - 1.25 * crossed + 11.31 * lower;
}

/** What a part counts for that cannot be read yet, for it is wide and may be two digits itself. */
const UNREAD = 0.7;

/** How well two parts can be read, 0..1; if one is wide, by the other alone where that is better. */
export function qualityOfParts([left, right]: readonly [number, number], isWide: boolean): number {
  return Math.max(left * right, isWide ? UNREAD * Math.max(left, right) : 0);
}

/** The logarithm of a probability's odds; nothing is surer than this. */
function logit(probability: number): number {
  const most = 1 - 1e-4;
  const share = Math.max(1 - most, Math.min(most, probability));
  return Math.log(share / (1 - share));
}
