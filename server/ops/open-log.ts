import pino from 'pino'

/**
 * Opens a log that writes JSON lines to standard error. Fields named like a secret are removed, up to three levels
 * deep.
 */
export function openLog(level: pino.LevelWithSilent): pino.Logger {
  const secrets = ['aoiClientSecret', 'tokenSeed', 'key', 'authorization', 'secret', 'password']
  const destination = pino.destination({ fd: 2, sync: true })
  // A log that cannot be written (a full disk, a closed pipe) must not cause an error of its own.
  destination.on('error', () => undefined)
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), remove: true },
    },
    destination,
  )
}
