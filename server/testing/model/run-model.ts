import type { Violation } from './history.ts'
import { judge } from './judge.ts'
import { makeOperations } from './make-operations.ts'
import type { Operation } from './operations.ts'
import { Performer } from './performer.ts'
import { Random } from './random.ts'
import { openSetup, type Setup, type SetupName } from './setup.ts'
import { shrink } from './shrink.ts'

const OPERATIONS = 60
/** How often a script that failed runs again before it is taken for one that does not fail by itself. */
const REPLAYS = 3
/** After that many scripts the set-up is made anew, so that its database stays small. */
const SCRIPTS_PER_SETUP = 25

export type Script = { setup: SetupName; seed: number; operations: readonly Operation[] }
export type Totals = { scripts: number; steps: number; deliveries: number; checks: number }
/** `isRepeated`: the script broke the same rule again when it ran alone. */
export type Failure = { script: Script; violations: readonly Violation[]; isRepeated: boolean }
export type Outcome = { totals: Totals; failure?: Failure }
type Limits = { isOver: () => boolean; shrinkMilliseconds: number; say: (text: string) => void }

/** The script of a seed. */
export function scriptOf(setup: SetupName, seed: number): Script {
  return { setup, seed, operations: makeOperations(new Random(seed), { setup, count: OPERATIONS }) }
}

/**
 * Runs the scripts of one seed after the other until the time is up or a script fails. Shortens the script that fails.
 */
export async function runModel(input: { setup: SetupName; seed: number } & Limits): Promise<Outcome> {
  const totals: Totals = { scripts: 0, steps: 0, deliveries: 0, checks: 0 }
  let setup: Setup | undefined
  try {
    for (let seed = input.seed; !input.isOver(); seed += 1) {
      if (totals.scripts % SCRIPTS_PER_SETUP === 0) {
        await setup?.remove()
        setup = await openSetup(input.setup)
      }
      const script = scriptOf(input.setup, seed)
      const violations = await runScript(script, { setup: setup as Setup, totals })
      if (violations.length === 0) continue
      input.say(`seed ${seed} breaks a promise; the script is being shortened`)
      await setup?.remove()
      setup = undefined
      return { totals, failure: await shorten({ script, violations }, input) }
    }
    return { totals }
  } finally {
    await setup?.remove()
  }
}

/** Runs one script on a set-up that others may have used before. Returns the violations. */
export async function runScript(
  script: Script,
  { setup, totals }: { setup: Setup; totals: Totals },
): Promise<readonly Violation[]> {
  const performer = new Performer(setup, `${script.seed} ${totals.scripts} ${Math.random()}`)
  try {
    await performer.begin()
    for (const operation of script.operations) await performer.perform(operation)
    await performer.settle()
  } finally {
    performer.end()
  }
  const { history } = performer
  totals.scripts += 1
  totals.steps += script.operations.length
  totals.deliveries += history.events.filter(({ kind }) => kind === 'notification' || kind === 'gap').length
  totals.checks += history.events.length
  return judge(history)
}

/** Runs the script alone, on fresh servers. */
export async function replay(script: Script): Promise<readonly Violation[]> {
  const setup = await openSetup(script.setup)
  try {
    return await runScript(script, { setup, totals: { scripts: 0, steps: 0, deliveries: 0, checks: 0 } })
  } finally {
    await setup.remove()
  }
}

/**
 * Returns the shortest script found that breaks one of the same rules. A script that breaks none of them when it runs
 * alone again is left as it is: then the machine, or a rare race, had a part in it.
 */
async function shorten(
  found: Omit<Failure, 'isRepeated'>,
  { shrinkMilliseconds, say }: Limits,
): Promise<Failure> {
  const deadline = performance.now() + shrinkMilliseconds
  const rules = new Set(found.violations.map(({ rule }) => rule))
  let shortest: Failure = { ...found, isRepeated: false }
  const fails = async (operations: readonly Operation[]) => {
    const script = { ...found.script, operations }
    const violations = (await replay(script)).filter(({ rule }) => rules.has(rule))
    if (violations.length === 0) return false
    shortest = { script, violations, isRepeated: true }
    say(`${operations.length} operations still do`)
    return true
  }
  for (let again = 0; again < REPLAYS && !shortest.isRepeated; again += 1)
    await fails(found.script.operations)
  if (!shortest.isRepeated) say(`it did not happen again in ${REPLAYS} runs`)
  else await shrink(found.script.operations, { fails, hasTime: () => performance.now() < deadline })
  return shortest
}
