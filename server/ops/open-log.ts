import pino from 'pino'

/** JSON lines on standard error. Whatever is named like a secret is left out, wherever it stands. */
export function openLog(level: pino.LevelWithSilent): pino.Logger {
  const secrets = ['aoiClientSecret', 'tokenSeed', 'key', 'authorization', 'secret', 'password']
  const destination = pino.destination({ fd: 2, sync: true })
  // A log that cannot be written (a full disk, a closed pipe) must not become an error of its own.
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
