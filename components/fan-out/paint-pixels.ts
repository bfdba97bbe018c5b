const ASPECT = 1.6
const OPAQUE = 0xff000000

/** Returns the pixels in a row of a field: 400 for 100,000 recipients. */
export function columnsFor(recipients: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(recipients * ASPECT)))
}

/** Converts `rgb(1, 2, 3)` to a little-endian pixel. */
export function parseColour(text: string): number {
  const [red = 0, green = 0, blue = 0] = (text.match(/[\d.]+/g) ?? []).map(Number)
  return (OPAQUE | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0
}

/**
 * Paints one pixel for each recipient, in the colour of its state. Pixels beyond the last recipient stay as they are.
 */
export function paintPixels(
  pixels: Uint32Array,
  { states, colours }: { states: Uint8Array; colours: readonly number[] },
): void {
  // A typed array: in an ordinary one, each pixel above 2³⁰ would be an object of its own.
  const palette = Uint32Array.from({ length: 16 }, (_, state) => colours[state] ?? OPAQUE)
  for (let index = 0; index < states.length; index += 1) pixels[index] = palette[states[index] ?? 0] ?? OPAQUE
}
