import { createRoute, z } from '@hono/zod-openapi'
import type { HookShape } from '#protocol/hook-shapes.ts'
import { AoiError } from '#server/core/errors.ts'
import { readHookAddress } from '#server/core/hooks/hook-address.ts'
import type { Hook } from '#server/core/hooks/hook-store.ts'
import { readNtfyTopic } from '#server/core/hooks/shapes/ntfy.ts'
import { findPushoverToken } from '#server/core/hooks/shapes/pushover.ts'
import type { HookRequest } from '#server/core/hooks/shapes/shape.ts'
import type { Api, ApiRequest } from '../api-services.ts'
import { addOperation } from '../operation.ts'
import { answerHook, type Received, readCredential } from './hook-operation.ts'
import { addPushoverReceipt } from './pushover-receipt.ts'

const OPERATIONS = [
  { method: 'post', id: 'submitByHook' },
  { method: 'get', id: 'submitByHookGet' },
  { method: 'put', id: 'submitByHookPut' },
] as const

/** Answers of every door of stock senders. The forms of the answers are the senders' own: `docs/senders.md`. */
const responses = {
  200: { description: 'Accepted and on disk, or a request that asks for no notification' },
  400: { description: 'A field is not valid, or asks for a feature that cannot be mapped' },
  401: { description: 'No hook has this address, it was revoked, or the signature is wrong' },
  413: { description: 'The body or the notification is too large' },
  429: { description: 'Too many requests to this hook, or its quota is used up' },
  503: { description: 'Temporarily unavailable' },
}

type Adding = {
  method: 'get' | 'post' | 'put'
  path: string
  operationId: string
  summary: string
  description: string
  shape?: HookShape
  params?: z.ZodObject
  named?: (c: ApiRequest) => Pick<HookRequest, 'topic' | 'path'>
  signIn: (c: ApiRequest, received: Received) => Promise<Hook>
}

function addHookOperation(api: Api, adding: Adding): void {
  const { method, path, operationId, summary, description, shape, params, named, signIn } = adding
  addOperation(api, {
    family: undefined,
    door: 'hook',
    route: createRoute({
      ...{ method, path, operationId, summary, description, responses, tags: ['Hooks'] },
      ...(params === undefined ? {} : { request: { params } }),
    }),
    run: (c, trace) =>
      answerHook(api, {
        ...{ c, trace },
        ...(shape !== undefined && { shape }),
        ...(named !== undefined && { named: named(c) }),
        signIn: (received) => signIn(c, received),
      }),
  })
}

/** Adds the doors of stock senders (`docs/senders.md`), with paths beside `/api`. */
export function addHooks(api: Api): void {
  const keys = () => api.services().context.hooks.keys
  for (const { method, id } of OPERATIONS) {
    addHookOperation(api, {
      ...{ method, path: '/in/{address}', operationId: id },
      summary: 'Send by a hook',
      description:
        'The shape of the hook decides how the request is read. The address is the credential. By GET, the query has the fields.',
      params: z.object({ address: z.string() }),
      signIn: (c, { query }) => {
        // A browser or a preview that opens the address must send nothing.
        if (method === 'get' && query.size === 0)
          throw new AoiError('invalid', 'the query: a GET request has its fields there')
        return keys().authenticate(c.req.param('address'))
      },
    })
  }
  addNtfy(api)
  addPushoverReceipt(api)
  addHookOperation(api, {
    ...{ method: 'post', path: '/message', operationId: 'submitAsGotify', shape: 'gotify' },
    summary: 'Send as to Gotify',
    description: 'The application token of Gotify is the address of a hook.',
    signIn: (c, { query }) =>
      keys().authenticate(
        take(query, 'token') ?? c.req.header('x-gotify-key') ?? readCredential(c.req.header('authorization')),
      ),
  })
  addHookOperation(api, {
    ...{ method: 'post', path: '/1/messages.json', operationId: 'submitAsPushover', shape: 'pushover' },
    summary: 'Send as to Pushover',
    description: 'The application token of Pushover is the address of a hook; the user key is ignored.',
    signIn: async (c, { query, body }) =>
      keys().authenticate(
        take(query, 'token') ?? findPushoverToken({ body, header: (name) => c.req.header(name) }),
      ),
  })
}

/**
 * The publish API of ntfy. The server also takes it without `/ntfy` before the topic (`server/ntfy-path.ts`), so that a
 * sender changes its host alone. The topic is the address of a hook, or its alias with the address as the credential.
 */
function addNtfy(api: Api): void {
  const keys = () => api.services().context.hooks.keys
  const signIn = (c: ApiRequest, query: URLSearchParams, topic: string) => {
    const credential = readCredential(c.req.header('authorization')) ?? readAuth(take(query, 'auth'))
    if (readHookAddress(topic) !== undefined) return keys().authenticate(topic)
    return keys().authenticateAlias(topic, credential)
  }
  const described = {
    summary: 'Send as to ntfy',
    description: 'The topic is the address of a hook, or its alias with the address as the credential.',
    shape: 'ntfy',
  } as const
  const byTopic = {
    ...described,
    params: z.object({ topic: z.string() }),
    named: (c: ApiRequest) => ({ topic: c.req.param('topic') ?? '' }),
    signIn: (c: ApiRequest, { query }: Received) => signIn(c, query, c.req.param('topic') ?? ''),
  }
  for (const method of ['post', 'put'] as const) {
    addHookOperation(api, { ...byTopic, method, path: '/ntfy/{topic}', operationId: `${method}AsNtfy` })
    addHookOperation(api, {
      ...{ ...byTopic, method, path: '/ntfy/{topic}/{sequenceId}', operationId: `${method}SequenceAsNtfy` },
      description: 'The sequence id makes the message replace the earlier one that has the same.',
      params: z.object({ topic: z.string(), sequenceId: z.string() }),
      named: (c) => ({ topic: c.req.param('topic') ?? '', path: [c.req.param('sequenceId') ?? ''] }),
    })
    addHookOperation(api, {
      ...{ ...described, method, path: '/ntfy', operationId: `${method}JsonAsNtfy` },
      signIn: (c, { query, body }) => signIn(c, query, readNtfyTopic(body)),
    })
  }
  for (const verb of ['publish', 'send', 'trigger'])
    addHookOperation(api, {
      ...{ ...byTopic, method: 'get', path: `/ntfy/{topic}/${verb}`, operationId: `${verb}AsNtfy` },
      named: (c) => ({ topic: c.req.param('topic') ?? '', path: [verb] }),
    })
}

/** Removes a parameter, so that neither the notification nor the kept request has the credential. */
function take(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name) ?? undefined
  query.delete(name)
  return value
}

/** ntfy's `auth` parameter: base64 of the `Authorization` header. */
function readAuth(auth: string | undefined): string | undefined {
  return auth === undefined ? undefined : readCredential(Buffer.from(auth, 'base64').toString())
}
