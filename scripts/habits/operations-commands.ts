import { readDocument } from './documents.ts'

/** The commands of `docs/operations.md` that other tests run, because they take long or need their tools. */
export const RUN_ELSEWHERE: readonly { commands: readonly string[]; test: string; by: string }[] = [
  {
    commands: ['npm install aoi-server-VERSION.tgz', 'npx aoi-server'],
    test: 'scripts/package/package.integration.test.ts',
    by: "'node_modules/.bin/aoi-server'",
  },
  {
    commands: [
      'docker build --file Containerfile --tag aoi-server .',
      'docker build --file Containerfile --secret id=npmrc,src=$HOME/.npmrc --tag aoi-server .',
      'buildah build --format docker --tag aoi-server .',
      'docker exec NAME aoi admin status',
    ],
    test: 'scripts/package/new-machine.integration.test.ts',
    by: 'buildah.build',
  },
  {
    commands: [
      'docker compose -f deploy/compose.yaml up --detach',
      'docker compose -f deploy/compose.yaml exec aoi aoi admin keys create --name newsroom --application com.example.news',
      'docker compose -f deploy/compose.nodes.yaml up --detach',
    ],
    test: 'scripts/package/compose.test.ts',
    by: 'compose.nodes.yaml',
  },
  {
    commands: ['apt install ./aoi-server_VERSION_ARCHITECTURE.deb'],
    test: 'scripts/package/new-machine.integration.test.ts',
    by: 'installInDebian',
  },
  { commands: ['npm install'], test: '.ci/run', by: 'npm install' },
  {
    commands: ['npm start'],
    test: 'scripts/package/node-versions.integration.test.ts',
    by: "'scripts/start.mjs'",
  },
  {
    commands: ['npx aoi admin rehearse', 'npx aoi admin rehearse ../aoi-backup-1'],
    test: 'client/command/admin/rehearse.integration.test.ts',
    by: "'rehearse'",
  },
  {
    commands: ['createdb aoi', 'DATABASE_URL=postgresql://aoi@db.example/aoi npx aoi admin migrate-database'],
    test: 'client/command/admin/migrate-database.integration.test.ts',
    by: "'migrate-database'",
  },
]

/** Lists the commands in the fenced blocks `sh` of a document, without their comments, each once. */
export function listCommandLines(path: string): string[] {
  const blocks = [...readDocument(path).text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)]
  const lines = blocks.flatMap(([, block = '']) => block.replaceAll('\\\n', ' ').split('\n'))
  return [...new Set(lines.map((line) => line.replace(/ +#.*$/, '').trim()))].filter((line) => line !== '')
}

/** Lists the fenced blocks of `docs/operations.md` that have commands and are not marked as `sh`. */
export function listUnmarkedBlocks(): string[] {
  const fences = [...readDocument('docs/operations.md').text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)]
  return fences
    .filter(([, language]) => !['sh', 'ini', 'nginx'].includes(language ?? ''))
    .map(([block]) => block)
}

/** The words of a command, the file to which its output goes, and whether it is added there. */
export type CommandLine = { words: string[]; output?: { path: string; adds: boolean } }

/** Splits a command as a shell does: quotes keep words together, `>` and `>>` name a file. */
export function readCommandLine(command: string): CommandLine {
  const words = [...command.matchAll(/'([^']*)'|"([^"]*)"|(>>|>)|([^\s'">]+)/g)].map(
    ([, single, double, arrow, plain]) => ({ text: single ?? double ?? plain ?? '', arrow }),
  )
  const place = words.findIndex(({ arrow }) => arrow !== undefined)
  if (place < 0) return { words: words.map(({ text }) => text) }
  const path = words[place + 1]?.text ?? ''
  return {
    words: words.slice(0, place).map(({ text }) => text),
    output: { path, adds: words[place]?.arrow === '>>' },
  }
}
