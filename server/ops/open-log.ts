import pino from 'pino'
import type { Log } from '../core/log.ts'

export type OpenedLog = {
  log: Log
  /** Lowers the lowest level to `debug`, or restores the configured one. Returns the new one. */
  toggleDebug: () => string
}

/**
 * Opens a log that writes JSON lines to standard error. Fields named like a secret are removed, up to three levels
 * deep.
 */
export function openLog(level: pino.LevelWithSilent): OpenedLog {
  const secrets = ['aoiClientSecret', 'tokenSeed', 'key', 'authorization', 'secret', 'password']
  const destination = pino.destination({ fd: 2, sync: true })
  // A log that cannot be written (a full disk, a closed pipe) must not cause an error of its own.
  destination.on('error', () => undefined)
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // The names of docs/log.md instead of pino's numbers.
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    },
    destination,
  )
  return {
    log,
    toggleDebug: () => {
      log.level = log.level === 'debug' && level !== 'debug' ? level : 'debug'
      return log.level
    },
  }
}
