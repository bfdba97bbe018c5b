/** The domain's log for the operator. Fields never contain a secret, a token seed or a whole token. */
export interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
