/** One event worth knowing. Never a secret, a token seed or a payload. */
export type ClientLogEntry = {
  level: 'debug' | 'info' | 'warn' | 'error'
  event: string
  [element: string]: string | number | boolean | undefined
}

export type ClientLog = (entry: ClientLogEntry) => void

export const silentLog: ClientLog = () => undefined
