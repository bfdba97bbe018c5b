/** Returns a Unix time in milliseconds in the form of the wire. */
export function toInstant(at: number): string {
  return new Date(at).toISOString()
}

/** Returns `{[name]: instant}`, or `{}` without a time. */
export function maybeInstant<Name extends string>(
  name: Name,
  at: number | undefined,
): { [N in Name]?: string } {
  return (at === undefined ? {} : { [name]: toInstant(at) }) as { [N in Name]?: string }
}
