import { Random } from "../../../lib/random.ts";
import { hash, smoothNoise } from "./noise.ts";
import type { PlacedDigit, Ruling, Scene, Shadow } from "./scene.ts";
import { sampleField } from "./stroke_field.ts";

/** A rendered picture and where its digits are. */
export interface Rendered {
  readonly width: number;
  readonly height: number;
  /** `[3, height, width]`, 0..255, not rounded. */
  readonly channels: readonly [Float32Array, Float32Array, Float32Array];
  /** `[height, width]`: how much ink covers each pixel, 0..1, before the camera. */
  readonly cover: Float32Array;
  /** Of each digit `[x, y, width, height]` in pixels. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

/** Paints paper and table, writes the digits, lights them, and takes the picture. */
export function render(scene: Scene): Rendered {
  const { width, height } = scene;
  const channels = [0, 1, 2].map(() => new Float32Array(width * height)) as unknown as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const place = paperPlace(scene);
  paint(scene, channels, place);
  const cover = new Float32Array(width * height);
  const boxes = scene.digits.map((digit, index) =>
    write(scene, digit, { channels, cover, place, index })
  );
  light(scene, channels);
  take(scene, channels);
  return { width, height, channels, cover, boxes };
}

type Place = (x: number, y: number) => readonly [u: number, v: number];

/** Where on the paper, from its middle, a pixel looks. */
function paperPlace({ width, height, shot }: Scene): Place {
  const [cos, sin] = [Math.cos(shot.angle), Math.sin(shot.angle)];
  const side = Math.max(width, height);
  return (x, y) => {
    const dx = x + 0.5 - width / 2;
    const dy = y + 0.5 - height / 2;
    const w = 1 + (shot.tilt[0] * dx + shot.tilt[1] * dy) / side;
    const u = (cos * dx - sin * dy) / w;
    const v = (sin * dx + cos * dy) / w;
    return [u, v + shot.curl * 4 * (u / side) ** 2];
  };
}

function paint(scene: Scene, channels: readonly Float32Array[], place: Place): void {
  const { width, height, paper, seed } = scene;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const [u, v] = place(x, y);
      const { extent } = paper;
      if (extent && (Math.abs(u) > extent[0] || Math.abs(v) > extent[1])) {
        const { colour, texture, grain } = paper.table;
        const wave = smoothNoise(u / 200, v / grain, seed + 5) * 0.7 +
          smoothNoise(u / 30, v / (grain / 5 + 1), seed + 6) * 0.3;
        for (let c = 0; c < 3; c++) channels[c][i] = colour[c] * (1 + texture * wave);
        continue;
      }
      let fibre = 0;
      if (paper.texture > 0) {
        const size = paper.textureSize;
        fibre = paper.texture * (0.6 * smoothNoise(u / size, v / size, seed + 1) +
          0.4 * smoothNoise(u / size * 4, v / size * 4, seed + 2));
      }
      for (let c = 0; c < 3; c++) channels[c][i] = paper.colour[c] + fibre;
      for (const ruling of paper.rulings) rule(ruling, u, v, i, channels);
    }
  }
}

function rule(ruling: Ruling, u: number, v: number, i: number, channels: readonly Float32Array[]) {
  const across = Math.cos(ruling.angle) * v - Math.sin(ruling.angle) * u - ruling.offset;
  const from = Math.abs(across - ruling.spacing * Math.round(across / ruling.spacing));
  const share = ruling.opacity * Math.max(0, Math.min(1, ruling.width / 2 + 0.5 - from));
  if (share === 0) return;
  for (let c = 0; c < 3; c++) channels[c][i] += share * (ruling.colour[c] - channels[c][i]);
}

/** Writes one digit; the answer is its box. */
function write(
  scene: Scene,
  digit: PlacedDigit,
  target: {
    channels: readonly Float32Array[];
    cover: Float32Array;
    place: Place;
    index: number;
  },
): [number, number, number, number] {
  const { width, height } = scene;
  const { field, pen, scale } = digit;
  const seed = scene.seed + 31 * target.index;
  const [cos, sin] = [Math.cos(digit.angle), Math.sin(digit.angle)];
  const middleX = (field.box.left + field.box.right) / 2;
  const middleY = (field.box.top + field.box.bottom) / 2;
  let [left, top, right, bottom] = [width, height, -1, -1];
  const isOutline = pen.width === 0;
  const reach = scale * 18 + pen.width;
  const view = viewOf(scene, digit, target.place, reach);
  for (let y = view.top; y < view.bottom; y++) {
    for (let x = view.left; x < view.right; x++) {
      const [u, v] = target.place(x, y);
      const [dx, dy] = [u - digit.x, v - digit.y];
      const fx = (cos * dx + sin * dy) / scale + middleX;
      const fy = (cos * dy - sin * dx) / scale + middleY;
      const from = sampleField(isOutline ? field.fromOutline : field.fromLine, fx, fy);
      if (from > 90) continue;
      // Pressure varies along the way of the pen.
      const pressure = pen.isAliased ? 1 : 1 + 0.25 * smoothNoise(fx / 4, fy / 4, seed);
      let depth = isOutline ? -from * scale : pen.width / 2 * pressure - from * scale;
      if (pen.isAliased) depth = depth >= 0 ? 1 : -1;
      let share = Math.max(0, Math.min(1, depth + 0.5));
      if (share === 0) continue;
      const i = y * width + x;
      if (share > 0.5) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
      if (pen.grain > 0) {
        const grain = 0.5 + 0.5 * (0.5 * smoothNoise(u / 2, v / 2, seed + 3) +
              0.5 * (2 * hash(x, y, seed + 4) - 1));
        share *= 1 - pen.grain * grain * (0.6 + 0.4 * smoothNoise(fx / 3, fy / 3, seed + 9));
      }
      share *= pen.opacity;
      // Where digits touch, ink on ink is no darker.
      const more = (share - target.cover[i]) / (1 - target.cover[i] + 1e-6);
      if (more <= 0) continue;
      target.cover[i] = share;
      for (let c = 0; c < 3; c++) {
        target.channels[c][i] += more * (pen.colour[c] - target.channels[c][i]);
      }
    }
  }
  return [left, top, right - left + 1, bottom - top + 1];
}

/** The part of the picture in which a digit can be, found by looking at every eighth pixel. */
function viewOf({ width, height }: Scene, digit: PlacedDigit, place: Place, reach: number) {
  const step = 8;
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height + step; y += step) {
    for (let x = 0; x < width + step; x += step) {
      const [u, v] = place(x, y);
      if (Math.abs(u - digit.x) > reach + 2 * step || Math.abs(v - digit.y) > reach + 2 * step) {
        continue;
      }
      left = Math.min(left, Math.max(0, x - step));
      right = Math.max(right, Math.min(width, x + step));
      top = Math.min(top, Math.max(0, y - step));
      bottom = Math.max(bottom, Math.min(height, y + step));
    }
  }
  return { left, top, right, bottom };
}

function light({ width, height, shot }: Scene, channels: readonly Float32Array[]): void {
  const { gradient, vignette, shadows } = shot;
  if (gradient.amount === 0 && vignette === 0 && shadows.length === 0) return;
  const side = Math.max(width, height);
  const [gx, gy] = [Math.cos(gradient.angle), Math.sin(gradient.angle)];
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const px = (x - width / 2) / side;
      const py = (y - height / 2) / side;
      let amount = 1 - gradient.amount * (0.5 + px * gx + py * gy);
      amount *= 1 - vignette * (px * px + py * py) * 2;
      for (const shadow of shadows) amount *= shade(shadow, px, py);
      for (let c = 0; c < 3; c++) channels[c][i] *= amount;
    }
  }
}

/** The light that a shadow leaves at a place. */
function shade(shadow: Shadow, px: number, py: number): number {
  const [dx, dy] = [px - shadow.x, py - shadow.y];
  const along = Math.cos(shadow.angle) * dx + Math.sin(shadow.angle) * dy;
  const depth = shadow.kind === "edge"
    ? along
    : shadow.kind === "band"
    ? shadow.size / 2 - Math.abs(along)
    : shadow.size -
      Math.hypot(dx, dy) * (1 + 0.15 * Math.sin(3 * Math.atan2(dy, dx) + shadow.angle));
  const share = Math.max(0, Math.min(1, depth / shadow.softness + 0.5));
  return 1 - (1 - shadow.light) * share * share * (3 - 2 * share);
}

/** Blur, noise and tone. */
function take({ width, height, shot, seed }: Scene, channels: readonly Float32Array[]): void {
  const random = new Random(seed, "camera");
  const shared = new Float32Array(width * height);
  if (shot.blotches > 0) {
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        shared[i] = shot.blotches * smoothNoise(x / 3, y / 3, seed + 7);
      }
    }
  }
  for (const [c, channel] of channels.entries()) {
    if (shot.blur > 0) blur(channel, width, height, shot.blur);
    if (shot.shake > 1) shake(channel, width, height, shot.shake);
    for (let i = 0; i < channel.length; i++) {
      let value = (channel[i] * shot.exposure * shot.tint[c] - 128) * shot.contrast + 128;
      if (shot.noise > 0) {
        const noise = random.uniform() + random.uniform() + random.uniform() - 1.5;
        value += shot.noise * 2 * noise + shared[i];
      }
      channel[i] = value;
    }
  }
}

/** Three box filters, which together are nearly a bell of deviation `sigma`. */
function blur(channel: Float32Array, width: number, height: number, sigma: number): void {
  const radius = Math.max(0.3, Math.sqrt(4 * sigma * sigma + 1) / 2 - 0.5);
  for (let pass = 0; pass < 3; pass++) {
    for (let y = 0; y < height; y++) box(channel, y * width, 1, width, radius);
    for (let x = 0; x < width; x++) box(channel, x, width, height, radius);
  }
}

function box(
  values: Float32Array,
  start: number,
  step: number,
  count: number,
  radius: number,
): void {
  const whole = Math.floor(radius);
  const part = radius - whole;
  const line = new Float32Array(count);
  const at = (k: number) => values[start + step * Math.max(0, Math.min(count - 1, k))];
  let sum = 0;
  for (let k = -whole; k <= whole; k++) sum += at(k);
  for (let k = 0; k < count; k++) {
    line[k] = (sum + part * (at(k - whole - 1) + at(k + whole + 1))) / (2 * radius + 1);
    sum += at(k + whole + 1) - at(k - whole);
  }
  for (let k = 0; k < count; k++) values[start + step * k] = line[k];
}

function shake(channel: Float32Array, width: number, height: number, length: number): void {
  for (let y = 0; y < height; y++) box(channel, y * width, 1, width, length / 2);
}
