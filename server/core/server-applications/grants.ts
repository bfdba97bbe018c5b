/**
 * Whether `applicationName` is granted: by its exact name, or by `prefix.*` (every name that begins with `prefix.`).
 * Names that differ only in how their characters are composed are one name here.
 */
export function isGranted(grants: readonly string[], applicationName: string): boolean {
  const name = applicationName.normalize('NFC')
  return grants.some((grant) => {
    const granted = grant.normalize('NFC')
    return granted.endsWith('.*') ? name.startsWith(granted.slice(0, -1)) : name === granted
  })
}
