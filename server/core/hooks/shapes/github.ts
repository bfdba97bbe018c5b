import { AoiError } from '../../errors.ts'
import { JSON_ANSWERS } from './answering/json-answers.ts'
import { describeEvent } from './github/describe-event.ts'
import { deriveIdempotencyKey, deriveTopic } from './reading/derive-topic.ts'
import { type Fields, isFields, textAt, textOf } from './reading/fields.ts'
import { finishMessage } from './reading/finish-message.ts'
import { fitLines, shortAddress } from './reading/fit-lines.ts'
import { parseJson, readJsonObject, readText } from './reading/read-body.ts'
import { shorten } from './reading/shorten.ts'
import { checkSignature } from './reading/signature.ts'
import type { HookRequest, Shape } from './shape.ts'

const TEXT_BYTES = 2400
const NAME_CHARACTERS = 120
/** These events come several times for each run; only the last one says how it ended. */
const RUNS = ['workflow_run', 'check_suite', 'check_run', 'workflow_job']

/** The webhooks of GitHub, Gitea and Forgejo. */
export const github: Shape = {
  read(request, settings) {
    if (settings.signingSecret !== undefined) checkGithubSignature(request, settings.signingSecret)
    const event = findHeader(request, 'event')
    if (event === undefined) throw new AoiError('invalid', 'X-GitHub-Event: is required')
    if (event === 'ping') return { kind: 'nothing', reason: 'The ping has arrived.' }
    const payload = readPayload(request)
    if (RUNS.includes(event) && textOf(payload.action) !== 'completed')
      return { kind: 'nothing', reason: `A ${event} makes a notification when it is completed.` }
    const { lines, link, more } = describeEvent(event, payload)
    const repository = textAt(payload, 'repository.full_name') ?? textAt(payload, 'organization.login')
    const delivery = findHeader(request, 'delivery')
    const run = textAt(payload, `${event}.id`)
    const topic = RUNS.includes(event) && run !== undefined ? deriveTopic(`${event}-${run}`) : undefined
    return finishMessage(
      {
        display: {
          title: shorten(repository ?? settings.name, NAME_CHARACTERS),
          body: fitLines(
            lines.filter((line) => line.trim() !== ''),
            { bytes: TEXT_BYTES, more: more ?? 0 },
          ),
          navigate: shortAddress(link) ?? shortAddress(textAt(payload, 'repository.html_url')),
          tag: topic,
        },
        topic,
        idempotencyKey: delivery === undefined ? undefined : deriveIdempotencyKey('github', delivery),
      },
      settings,
    )
  },
  ...JSON_ANSWERS,
}

function findHeader({ header }: HookRequest, name: 'event' | 'delivery'): string | undefined {
  return ['github', 'gitea', 'forgejo', 'gogs']
    .map((product) => textOf(header(`x-${product}-${name}`)))
    .find(Boolean)
}

function checkGithubSignature({ header, body }: HookRequest, secret: string): void {
  const signature =
    header('x-hub-signature-256') ?? header('x-gitea-signature') ?? header('x-forgejo-signature')
  checkSignature({ secret, signature, header: 'X-Hub-Signature-256' }, body)
}

/** The content type of a hook at GitHub is JSON, or a form with the JSON in `payload`. */
function readPayload({ header, body }: HookRequest): Fields {
  if (!/^application\/x-www-form-urlencoded\b/i.test(header('content-type') ?? ''))
    return readJsonObject(body)
  const payload = parseJson(new URLSearchParams(readText(body)).get('payload') ?? '', 'payload')
  if (!isFields(payload)) throw new AoiError('invalid', 'payload: must be a JSON object')
  return payload
}
