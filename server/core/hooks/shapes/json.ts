import { isWebAddress } from '#protocol/display.ts'
import { URGENCIES, type Urgency } from '#protocol/urgency.ts'
import { AoiError } from '../../errors.ts'
import { JSON_ANSWERS } from './answering/json-answers.ts'
import { parseTemplate, type RenderedFields, renderTemplate } from './json/template.ts'
import { deriveIdempotencyKey, deriveTopic } from './reading/derive-topic.ts'
import { type Fields, memberOf } from './reading/fields.ts'
import { finishMessage, type MessageDraft } from './reading/finish-message.ts'
import { parseJson, readJson } from './reading/read-body.ts'
import { readForm } from './reading/read-form.ts'
import { readUsualNames } from './reading/usual-names.ts'
import type { HookRequest, Shape } from './shape.ts'

/** Members that hold an address at most senders, the first one first. */
const ADDRESSES = ['url', 'link', 'click']

/** Any JSON, by a template with a text for each field; without a template, by the usual names of members. */
export const json: Shape = {
  checkTemplate(template) {
    parseTemplate(template)
  },
  read(request, { template, ...settings }) {
    const payload = readPayload(request)
    const draft =
      template === undefined
        ? draftByNames(payload)
        : draftOf(renderTemplate(parseTemplate(template), payload))
    return finishMessage(draft, { template, ...settings })
  },
  ...JSON_ANSWERS,
}

/** A form is an object of its fields. Uptime Kuma's form has the JSON in `data`; a `GET` has its fields in the query. */
function readPayload(request: HookRequest): unknown {
  if (request.body.byteLength === 0) return readQuery(request.query)
  if (
    !/^(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(
      request.header('content-type') ?? '',
    )
  )
    return readJson(request.body)
  const { fields } = readForm(request)
  return isJsonText(fields.data) ? parseJson(fields.data, 'data') : fields
}

function isJsonText(value: unknown): value is string {
  return typeof value === 'string' && /^\s*\{/.test(value)
}

function readQuery(query: URLSearchParams): Fields {
  const fields = Object.fromEntries(query)
  if (Object.keys(fields).length === 0) throw new AoiError('invalid', 'the body: JSON is required')
  return fields
}

function draftByNames(payload: unknown): MessageDraft {
  const { title, body } = readUsualNames(payload)
  const navigate = ADDRESSES.map((name) => memberOf(payload, name)).find(isWebAddress)
  if (title !== undefined || body !== undefined) return { display: { title, body, navigate } }
  return { display: { title: undefined, body: JSON.stringify(payload), navigate } }
}

function draftOf(fields: RenderedFields): MessageDraft {
  const { title, body, lang, tag, topic, idempotencyKey } = fields
  return {
    display: {
      title,
      body,
      lang,
      tag,
      navigate: readAddress(fields, 'navigate'),
      icon: readAddress(fields, 'icon'),
      silent: fields.silent === 'true' || undefined,
    },
    topic: topic === undefined ? undefined : deriveTopic(topic),
    urgency: readUrgency(fields.urgency),
    ttlSeconds: readTtl(fields.ttlSeconds),
    idempotencyKey: idempotencyKey === undefined ? undefined : deriveIdempotencyKey('json', idempotencyKey),
  }
}

function readAddress(fields: RenderedFields, name: 'navigate' | 'icon'): string | undefined {
  const address = fields[name]
  if (address !== undefined && !isWebAddress(address))
    throw new AoiError('invalid', `template.${name}: must give an http or https address, or nothing`)
  return address
}

function readUrgency(text: string | undefined): Urgency | undefined {
  if (text === undefined) return undefined
  const urgency = URGENCIES.find((name) => name === text)
  if (urgency === undefined)
    throw new AoiError('invalid', `template.urgency: must give ${URGENCIES.join(', ')}, or nothing`)
  return urgency
}

function readTtl(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,9}$/.test(text))
    throw new AoiError('invalid', 'template.ttlSeconds: must give a whole number of seconds, or nothing')
  return Number(text)
}
