/** Numbers as people read them. */

/** `27194` to `27,194`. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `0.97954` to `97.95%`. */
export function formatPercent(share: number, decimals = 2): string {
  return `${(share * 100).toFixed(decimals)}%`;
}

/** `109016` to `109 kB`: powers of a thousand, three digits. */
export function formatBytes(lengthBytes: number): string {
  const units = ["bytes", "kB", "MB", "GB"];
  let value = lengthBytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  const decimals = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(decimals)} ${units[unit]}`;
}

/** Milliseconds to `0.8 s`, `16 s`, `2 min 05 s` or `1 h 04 min`. */
export function formatDuration(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${twoDigits(Math.floor(whole / 60) % 60)} min`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

/** `a`, `a or b`, `a, b or c`: items in a row, `word` before the last. */
export function formatList(items: readonly string[], word: "and" | "or"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}

/** `3412` to `3,412 images/s`. */
export function formatSpeed(imagesPerSecond: number): string {
  return `${formatCount(imagesPerSecond)} images/s`;
}
