/** A sentence of the API's description: what stands between backticks, its only markup, is code. */
export function Prose({ text = '' }: { text?: string | undefined }) {
  return text.split('`').map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
      <code key={place} className="font-mono text-small wrap-anywhere">
        {part}
      </code>
    ),
  )
}
