/** Whether `applicationName` is granted: by its exact name, or by `prefix.*` (every name that begins with `prefix.`). */
export function isGranted(grants: readonly string[], applicationName: string): boolean {
  return grants.some((grant) =>
    grant.endsWith('.*') ? applicationName.startsWith(grant.slice(0, -1)) : applicationName === grant,
  )
}
