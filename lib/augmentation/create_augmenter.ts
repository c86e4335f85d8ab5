import type { Augmentation } from "./augmentation.ts";

/**
 * Overwrites the images `first` to `end - 1` of `[batch, channels, height, width]` by changed ones; how
 * an image is changed depends on its key and its strength, and on nothing else.
 */
export type Augmenter = (
  batch: AugmentedBatch,
  first: number,
  end: number,
) => void;

/** Images, and how each is to be changed. */
export interface AugmentedBatch {
  /** `[batch, channels, height, width]`. */
  images: Uint8Array;
  /** `[batch]`, 32 bits each: what an image's random numbers are made of. */
  keys: Uint32Array;
  /** `[batch]`, 0..1: which share of each effect an image gets. */
  strengths: Float32Array;
}

/**
 * Makes the function that changes images of a shape.
 *
 * An image goes through four hands:
 *
 * 1. the pen: the darkest of a pixel and its four neighbours, mixed in, moves the edges of strokes out
 *    by the share that it has in the mixture; the lightest moves them in;
 * 2. the sheet, shifted, turned, scaled, slanted and bent: the points of a mesh know where in the old
 *    image their ink comes from. Between them places are interpolated along both axes, and so is ink
 *    between pixels. Bends are a cubic B-spline through random numbers, which is as good as random
 *    numbers smoothed by a bell curve (Simard, Steinkraus and Platt, "Best practices for convolutional
 *    neural networks", 2003, who have a smoothness of 4 and, as it is counted here, 1.4 pixels);
 * 3. noise;
 * 4. the eraser (Zhong et al., "Random erasing data augmentation", 2017), which leaves ground.
 *
 * Places are whole numbers of 1/65536 pixel, and only `+ - * /` and square roots lead there: an image
 * and a key give the same bytes on every machine. Each effect has its own random numbers: none changes
 * what another does. All channels of an image are changed alike.
 *
 * Workers get this function as text. So it must not use anything from outside of itself, and is longer
 * than others. It does not check its settings: `requireAugmentation` does.
 *
 * @param shape `[channels, height, width]`
 */
export function createAugmenter(augmentation: Augmentation, shape: readonly number[]): Augmenter {
  const { shift = 0, rotation = 0, scale = 0, stretch = 0, shear = 0 } = augmentation;
  const { elastic = 0, smoothness = 4, thickness = 0, noise = 0, erasing = 0 } = augmentation;
  const [channels, height, width] = shape;

  // Which of a key's random numbers belong to what.
  const SHIFT = 0, ROTATION = 2, SCALE = 3, STRETCH = 4, SHEAR = 5, THICKNESS = 6;
  const NOISE = 7, GRAINS = 8, ERASING = 9, BENDS = 16;
  let key = 0, strength = 1;

  /** Random number `index`, of 32 bits: what splitmix32 draws from the key on. */
  function bits(index: number): number {
    let z = (key + Math.imul(index + 1, 0x9e3779b9)) | 0;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  }

  /** From 0 to below `most`. */
  function upTo(most: number, index: number): number {
    return most * ((bits(index) >>> 0) / 2 ** 32);
  }

  /** From `-most` to below `most`, at full strength. */
  function within(most: number, index: number): number {
    return strength * most * (bits(index) / 2 ** 31);
  }

  // The pen. It works on a copy of the image with a border: strokes at the edge grow into it.
  const BORDER = 2;
  const stride = width + 2 * BORDER;
  const copy = new Uint8Array(stride * (height + 2 * BORDER));
  const changed = new Uint8Array(copy.length);
  let ink = copy;
  // The box of all ink: rows and columns of the copy, the last ones included. Much of an image is empty.
  let left = 0, right = 0, top = 0, bottom = 0;

  function copyInk(images: Uint8Array, offset: number): void {
    ink = copy;
    left = top = Infinity;
    right = bottom = 0;
    for (let row = BORDER, from = offset; row < height + BORDER; row++) {
      const start = row * stride;
      let found = 0;
      for (let p = start + BORDER; p < start + BORDER + width; p++) {
        copy[p] = images[from++];
        found |= copy[p];
      }
      if (found === 0) continue;
      if (top === Infinity) top = row;
      bottom = row;
      let column = BORDER;
      while (column < left && copy[start + column] === 0) column++;
      left = column;
      column = BORDER + width - 1;
      while (column > right && copy[start + column] === 0) column--;
      right = column;
    }
  }

  function changeThickness(): void {
    const growth = within(thickness / 2, THICKNESS);
    const from = copy, to = changed;
    to.fill(0);
    left--, top--, right++, bottom++;
    let mass = 0, change = 0;
    for (let row = top; row <= bottom; row++) {
      for (let p = row * stride + left; p <= row * stride + right; p++) {
        const here = from[p];
        const a = from[p - 1], b = from[p + 1], c = from[p - stride], d = from[p + stride];
        to[p] = growth > 0
          ? Math.max(Math.max(a, b), Math.max(c, Math.max(d, here)))
          : Math.min(Math.min(a, b), Math.min(c, Math.min(d, here)));
        mass += here;
        change += Math.abs(to[p] - here);
      }
    }
    // One pixel off both edges takes `change` away of `mass`: strokes are 2 mass / change wide.
    const share = growth > 0 ? growth : Math.min(-growth, mass / change / 3);
    const factor = Math.round(256 * share);
    for (let row = top; row <= bottom; row++) {
      for (let p = row * stride + left; p <= row * stride + right; p++) {
        to[p] = from[p] + ((factor * (to[p] - from[p]) + 128) >> 8);
      }
    }
    ink = changed;
  }

  // The sheet. A map without bends is bilinear as it is: one cell will do.
  const [cellHeight, cellWidth] = elastic > 0 ? [4, 4] : [height, width];
  const cellRows = Math.ceil(height / cellHeight), cellColumns = Math.ceil(width / cellWidth);
  const points = cellColumns + 1;
  const meshX = new Float64Array((cellRows + 1) * points);
  const meshY = new Float64Array((cellRows + 1) * points);

  /** The tangent of up to 45 degrees: Lambert's continued fraction, right to ten digits. */
  function tangent(degrees: number): number {
    const x = degrees * 0.017453292519943295;
    const square = x * x;
    return x / (1 - square / (3 - square / (5 - square / (7 - square / (9 - square / 11)))));
  }

  function layMesh(): void {
    // By the tangent of a quarter of the angle to the half, and to the whole.
    const t = tangent(within(rotation / 4, ROTATION));
    const halfCosine = (1 - t * t) / (1 + t * t), halfSine = 2 * t / (1 + t * t);
    const cosine = halfCosine * halfCosine - halfSine * halfSine;
    const sine = 2 * halfCosine * halfSine;
    const slant = tangent(within(shear, SHEAR));
    const size = 1 + within(scale, SCALE), breadth = 1 + within(stretch, STRETCH);
    const centreX = (width - 1) / 2, centreY = (height - 1) / 2;
    const originX = centreX + within(shift, SHIFT), originY = centreY + within(shift, SHIFT + 1);
    for (let i = 0, p = 0; i <= cellRows; i++) {
      for (let j = 0; j <= cellColumns; j++, p++) {
        // Backwards, from the sheet to the image that is scaled, slanted, turned and shifted.
        const x = j * cellWidth - originX, y = i * cellHeight - originY;
        const uprightX = cosine * x + sine * y, uprightY = cosine * y - sine * x;
        meshX[p] = (uprightX + slant * uprightY) / (size * breadth) + centreX;
        meshY[p] = uprightY * breadth / size + centreY;
      }
    }
  }

  // A B-spline is a bell curve of the deviation sqrt(1/3), in distances of its random numbers.
  const distance = smoothness * Math.sqrt(3);
  const numbers = Math.floor(Math.max(cellRows, cellColumns) * 4 / distance) + 4;
  const randomX = new Float64Array(numbers * numbers),
    randomY = new Float64Array(numbers * numbers);
  const rowsX = new Float64Array(numbers * points), rowsY = new Float64Array(numbers * points);
  // Of point i along an axis: the first of the four numbers that it depends on, and their shares.
  const firstNumbers = new Int32Array(Math.max(cellRows, cellColumns) + 1);
  const shares = new Float64Array(4 * firstNumbers.length);
  for (let i = 0; i < firstNumbers.length; i++) {
    firstNumbers[i] = Math.floor(i * 4 / distance);
    const t = i * 4 / distance - firstNumbers[i], u = 1 - t;
    shares[4 * i] = u * u * u / 6;
    shares[4 * i + 1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
    shares[4 * i + 2] = (4 - 6 * u * u + 3 * u * u * u) / 6;
    shares[4 * i + 3] = t * t * t / 6;
  }
  // Even numbers of +-1 have a variance of 1/3, of which a B-spline leaves 151/315 along each axis.
  const bend = elastic * Math.sqrt(3) * 315 / 151;

  function bendMesh(): void {
    const most = strength * bend;
    for (let k = 0; k < numbers * numbers; k++) {
      const random = bits(BENDS + k);
      randomX[k] = (random >> 16) / 32_768 * most;
      randomY[k] = (random << 16 >> 16) / 32_768 * most;
    }
    for (let k = 0, p = 0; k < numbers; k++) {
      for (let j = 0; j < points; j++, p++) {
        const from = k * numbers + firstNumbers[j];
        rowsX[p] = spline(randomX, from, 1, j);
        rowsY[p] = spline(randomY, from, 1, j);
      }
    }
    for (let i = 0, p = 0; i <= cellRows; i++) {
      for (let j = 0; j < points; j++, p++) {
        const from = firstNumbers[i] * points + j;
        meshX[p] += spline(rowsX, from, points, i);
        meshY[p] += spline(rowsY, from, points, i);
      }
    }
  }

  /** Of point `i` along an axis: what becomes of four numbers, `step` apart. */
  function spline(values: Float64Array, from: number, step: number, i: number): number {
    return shares[4 * i] * values[from] + shares[4 * i + 1] * values[from + step] +
      shares[4 * i + 2] * values[from + 2 * step] + shares[4 * i + 3] * values[from + 3 * step];
  }

  function drawInk(images: Uint8Array, offset: number): void {
    const source = ink;
    // Places that have ink in one of the four pixels around them lie in these rows and columns.
    const firstColumn = left - 1, firstRow = top - 1;
    const lastColumn = right - firstColumn, lastRow = bottom - firstRow;
    for (let y = 0, to = offset; y < height; y++) {
      const cellRow = Math.floor(y / cellHeight);
      const down = y / cellHeight - cellRow;
      let p = cellRow * points;
      let placeX = meshX[p] + down * (meshX[p + points] - meshX[p]);
      let placeY = meshY[p] + down * (meshY[p + points] - meshY[p]);
      for (let x = 0; x < width;) {
        p++;
        const nextX = meshX[p] + down * (meshX[p + points] - meshX[p]);
        const nextY = meshY[p] + down * (meshY[p + points] - meshY[p]);
        const stepX = ((nextX - placeX) / cellWidth * 65_536) | 0;
        const stepY = ((nextY - placeY) / cellWidth * 65_536) | 0;
        let u = ((placeX + BORDER) * 65_536) | 0;
        let v = ((placeY + BORDER) * 65_536) | 0;
        for (const end = Math.min(width, x + cellWidth); x < end; x++, u += stepX, v += stepY) {
          const column = u >> 16, row = v >> 16;
          let value = 0;
          if (column - firstColumn >>> 0 <= lastColumn && row - firstRow >>> 0 <= lastRow) {
            const at = row * stride + column;
            const shareX = (u >> 8) & 255, shareY = (v >> 8) & 255;
            const upper = 256 * source[at] + shareX * (source[at + 1] - source[at]);
            const below = at + stride;
            const lower = 256 * source[below] + shareX * (source[below + 1] - source[below]);
            value = (256 * upper + shareY * (lower - upper) + 32_768) >> 16;
          }
          images[to++] = value;
        }
        placeX = nextX;
        placeY = nextY;
      }
    }
  }

  function addNoise(images: Uint8Array, offset: number): void {
    // Two bytes added have a deviation of sqrt((256^2 - 1) / 6) = 104.5.
    const factor = Math.round(upTo(strength * noise, NOISE) * 255 / 104.5 * 65_536);
    let state = bits(GRAINS);
    for (let p = offset; p < offset + height * width; p++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      const grain = (state >>> 24) + ((state >>> 16) & 255) - 255;
      const value = images[p] + ((grain * factor + 32_768) >> 16);
      // From 0 to 255, without a branch that nobody could foresee.
      images[p] = (value & ~(value >> 31)) | ((255 - value) >> 31);
    }
  }

  function erase(images: Uint8Array, offset: number): void {
    const area = upTo(strength * erasing, ERASING) * height * width;
    // Half to twice as wide as high.
    const form = (1 + upTo(1, ERASING + 1)) / (1 + upTo(1, ERASING + 2));
    const across = Math.min(width, Math.round(Math.sqrt(area * form)));
    const down = Math.min(height, Math.round(Math.sqrt(area / form)));
    const column = Math.floor(upTo(width - across + 1, ERASING + 3));
    const row = Math.floor(upTo(height - down + 1, ERASING + 4));
    for (let y = row; y < row + down; y++) {
      const start = offset + y * width + column;
      for (let p = start; p < start + across; p++) images[p] = 0;
    }
  }

  return ({ images, keys, strengths }, first, end) => {
    const length = height * width;
    for (let n = first; n < end; n++) {
      key = keys[n] | 0;
      strength = strengths[n];
      for (let offset = n * channels * length; offset < (n + 1) * channels * length;) {
        copyInk(images, offset);
        if (right > 0) {
          if (thickness > 0) changeThickness();
          layMesh();
          if (elastic > 0) bendMesh();
          drawInk(images, offset);
        }
        if (noise > 0) addNoise(images, offset);
        if (erasing > 0) erase(images, offset);
        offset += length;
      }
    }
  };
}
