import { showUnseen } from './visible-text.ts'

/** A name, id or payload that somebody else chose: plain text, isolated, with invisible characters made visible. */
export function PlainText({ children, className }: { children: string; className?: string }) {
  return <bdi className={className}>{showUnseen(children)}</bdi>
}
