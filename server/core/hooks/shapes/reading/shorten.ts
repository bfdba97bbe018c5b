/** Returns the text with at most `characters` characters. A cut text ends with an ellipsis. */
export function shorten(text: string, characters: number): string {
  if (text.length <= characters) return text
  // A character has at most two units.
  const points = Array.from(text.slice(0, characters * 2 + 2))
  return points.length <= characters
    ? points.join('')
    : `${points
        .slice(0, characters - 1)
        .join('')
        .trimEnd()}…`
}
