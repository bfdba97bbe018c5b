/** The server's origins, and whether their port counts. */
export type AudienceRule = {
  origins: readonly string[]
  /** Undefined: the port does not count if the server's is not 443, since senders in PHP and Java omit it. */
  ignorePort: boolean | undefined
}

/** True if a VAPID token for `audience` is meant for this server (RFC 8292, section 2). */
export function isOwnAudience(rule: AudienceRule, audience: string): boolean {
  return rule.origins.some((origin) => audience === origin || isSameButForPort({ rule, origin, audience }))
}

function isSameButForPort(input: { rule: AudienceRule; origin: string; audience: string }): boolean {
  if (!URL.canParse(input.audience)) return false
  const [own, asked] = [new URL(input.origin), new URL(input.audience)]
  if (asked.origin !== input.audience) return false
  const isOn443 = own.protocol === 'https:' && own.port === ''
  const ignored = input.rule.ignorePort ?? !isOn443
  return ignored && own.protocol === asked.protocol && own.hostname === asked.hostname
}
