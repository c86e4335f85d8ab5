import type { LabelledImages } from "../dataset/labelled_images.ts";
import { measureText } from "../image/pen_font.ts";
import { type Colour, type ColourPicture, PixelCanvas } from "../image/pixel_canvas.ts";
import type { Mistake } from "../training/evaluate.ts";

/** How many mistakes a sheet shows: what a screen has room for. */
export const MOST_ON_SHEET = 60;

/** Sizes in pixels. */
const IMAGE_SIDE = 140;
const TEXT_SIZE = 22;
const LINE_HEIGHT = 23;
const GAP = 20;
const MARGIN = 28;
const TITLE_SIZE = 28;
const TITLE_HEIGHT = 44;

/** About how much wider than high the sheet is. */
const SHAPE = 1.6;

const WHITE: Colour = [255, 255, 255];
const BLACK: Colour = [0, 0, 0];
const GREY: Colour = [110, 110, 110];
const FRAME: Colour = [190, 190, 190];

/**
 * Draws mistakes as a sheet: each image enlarged, dark on white, and below it what it is, what it was
 * read as, how sure, and its number.
 *
 * @param mistakes At least one; the first 60 are drawn.
 * @param options.images Where they come from.
 * @param options.classes The names of the classes.
 * @param options.title What stands at the top.
 */
export function drawMistakes(
  mistakes: readonly Mistake[],
  options: { images: LabelledImages; classes: readonly string[]; title: string },
): ColourPicture {
  const { images, title } = options;
  const cells = mistakes.slice(0, MOST_ON_SHEET).map((mistake) => ({
    mistake,
    lines: describe(mistake, options.classes),
  }));
  const scale = Math.max(1, Math.floor(IMAGE_SIDE / Math.max(images.width, images.height)));
  const [width, height] = [images.width * scale, images.height * scale];
  const texts = cells.flatMap(({ lines }) => lines.map(({ text }) => measureText(text, TEXT_SIZE)));
  const cellWidth = Math.ceil(Math.max(width, ...texts)) + GAP;
  const cellHeight = height + cells[0].lines.length * LINE_HEIGHT + GAP;

  const most = Math.ceil(Math.sqrt(SHAPE * cells.length * cellHeight / cellWidth));
  const rows = Math.ceil(cells.length / most);
  const columns = Math.ceil(cells.length / rows);
  const titleWidth = Math.ceil(measureText(title, TITLE_SIZE));
  const canvas = new PixelCanvas(
    2 * MARGIN + Math.max(columns * cellWidth - GAP, titleWidth),
    2 * MARGIN + TITLE_HEIGHT + rows * cellHeight - GAP,
    WHITE,
  );
  canvas.write(title, [MARGIN, MARGIN + TITLE_SIZE], { size: TITLE_SIZE, colour: BLACK });
  for (const [place, { mistake, lines }] of cells.entries()) {
    const left = MARGIN + (place % columns) * cellWidth;
    const top = MARGIN + TITLE_HEIGHT + Math.floor(place / columns) * cellHeight;
    canvas.place(pixelsOf(images, mistake.index), [left, top], scale);
    const corners = [[0, 0], [width, 0], [width, height], [0, height], [0, 0]]
      .map(([x, y]) => [left + x, top + y] as const);
    canvas.stroke(corners.slice(1).map((to, k) => [corners[k], to]), { width: 1, colour: FRAME });
    for (const [row, { text, colour }] of lines.entries()) {
      const line = top + height + (row + 1) * LINE_HEIGHT;
      canvas.write(text, [left, line], { size: TEXT_SIZE, colour });
    }
  }
  return canvas.picture;
}

function describe(
  mistake: Mistake,
  classes: readonly string[],
): { text: string; colour: Colour }[] {
  const { index, label, predicted, probability } = mistake;
  return [
    { text: `is ${classes[label] ?? label}`, colour: BLACK },
    { text: `read as ${classes[predicted] ?? predicted}`, colour: BLACK },
    { text: `${(100 * probability).toFixed(1)}% sure`, colour: BLACK },
    { text: `image ${index}`, colour: GREY },
  ];
}

/** An image as ink on paper. */
function pixelsOf({ width, height, images }: LabelledImages, index: number) {
  const pixels = images.slice(index * width * height, (index + 1) * width * height);
  return { width, height, pixels: pixels.map((ink) => 255 - ink) };
}
