import type { GreyPicture } from "./grey_picture.ts";
import { IMAGE_SIDE } from "./mnist_convention.ts";
import { type Colour, type ColourPicture, PixelCanvas } from "./pixel_canvas.ts";
import type { Reading } from "./reading.ts";
import { resample } from "./resample.ts";

/** The longer side of picture and ink, in pixels. */
const VIEW_SIDE = 480;

const MARGIN = 16;

/** How large a pixel of a network's input is drawn. */
const INPUT_SCALE = 3;

const TEXT_SIZE = 20;

const GROUND: Colour = [246, 246, 243];
const TEXT: Colour = [30, 30, 30];
const BOX: Colour = [214, 66, 40];
const UNREAD_BOX: Colour = [120, 120, 120];

/**
 * Draws how a picture was read: the picture with a box around each digit and what it was read as, the
 * ink that was found, and below what the network was given for each digit.
 */
export function drawSteps(picture: GreyPicture, reading: Reading): ColourPicture {
  const view = fit(picture);
  const ink = fit(reading.ink ?? picture);
  const digits = reading.lines.flat();
  const cell = IMAGE_SIDE * INPUT_SCALE + MARGIN;
  const width = Math.max(3 * MARGIN + view.width + ink.width, MARGIN + 4 * cell);
  const perRow = Math.max(1, Math.floor((width - MARGIN) / cell));
  const rows = Math.ceil(digits.length / perRow);
  const top = 2 * MARGIN + Math.max(view.height, ink.height);
  const rowHeight = cell + TEXT_SIZE;
  const canvas = new PixelCanvas(width, top + rows * rowHeight + MARGIN, GROUND);
  canvas.place(view, [MARGIN, MARGIN], 1);
  canvas.place(ink, [2 * MARGIN + view.width, MARGIN], 1);
  const scale = view.width / picture.width;
  for (const [k, { digit, probabilities, box, image, reason }] of digits.entries()) {
    const colour = reason === undefined ? BOX : UNREAD_BOX;
    const text = reason === undefined ? `${digit}` : "?";
    const [left, right] = [box.x, box.x + box.width].map((x) => MARGIN + x * scale);
    const [upper, lower] = [box.y, box.y + box.height].map((y) => MARGIN + y * scale);
    const corners = [[left, upper], [right, upper], [right, lower], [left, lower]] as const;
    const sides = corners.map((corner, side) => [corner, corners[(side + 1) % 4]] as const);
    canvas.stroke(sides, { width: 2, colour });
    canvas.write(text, [left, Math.max(TEXT_SIZE, upper - 5)], { size: TEXT_SIZE, colour });
    const x = MARGIN + (k % perRow) * cell;
    const y = top + Math.floor(k / perRow) * rowHeight;
    canvas.place({ width: IMAGE_SIDE, height: IMAGE_SIDE, pixels: image }, [x, y], INPUT_SCALE);
    const percent = `${text} ${(100 * probabilities[digit]).toFixed(1)}%`;
    const foot = y + IMAGE_SIDE * INPUT_SCALE + TEXT_SIZE;
    canvas.write(percent, [x, foot], { size: TEXT_SIZE * 0.75, colour: TEXT });
  }
  return canvas.picture;
}

/** The picture so large that its longer side fits the view; small ones are enlarged. */
function fit(picture: GreyPicture): GreyPicture {
  const { width, height } = picture;
  const scale = VIEW_SIDE / Math.max(width, height);
  const [newWidth, newHeight] = [width, height].map((side) =>
    Math.max(1, Math.round(side * scale))
  );
  return resample(picture, { x: 0, y: 0, width, height }, newWidth, newHeight);
}
