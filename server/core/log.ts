import type { LogLine } from './log-events.ts'

/**
 * The domain's log for the operator. It takes only the events of `LOG_EVENTS`, each at its level. Fields never contain a
 * secret, a token seed or a whole token.
 */
export interface Log {
  debug(fields: LogLine<'debug'>, message: string): void
  info(fields: LogLine<'info'>, message: string): void
  warn(fields: LogLine<'warn'>, message: string): void
  error(fields: LogLine<'error'>, message: string): void
}
