import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { LIMITS } from '#protocol'
import { hookSenderId } from '#server/core/hooks/hook-address.ts'
import type { HookRequestRecord, NewHook } from '#server/core/hooks/hook-store.ts'
import {
  addMember,
  type ContractStore,
  entriesOf,
  newTokenName,
  notificationTo,
  requestOf,
  START,
  type StoreTest,
} from './actors.ts'

const FIRST_HASH = 'a'.repeat(64)
const SECOND_HASH = 'b'.repeat(64)

function newHook(parts: Partial<NewHook> = {}): NewHook {
  const id = randomBytes(8).toString('hex')
  return {
    ...{ id, secretHash: FIRST_HASH, name: 'backups', clientAppToken: newTokenName(), signed: false },
    ...{
      applicationName: 'com.example.ops',
      shape: 'plain',
      perMinute: 60,
      createdBy: 'ada',
      createdAt: START,
    },
    ...parts,
  }
}

async function addHook(store: ContractStore, parts: Partial<NewHook> = {}): Promise<NewHook> {
  const hook = newHook(parts)
  expect(await store.hooks.create(hook)).toBe('created')
  return hook
}

function requestTo(hookId: string, parts: Partial<HookRequestRecord> = {}): HookRequestRecord {
  return { hookId, at: START, body: 'text', outcome: 'accepted', ...parts }
}

/** Hooks of stock senders, and their newest requests. */
export function describeHooks(it: StoreTest): void {
  describe('a hook', () => {
    it('is found by its id and its alias, with every setting', async ({ store }) => {
      const whole = await addHook(store, {
        ...{ shape: 'grafana', template: '{"title":"x"}', alias: `alerts-${randomBytes(4).toString('hex')}` },
        ...{ ttlSeconds: 0, urgency: 'high', tag: 'alerts', signed: true, perMinute: 7 },
      })
      const bare = await addHook(store)
      expect(await store.hooks.find(whole.id)).toEqual(whole)
      expect(await store.hooks.findByAlias(whole.alias ?? '')).toEqual(whole)
      expect(await store.hooks.find(bare.id)).toEqual(bare)
      expect(await store.hooks.find('0'.repeat(16))).toBeUndefined()
      const { rows } = await store.hooks.list({ limit: 1000 })
      expect(rows).toEqual(expect.arrayContaining([whole, bare]))
    })

    it('shares its alias with no other, and frees it when it is revoked', async ({ store }) => {
      const alias = `topic-${randomBytes(4).toString('hex')}`
      const first = await addHook(store, { alias })
      const second = newHook({ alias })
      expect(await store.hooks.create(second)).toBe('aliasTaken')
      expect(await store.hooks.find(second.id)).toBeUndefined()
      expect(await store.hooks.revoke({ id: first.id, at: START + 1 })).toBe(true)
      expect(await store.hooks.revoke({ id: first.id, at: START + 2 })).toBe(false)
      expect(await store.hooks.find(first.id)).toMatchObject({ revokedAt: START + 1 })
      expect(await store.hooks.create(second)).toBe('created')
    })

    it('has a name, or an alias, of its own if it is asked for twice at once', async ({ store }) => {
      const name = `twins ${randomBytes(4).toString('hex')}`
      const named = [newHook({ name }), newHook({ name })]
      const made = await Promise.all(named.map((hook) => store.hooks.create(hook, { isOnly: true })))
      expect(made.filter((outcome) => outcome === 'created')).toHaveLength(1)
      const alias = `topic-${randomBytes(4).toString('hex')}`
      const aliased = [newHook({ alias }), newHook({ alias })]
      const outcomes = await Promise.all(aliased.map((hook) => store.hooks.create(hook)))
      expect(outcomes.sort()).toEqual(['aliasTaken', 'created'])
    })

    it('keeps the old secret until its end when it gets a new one', async ({ store }) => {
      const { id } = await addHook(store)
      const rotation = { id, secretHash: SECOND_HASH, previousEndsAt: START + 5000 }
      expect(await store.hooks.rotate(rotation)).toBe(true)
      expect(await store.hooks.find(id)).toMatchObject({
        secretHash: SECOND_HASH,
        previous: { secretHash: FIRST_HASH, endsAt: START + 5000 },
      })
      await store.hooks.revoke({ id, at: START })
      expect(await store.hooks.rotate(rotation)).toBe(false)
    })

    it('is a Server Application of its own, with its name', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const hook = await addHook(store, { clientAppToken: member.clientAppToken })
      const { clientAppToken } = hook
      const [outcome] = await store.append([
        {
          ...requestOf([notificationTo(clientAppToken)], { grants: [member.applicationName] }),
          serverApplicationId: hookSenderId(hook.id),
        },
      ])
      expect(entriesOf(outcome)).toHaveLength(1)
      const { rows } = await store.dashboard.listNotifications({
        ...{ now: START, limit: 10, oldestFirst: false },
        filter: { serverApplicationId: hookSenderId(hook.id) },
      })
      expect(rows).toMatchObject([{ serverApplicationName: `backups (hook ${hook.id})` }])
    })
  })

  describe('the template of a hook', () => {
    it('is set and removed, until the hook is revoked', async ({ store }) => {
      const { id } = await addHook(store, { shape: 'json' })
      const template = '{"title":"{{ name }}"}'
      expect(await store.hooks.changeTemplate({ id, template })).toBe(true)
      expect(await store.hooks.find(id)).toMatchObject({ template })
      expect(await store.hooks.changeTemplate({ id, template: undefined })).toBe(true)
      expect(await store.hooks.find(id)).not.toHaveProperty('template')
      await store.hooks.revoke({ id, at: START })
      expect(await store.hooks.changeTemplate({ id, template })).toBe(false)
    })
  })

  describe('the requests to a hook', () => {
    it('are kept, the newest first, up to the limit, and tell the last use', async ({ store }) => {
      const [busy, quiet] = [await addHook(store), await addHook(store)]
      const many = Array.from({ length: LIMITS.hookRequestsKept + 5 }, (_, index) =>
        requestTo(busy.id, { at: START + index, body: `request ${index}` }),
      )
      const whole = requestTo(quiet.id, {
        ...{ outcome: 'refused', reason: 'title: is required', contentType: 'text/plain' },
      })
      await store.hooks.keepRequests([...many.slice(0, 10), whole])
      await store.hooks.keepRequests([...many.slice(10), requestTo('0'.repeat(16))])
      const kept = await store.hooks.listRequests(busy.id)
      expect(kept.map(({ body }) => body)).toEqual(
        many
          .slice(5)
          .reverse()
          .map(({ body }) => body),
      )
      expect(await store.hooks.listRequests(quiet.id)).toEqual([{ id: expect.any(Number), ...whole }])
      expect(await store.hooks.find(busy.id)).toMatchObject({ lastUsedAt: many.at(-1)?.at })
    })

    it('are counted beside the token, and found only with their own hook', async ({ store }) => {
      const member = await addMember(store, { clientAppToken: newTokenName() })
      const [hook, homeless] = [
        await addHook(store, { clientAppToken: member.clientAppToken }),
        await addHook(store),
      ]
      await store.hooks.keepRequests([requestTo(hook.id), requestTo(hook.id, { outcome: 'refused' })])
      const found = await store.hooks.findSurroundings([hook, homeless])
      expect(found.get(hook.id)).toMatchObject({
        ...{ token: { members: 1 }, requests: { kept: 2, refused: 1 } },
      })
      expect(found.get(homeless.id)).toEqual({ requests: { kept: 0, refused: 0 } })
      const [{ id = 0 } = {}] = await store.hooks.listRequests(hook.id)
      expect(await store.hooks.findRequest({ hookId: hook.id, id })).toMatchObject({ outcome: 'refused' })
      expect(await store.hooks.findRequest({ hookId: homeless.id, id })).toBeUndefined()
    })
  })
}
