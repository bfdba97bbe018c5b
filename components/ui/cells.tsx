import Link from 'next/link'
import { PlainText } from './plain-text.tsx'

/** A token on a page: its fingerprint, as a link to its page. */
export function TokenLink({ id, fingerprint }: { id: number; fingerprint: string }) {
  return (
    <Link
      href={`/tokens/${id}`}
      prefetch={false}
      className="inline-block min-h-6 rounded-control font-mono underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      {fingerprint}
    </Link>
  )
}

/** An AOI Client on a page: the name of its device, if it has one, before its id. */
export function AoiClientLink({ id, name }: { id: string; name?: string | undefined }) {
  return (
    <Link
      href={`/aoi-clients/${encodeURIComponent(id)}`}
      prefetch={false}
      className="wrap-anywhere inline-block min-h-6 rounded-control font-mono text-small underline decoration-line underline-offset-4 hover:decoration-ink"
    >
      {name === undefined ? null : <PlainText className="block font-sans">{name}</PlainText>}
      <PlainText>{id}</PlainText>
    </Link>
  )
}

/** A state in words, with a sign that is clear without its colour. */
export function StateMark({ on, label }: { on: boolean; label: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <span
        aria-hidden="true"
        className={`size-2.5 rounded-full border-2 ${on ? 'border-acked bg-acked' : 'border-edge'}`}
      />
      {label}
    </span>
  )
}
