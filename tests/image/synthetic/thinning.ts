/**
 * Thins a mask to lines one pixel wide (Zhang and Suen, "A fast parallel algorithm for thinning
 * digital patterns", 1984), and takes away branches that are no part of the writing.
 *
 * @param mask `[height, width]`, 1 inside; nothing of it lies at the border. A copy is returned.
 * @param twig Branches of up to this many pixels that begin at a junction are cut.
 */
export function thin(mask: Uint8Array, width: number, twig: number): Uint8Array {
  const thinned = new Uint8Array(mask);
  const around = [-width, 1 - width, 1, 1 + width, width, width - 1, -1, -1 - width];
  const inside: number[] = [];
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) inside.push(i);
  let places = inside;
  for (let changed = true; changed;) {
    changed = false;
    for (const half of [0, 1]) {
      const gone = places.filter((i) => isRemovable(thinned, i, around, half));
      for (const i of gone) thinned[i] = 0;
      if (gone.length > 0) changed = true;
      places = places.filter((i) => thinned[i] === 1);
    }
  }
  cutTwigs(thinned, places, around, twig);
  return thinned;
}

function isRemovable(mask: Uint8Array, i: number, around: readonly number[], half: number) {
  let neighbours = 0;
  let rises = 0;
  for (let k = 0; k < 8; k++) {
    const here = mask[i + around[k]];
    neighbours += here;
    if (here === 0 && mask[i + around[(k + 1) % 8]] === 1) rises++;
  }
  if (neighbours < 2 || neighbours > 6 || rises !== 1) return false;
  const [north, east, south, west] = [0, 2, 4, 6].map((k) => mask[i + around[k]]);
  return half === 0
    ? north * east * south === 0 && east * south * west === 0
    : north * east * west === 0 && north * south * west === 0;
}

/** From each end walks to the junction, and cuts what it walked if that was short. */
function cutTwigs(mask: Uint8Array, places: number[], around: readonly number[], twig: number) {
  const degree = (i: number) => around.reduce((sum, step) => sum + mask[i + step], 0);
  for (const end of places.filter((i) => degree(i) === 1)) {
    const walked = [end];
    let at = end;
    while (walked.length <= twig) {
      const step = around.find((step) => mask[at + step] === 1 && !walked.includes(at + step));
      if (step === undefined) break;
      at += step;
      if (degree(at) > 2) {
        for (const i of walked) mask[i] = 0;
        break;
      }
      walked.push(at);
    }
  }
}
