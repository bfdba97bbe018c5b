import { readFileSync } from 'node:fs'

/** The parts of the `Containerfile` that decide how its image runs. */
export type Containerfile = {
  /** The arguments before the first stage: the base images, with their defaults. */
  bases: Readonly<Record<string, string>>
  /** The patterns of the files that the first stage takes from the tree. */
  copied: readonly string[]
  environment: Readonly<Record<string, string>>
  user: string
  volumes: readonly string[]
  entrypoint: readonly string[]
  healthCheck: readonly string[]
}

/** Reads the `Containerfile`. Throws if it lacks an instruction, or has one in the form for a shell. */
export function readContainerfile(): Containerfile {
  const text = readFileSync(new URL('../../Containerfile', import.meta.url), 'utf8')
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  const find = (pattern: RegExp, among = last) => {
    const [found] = among.flatMap((line) => pattern.exec(line)?.[1] ?? [])
    if (found === undefined) throw new Error(`the Containerfile has no line like ${pattern}`)
    return found
  }
  return {
    bases: readPairs(
      lines
        .filter((line) => line.startsWith('ARG '))
        .join(' ')
        .replaceAll('ARG ', ''),
    ),
    copied: lines.flatMap((line) => /^COPY (?!--)(\S+) /.exec(line)?.[1] ?? []),
    environment: readPairs(find(/^ENV (.*)/)),
    user: find(/^USER (.*)/),
    volumes: [find(/^VOLUME (.*)/)],
    entrypoint: JSON.parse(find(/^ENTRYPOINT (\[.*)/)) as string[],
    healthCheck: JSON.parse(find(/^HEALTHCHECK .*CMD (\[.*)/)) as string[],
  }
}

function readPairs(words: string): Record<string, string> {
  return Object.fromEntries(
    [...words.matchAll(/(\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  )
}
