import { useFormat } from '../i18n/use-format.ts'
import { PlainText } from '../ui/plain-text.tsx'
import type { JsonNode } from './json-tree.ts'

/** Deeper parts stay folded until the reader opens them. */
const OPEN_DEPTH = 2
const CLOSING: Record<string, string> = { '{': '}', '[': ']' }

/** A JSON value, indented, with parts that fold. */
export function JsonView({ node, depth = 0 }: { node: JsonNode; depth?: number }) {
  const format = useFormat()
  const { name, text, children } = node
  const label =
    name === undefined ? null : (
      <>
        <PlainText className="text-muted">{name}</PlainText>:{' '}
      </>
    )
  if (children === undefined || children.length === 0) {
    return (
      <div className="wrap-anywhere">
        {label}
        <PlainText>{text + (children === undefined ? '' : (CLOSING[text] ?? ''))}</PlainText>
      </div>
    )
  }
  return (
    <details open={depth < OPEN_DEPTH} className="group/json">
      <summary className="wrap-anywhere min-h-6 cursor-pointer">
        {label}
        {text}
        <span className="text-muted group-open/json:hidden">
          {' '}
          … {format.number(children.length)} {CLOSING[text]}
        </span>
      </summary>
      <div className="border-line border-l pl-4">
        {children.map((child, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the sent payload never changes
          <JsonView key={place} node={child} depth={depth + 1} />
        ))}
      </div>
      {CLOSING[text]}
    </details>
  )
}
