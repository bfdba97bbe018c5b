/** A sentence of the API's description. Its only markup is backticks, which enclose code. */
export function Prose({ text = '' }: { text?: string | undefined }) {
  return text.split('`').map((part, place) =>
    place % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the index identifies a part
      <code key={place} className="font-mono text-small wrap-anywhere">
        {part}
      </code>
    ),
  )
}
