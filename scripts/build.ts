import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildBundles, hasBundles } from './build/bundles.ts'
import { buildClientTypes, hasClientTypes } from './build/client-types.ts'
import { fingerprint } from './build/fingerprint.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampsPath = join(root, 'dist/stamps.json')

type Step = {
  name: string
  inputs: readonly string[]
  isPresent: () => boolean
  /** `print` is the fingerprint of the inputs. */
  run: (print: string) => Promise<void> | void
}

const TOOLS = ['package.json', 'package-lock.json', 'tsconfig.json', 'scripts/build.ts', 'scripts/build']

const STEPS: readonly Step[] = [
  {
    name: 'generate',
    inputs: ['package-lock.json', 'prisma/schema.prisma', 'prisma.config.ts', 'scripts/db/generate.ts'],
    isPresent: () => existsSync(join(root, 'server/db/generated')),
    run: () => runNode(['--import', 'tsx', 'scripts/db/generate.ts']),
  },
  {
    name: 'page-types',
    inputs: ['package-lock.json', 'app', 'next.config.js'],
    isPresent: () =>
      existsSync(join(root, 'next-env.d.ts')) && existsSync(join(root, '.next/types/routes.d.ts')),
    run: () => runNode(['node_modules/next/dist/bin/next', 'typegen']),
  },
  {
    name: 'bundles',
    inputs: [
      ...TOOLS,
      'prisma',
      'protocol',
      'server',
      'client',
      'components/demo',
      'bench/kit/run-server.ts',
    ],
    isPresent: () => hasBundles(root),
    run: () => buildBundles(root),
  },
  {
    name: 'client-types',
    inputs: [...TOOLS, 'protocol', 'client'],
    isPresent: () => hasClientTypes(root),
    run: () => buildClientTypes(root),
  },
  {
    name: 'pages',
    inputs: [
      ...TOOLS,
      'prisma',
      'protocol',
      'server',
      'client',
      'app',
      'components',
      'next.config.js',
      'postcss.config.mjs',
    ],
    isPresent: () => existsSync(join(root, '.next/BUILD_ID')),
    run: (print) => runNode(['node_modules/next/dist/bin/next', 'build'], { BUILD_ID: print.slice(0, 20) }),
  },
]

/**
 * The steps of `npm run build`. `page-types` is missing: only the checks need it, and `pages` makes the types anyway.
 */
const PRODUCT = ['generate', 'bundles', 'client-types', 'pages']

/** Runs the named steps, or those of the product. Skips a step whose inputs are unchanged since its last success. */
async function buildAll(names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !STEPS.some((step) => step.name === name))
  if (unknown !== undefined) {
    throw new Error(
      `unknown build step ${unknown}; the steps are ${STEPS.map((step) => step.name).join(', ')}`,
    )
  }
  for (const step of STEPS) {
    if ((names.length === 0 ? PRODUCT : names).includes(step.name)) await runStep(step)
  }
}

async function runStep(step: Step): Promise<void> {
  const print = fingerprint(root, step.inputs)
  if (readStamps()[step.name] === print && step.isPresent()) return
  const startedAt = performance.now()
  console.log(`build: ${step.name} …`)
  await step.run(print)
  console.log(`build: ${step.name} done in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  mkdirSync(join(root, 'dist'), { recursive: true })
  writeFileSync(stampsPath, JSON.stringify({ ...readStamps(), [step.name]: print }, null, 2))
}

function readStamps(): Record<string, string> {
  try {
    return JSON.parse(readFileSync(stampsPath, 'utf8')) as Record<string, string>
  } catch {
    // The file is missing, or an interrupted build truncated it. Then every step runs.
    return {}
  }
}

function runNode(args: readonly string[], variables: Readonly<Record<string, string>> = {}): void {
  const { status, signal } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...variables },
  })
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${signal ?? `exit code ${status}`}`)
}

try {
  await buildAll(process.argv.slice(2))
} catch (error) {
  console.error(`build: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
