import { expect } from '@playwright/test'

/** Counts the actions of a person on the way to a goal: a key, a press, a choice, or a filled field is one. */
export class Actions {
  readonly #task: string
  readonly #done: string[] = []

  constructor(task: string) {
    this.#task = task
  }

  /** Does one action. */
  async do(name: string, act: () => Promise<unknown>): Promise<void> {
    this.#done.push(name)
    await act()
  }

  /** Prints the actions, and fails if they are more than the budget. */
  end(budget: number): void {
    const { length } = this.#done
    console.log(`${this.#task}: ${length} actions of ${budget} (${this.#done.join(', ')})`)
    expect(length, this.#task).toBeLessThanOrEqual(budget)
  }
}
