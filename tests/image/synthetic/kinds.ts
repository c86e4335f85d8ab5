/** What people make pictures of digits with: each kind draws a scene at random. */
import type { Random } from "../../../lib/random.ts";
import {
  inkPen,
  paintInk,
  paintPaper,
  plainPaper,
  ruled,
  shadow,
  table,
  WHITE,
  writingPen,
} from "./materials.ts";
import { placeLine, type SourceDigit } from "./place_line.ts";
import {
  type Colour,
  type Paper,
  type Pen,
  PLAIN_SHOT,
  type Scene,
  type Shadow,
  type Shot,
} from "./scene.ts";

/** How a scene becomes a file. */
export interface Encoding {
  readonly type: "png" | "jpeg";
  /** 0..1, of a JPEG. */
  readonly quality: number;
  /** "full": three channels; "alpha": the ink in the alpha channel alone; "bilevel": black or white. */
  readonly carries: "full" | "alpha" | "bilevel" | "grey";
  /** What the file's name ends in, which may be wrong. */
  readonly extension: "png" | "jpg";
}

/** A picture to be made, and what is said of it. */
export interface Plan {
  readonly scene: Scene;
  readonly encoding: Encoding;
  readonly tags: readonly string[];
}

type Draw = (random: Random, next: () => SourceDigit, count: number) => Plan;

const PNG: Encoding = { type: "png", quality: 1, carries: "full", extension: "png" };

/** The kinds of single digits, and how many of a hundred pictures are of each. */
export const SINGLE_KINDS: readonly (readonly [share: number, kind: string, draw: Draw])[] = [
  [12, "small", drawSmall],
  [10, "pencil", drawPencil],
  [12, "brush", drawBrush],
  [6, "alpha", drawAlpha],
  [12, "scan", drawScan],
  [40, "photo", drawPhoto],
  [8, "board", drawBoard],
];

/** The kinds that rows of digits come in. */
export const ROW_KINDS: readonly (readonly [share: number, kind: string, draw: Draw])[] = [
  [10, "row-pencil", drawPencil],
  [15, "row-brush", drawBrush],
  [20, "row-scan", drawScan],
  [45, "row-photo", drawPhoto],
  [10, "row-board", drawBoard],
];

/** A drawing of 28x28 pixels that is not in MNIST's convention. */
function drawSmall(random: Random, next: () => SourceDigit, count: number): Plan {
  const isDark = random.below(2) === 0;
  const colour: Colour = isDark ? [0, 0, 0] : WHITE;
  const ink = isDark ? random.uniform(180, 255) : random.uniform(0, 70);
  const height = random.uniform(13, 25);
  const pen = { ...inkPen(random, [ink, ink, ink]), width: random.uniform(1, 3.4) };
  const scene = {
    seed: random.uint32(),
    width: 28,
    height: 28,
    paper: plainPaper(colour),
    digits: placeLine(random, next, {
      count,
      height,
      pen,
      spread: (28 - height) * 0.35,
      turn: 0.1,
    }),
    shot: PLAIN_SHOT,
  };
  return { scene, encoding: PNG, tags: [isDark ? "light on dark" : "dark on light"] };
}

/** A paint program's pencil of one pixel. */
function drawPencil(random: Random, next: () => SourceDigit, count: number): Plan {
  const height = random.uniform(22, 260);
  const [width, sceneHeight] = canvas(random, height, count, [1.1, 3]);
  const pen: Pen = {
    ...inkPen(random, paintInk(random)),
    width: random.below(4) === 0 ? 2.4 : 1.5,
    isAliased: random.below(4) > 0,
  };
  return {
    scene: {
      seed: random.uint32(),
      width,
      height: sceneHeight,
      paper: plainPaper(paintPaper(random, pen.colour)),
      digits: placeLine(random, next, {
        count,
        height,
        pen,
        spread: sceneHeight * 0.05,
        turn: 0.1,
        room: 0.92 * width,
      }),
      shot: PLAIN_SHOT,
    },
    encoding: random.below(5) === 0 ? { ...jpeg(random), extension: "png" } : PNG,
    tags: [],
  };
}

/** A paint program's round brush. */
function drawBrush(random: Random, next: () => SourceDigit, count: number): Plan {
  const height = random.uniform(30, 500);
  const [width, sceneHeight] = canvas(random, height, count, [1.15, 2.2]);
  const colour = paintInk(random);
  const pen: Pen = {
    ...inkPen(random, colour),
    width: height * random.uniform(0.05, 0.2),
    isAliased: random.below(2) === 0,
  };
  return {
    scene: {
      seed: random.uint32(),
      width,
      height: sceneHeight,
      paper: plainPaper(paintPaper(random, colour)),
      digits: placeLine(random, next, {
        count,
        height,
        pen,
        spread: sceneHeight * 0.04,
        turn: 0.1,
        room: 0.92 * width,
      }),
      shot: PLAIN_SHOT,
    },
    encoding: random.below(4) === 0 ? jpeg(random) : PNG,
    tags: [],
  };
}

/** Ink that lives in the alpha channel alone. */
function drawAlpha(random: Random, next: () => SourceDigit, count: number): Plan {
  const plan = random.below(2) === 0
    ? drawBrush(random, next, count)
    : drawPencil(random, next, count);
  return { ...plan, encoding: { ...PNG, carries: "alpha" }, tags: ["alpha"] };
}

/** A page on a scanner. */
function drawScan(random: Random, next: () => SourceDigit, count: number): Plan {
  const height = random.uniform(60, 400);
  const [width, sceneHeight] = canvas(random, height, count, [1.3, 5]);
  const level = random.uniform(225, 255);
  const pen = writingPen(random, height);
  const rulings = random.below(4) === 0 ? ruled(random, height, random.below(2) === 0) : [];
  const carries = random.below(4) === 0 ? "bilevel" : random.below(2) === 0 ? "grey" : "full";
  const shot: Shot = {
    ...PLAIN_SHOT,
    angle: random.uniform(-0.04, 0.04),
    blur: random.uniform(0.4, 1.2),
    noise: random.uniform(0, 5),
    contrast: random.uniform(0.85, 1.15),
  };
  const paper: Paper = {
    ...plainPaper([level, level, level - random.uniform(0, 14)]),
    texture: random.uniform(0, 4),
    textureSize: 6,
    rulings: carries === "bilevel" ? [] : rulings,
  };
  return {
    scene: {
      seed: random.uint32(),
      width,
      height: sceneHeight,
      paper,
      digits: placeLine(random, next, {
        count,
        height,
        pen,
        spread: sceneHeight * 0.05,
        turn: 0.12,
        room: 0.92 * width,
      }),
      shot,
    },
    encoding: carries !== "bilevel" && random.below(2) === 0 ? jpeg(random) : { ...PNG, carries },
    tags: paper.rulings.length > 0 ? ["ruled scan"] : [],
  };
}

/** A photograph of paper. */
function drawPhoto(random: Random, next: () => SourceDigit, count: number): Plan {
  const tags: string[] = [];
  const tag = (isSo: boolean, name: string) => {
    if (isSo) tags.push(name);
    return isSo;
  };
  const isBig = tag(random.below(25) === 0, "large");
  const side = isBig ? random.uniform(3000, 4000) : random.uniform(500, 1700);
  const aspect = random.below(3) === 0 ? 1 : random.below(2) === 0 ? 4 / 3 : 3 / 4;
  const width = Math.round(aspect >= 1 ? side : side * aspect);
  const height = Math.round(aspect >= 1 ? side / aspect : side);
  const isSmall = tag(random.below(2) === 0, "small digit");
  const most = count === 1 ? Math.min(height, width) : Math.min(height, 1.35 * width / count);
  const share = isSmall ? random.uniform(0.12, 0.42) : random.uniform(0.42, 0.72);
  const tall = Math.max(24, most * share);
  const kind = random.below(10);
  const hasRules = tag(kind < 3, "ruled");
  const hasGrid = tag(kind === 3 || kind === 4, "grid");
  const hasTable = tag(random.below(4) === 0, "table");
  const pen = writingPen(random, tall);
  tag(pen.grain > 0, "lead");
  tag(pen.colour[2] > pen.colour[0] + 40, "blue");
  tag(pen.width < tall * 0.035, "thin");
  const white = random.uniform(190, 250);
  const extent: [number, number] = [
    width * random.uniform(0.36, 0.55),
    height * random.uniform(0.36, 0.55),
  ];
  const paper: Paper = {
    colour: [white, white - random.uniform(-4, 8), white - random.uniform(-8, 26)],
    texture: random.uniform(0, 5),
    textureSize: random.uniform(3, 40),
    rulings: hasRules || hasGrid ? ruled(random, tall, hasGrid) : [],
    extent: hasTable ? extent : undefined,
    table: table(random),
  };
  const hasUneven = tag(random.below(3) === 0, "uneven");
  const shadows: Shadow[] = [];
  if (tag(random.below(5) === 0, "hard shadow")) shadows.push(shadow(random, 0.003, 0.03));
  if (tag(random.below(4) === 0, "soft shadow")) shadows.push(shadow(random, 0.1, 0.5));
  const spread = hasTable ? 0.03 : (1 - share) * 0.25;
  const scale = Math.max(width, height) / 1000;
  const shot: Shot = {
    ...PLAIN_SHOT,
    shadows,
    gradient: {
      amount: hasUneven ? random.uniform(0.25, 0.65) : random.uniform(0, 0.2),
      angle: random.uniform(0, 6.28),
    },
    vignette: random.below(3) === 0 ? random.uniform(0.1, 0.5) : 0,
    angle: random.uniform(-0.1, 0.1),
    tilt: [random.uniform(-0.25, 0.25), random.uniform(-0.25, 0.25)],
    curl: random.below(4) === 0 ? random.uniform(-30, 30) * scale : 0,
    blur: tag(random.below(5) === 0, "blurred")
      ? random.uniform(1, 3) * scale + tall * 0.005
      : random.uniform(0.5, 1.1),
    shake: random.below(8) === 0 ? random.uniform(1, 6) * scale : 0,
    noise: random.below(4) === 0 ? random.uniform(5, 14) : random.uniform(1, 5),
    blotches: random.below(3) === 0 ? random.uniform(1, 5) : 0,
    tint: [1, random.uniform(0.94, 1.02), random.uniform(0.8, 1.08)],
    exposure: random.uniform(0.6, 1.08),
    contrast: random.uniform(0.75, 1.15),
  };
  return {
    scene: {
      seed: random.uint32(),
      width,
      height,
      paper,
      digits: placeLine(random, next, {
        count,
        height: tall,
        pen,
        spread: Math.min(width, height) * spread,
        turn: 0.15,
        room: width * (hasTable ? 0.62 : 0.85),
      }),
      shot,
    },
    encoding: random.below(8) === 0 ? { ...jpeg(random), extension: "png" } : jpeg(random),
    tags,
  };
}

/** Chalk on a dark board, or a light pen on dark paper. */
function drawBoard(random: Random, next: () => SourceDigit, count: number): Plan {
  const photo = drawPhoto(random, next, count);
  const boards: Colour[] = [[45, 50, 48], [30, 60, 45], [25, 25, 28], [40, 45, 70], [70, 72, 74]];
  const chalk: Colour[] = [[235, 235, 230], [240, 230, 150], [200, 220, 250], [245, 190, 190]];
  const colour = chalk[random.below(10) < 7 ? 0 : 1 + random.below(3)];
  const [first] = photo.scene.digits;
  const tall = first.scale * 20;
  const pen: Pen = {
    width: tall * random.uniform(0.04, 0.11),
    colour,
    opacity: random.uniform(0.75, 1),
    grain: random.below(3) === 0 ? 0 : random.uniform(0.2, 0.55),
    isAliased: false,
  };
  const paper: Paper = {
    ...photo.scene.paper,
    colour: boards[random.below(boards.length)],
    texture: random.uniform(1, 7),
    textureSize: random.uniform(20, 120),
    rulings: [],
    extent: random.below(6) === 0 ? photo.scene.paper.extent : undefined,
  };
  const digits = photo.scene.digits.map((digit) => ({ ...digit, pen }));
  return { ...photo, scene: { ...photo.scene, paper, digits }, tags: photo.tags.filter(isOfLight) };
}

function isOfLight(tag: string): boolean {
  return /shadow|uneven|blurred|small|large/.test(tag);
}

/** A picture that holds `count` digits of a height, with some paper around. */
function canvas(random: Random, height: number, count: number, margins: readonly [number, number]) {
  const tall = Math.round(height * random.uniform(...margins));
  const wide = count === 1
    ? Math.round(tall * random.uniform(0.85, 1.35))
    : Math.round(count * height * 1.6 + random.uniform(0, 1) * height);
  return [wide, tall] as const;
}

function jpeg(random: Random): Encoding {
  return { type: "jpeg", quality: random.uniform(0.4, 0.95), carries: "full", extension: "jpg" };
}
