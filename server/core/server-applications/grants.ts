/**
 * True if `applicationName` is granted: by its exact name, or by `prefix.*` (every name that begins with `prefix.`).
 * Names that differ only in the composition of their characters are equal.
 */
export function isGranted(grants: readonly string[], applicationName: string): boolean {
  const name = applicationName.normalize('NFC')
  return grants.some((grant) => {
    const granted = grant.normalize('NFC')
    return granted.endsWith('.*') ? name.startsWith(granted.slice(0, -1)) : name === granted
  })
}
