import { randomBytes } from 'node:crypto'
import { LIMITS } from '../../protocol/limits.ts'
import { clientAppRegistrationReqSchema } from '../../protocol/registration.ts'
import { shownNameSchema, textSchema, utf8Bytes } from '../../protocol/text.ts'
import { CommandFailure } from './command-failure.ts'
import type { Invocation } from './define.ts'
import { defineLeaf, JSON_ARGUMENT } from './define.ts'
import { NAME_ARGUMENT, readDeviceName } from './device-name.ts'
import { CODE_ARGUMENT, readEnrolmentCode } from './enrolment-code.ts'
import type { ListenInput } from './listener.ts'
import { parseOption, parseWholeNumber } from './parse-option.ts'
import { parseServerUrl, SERVER_ARGUMENT } from './server-url.ts'
import { findStateDirectory, STATE_ARGUMENT } from './state-directory.ts'

type ListenArguments = {
  server: string
  app: string
  seed?: string | undefined
  'new-seed'?: boolean | undefined
  'allow-short-seed'?: boolean | undefined
  split: boolean
  state?: string | undefined
  code?: string | undefined
  name?: string | undefined
  instance?: string | undefined
  label?: string | undefined
  count?: string | undefined
  quiet?: boolean | undefined
  notify?: boolean | undefined
}

const ELEMENTS = clientAppRegistrationReqSchema.shape

/** `aoi listen`: an AOI Client with one Client Application that prints its notifications. */
export const listenCommand = defineLeaf({
  meta: {
    name: 'listen',
    description: 'Register a Client Application and print its token and notifications',
  },
  args: {
    ...SERVER_ARGUMENT,
    app: { type: 'string', required: true, valueHint: 'NAME', description: 'ApplicationName' },
    seed: {
      type: 'string',
      valueHint: 'SEED',
      description:
        'Token Seed: all instances with it get the same token; prefer AOI_SEED, which `ps` does not show',
    },
    'new-seed': { type: 'boolean', description: 'Create a seed of 32 random bytes, print it and use it' },
    'allow-short-seed': {
      type: 'boolean',
      description: 'Accept a seed of fewer than 16 bytes, which can be guessed',
    },
    split: {
      type: 'boolean',
      default: true,
      description: 'Send a seed derived from the seed',
      negativeDescription: 'Send the seed itself, as some AOI Clients do',
    },
    ...STATE_ARGUMENT,
    ...CODE_ARGUMENT,
    ...NAME_ARGUMENT,
    instance: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Name of this instance, if several listen for one application',
    },
    label: {
      type: 'string',
      valueHint: 'TEXT',
      description: 'Name of this registration, which senders see in the deliveries of their notifications',
    },
    count: { type: 'string', valueHint: 'N', description: 'Exit after N notifications' },
    quiet: { type: 'boolean', description: 'Print only the notifications' },
    notify: { type: 'boolean', description: 'Also show each notification on the desktop, by notify-send' },
    ...JSON_ARGUMENT,
  },
  examples: [
    'aoi listen --server http://127.0.0.1:3000 --app com.example.news',
    'AOI_SEED="$(cat seed.txt)" aoi listen --server http://127.0.0.1:3000 --app com.example.news',
    'aoi listen --server http://127.0.0.1:3000 --app com.example.news --new-seed',
    'aoi listen --server http://127.0.0.1:3000 --app com.example.news --instance 2',
    "aoi listen --server http://127.0.0.1:3000 --app com.example.news --json --quiet | jq '.payload'",
  ],
  run: async (args, invocation) => {
    const input = readInput(args, invocation)
    const { listen } = await import('./listener.ts')
    await listen(input, invocation)
  },
})

function readInput(args: ListenArguments, { terminal: { env } }: Invocation): ListenInput {
  const serverUrl = parseServerUrl(args.server)
  const named = parseOption('--app', { schema: ELEMENTS.ApplicationName, value: args.app })
  // One name has one state directory, however the keyboard composes its characters.
  const applicationName = named.normalize('NFC')
  const seed = readSeed(args, env)
  const instance = parseOption('--instance', {
    schema: textSchema(1, LIMITS.deviceTextBytes),
    value: args.instance ?? 'default',
  })
  return {
    serverUrl,
    applicationName,
    ...seed,
    split: args.split,
    instance,
    stateDirectory: findStateDirectory(args.state, {
      env,
      purpose: ['listen', serverUrl, applicationName, instance],
    }),
    enrolmentCode: readEnrolmentCode(args.code, { env }),
    deviceName: readDeviceName(args.name),
    label:
      args.label === undefined
        ? undefined
        : parseOption('--label', {
            schema: shownNameSchema(LIMITS.registrationLabelBytes),
            value: args.label,
          }),
    count: readCount(args.count),
    isQuiet: args.quiet === true,
    isShown: args.notify === true,
  }
}

const NEW_SEED_BYTES = 32

/**
 * Returns the given or a new seed, and whether it may be short. Fails as usage if it is short without
 * `--allow-short-seed`.
 */
function readSeed(
  args: ListenArguments,
  env: Invocation['terminal']['env'],
): Pick<ListenInput, 'tokenSeed' | 'allowShortSeed' | 'isNewSeed'> {
  const seed = args.seed ?? env.AOI_SEED
  const name = args.seed === undefined ? 'AOI_SEED' : '--seed'
  const allowShortSeed = args['allow-short-seed'] === true
  if (args['new-seed'] === true) {
    if (seed !== undefined) throw new CommandFailure('usage', `--new-seed: cannot be combined with ${name}`)
    const tokenSeed = randomBytes(NEW_SEED_BYTES).toString('base64url')
    return { tokenSeed, allowShortSeed, isNewSeed: true }
  }
  const tokenSeed = parseOption(name, { schema: ELEMENTS.tokenSeed, value: seed })
  if (tokenSeed !== undefined && !allowShortSeed && utf8Bytes(tokenSeed) < LIMITS.tokenSeedAdvisedBytes) {
    throw new CommandFailure(
      'usage',
      `${name}: must be at least ${LIMITS.tokenSeedAdvisedBytes} bytes, since a shorter one can be guessed: ` +
        'use --new-seed to create one, or --allow-short-seed for a seed that a group already uses',
    )
  }
  return { tokenSeed, allowShortSeed, isNewSeed: false }
}

function readCount(count: string | undefined): number {
  if (count === undefined) return Number.POSITIVE_INFINITY
  return parseWholeNumber('--count', { value: count, min: 1, max: Number.MAX_SAFE_INTEGER })
}
